package io.seekforge.bench.yarn;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/** HDFS with one data node, and YARN with two node managers, in this JVM; containers are not. */
final class HadoopCluster implements AutoCloseable {
  private static final int NODE_MANAGERS = 2;

  private final MiniDFSCluster hdfs;
  private final MiniYARNCluster yarn;
  private final Path configuration;

  /** Starts both; their files lie in {@code folder}, those of containers in its seekforge/. */
  HadoopCluster(Path folder) throws IOException {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("hdfs").toString());
    conf.setInt("dfs.replication", 1);
    // Who closes a file before its data node has told of the last block asks again, by default
    // after 400 ms, and a run writes hundreds of files.
    conf.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 10);
    conf.setInt("dfs.client.block.write.locateFollowingBlock.retries", 12);
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    conf.set("fs.defaultFS", hdfs.getURI().toString());
    // A JVM reserves more addresses than it uses; the limit is on pages.
    conf.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    // Whether the disk of this machine is nearly full is not what is tested.
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 6144);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 128);
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    System.setProperty("test.build.data", folder.toString());
    yarn = new MiniYARNCluster("seekforge", NODE_MANAGERS, 1, 1);
    yarn.init(conf);
    yarn.start();
    configuration = Files.createDirectories(folder.resolve("hadoop-conf"));
    Configuration client = new Configuration(yarn.getConfig());
    // The mini cluster's own class: only its servers have it.
    client.set("net.topology.node.switch.mapping.impl", "org.apache.hadoop.net.ScriptBasedMapping");
    for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "yarn-site.xml"}) {
      write(client, configuration.resolve(name));
    }
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  /** What {@code HADOOP_CONF_DIR} names. */
  Path configuration() {
    return configuration;
  }

  FileSystem files() throws IOException {
    return hdfs.getFileSystem();
  }

  @Override
  public void close() {
    yarn.stop();
    hdfs.shutdown();
  }
}
