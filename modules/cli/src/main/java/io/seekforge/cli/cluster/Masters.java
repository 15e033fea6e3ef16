package io.seekforge.cli.cluster;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/**
 * Looks whether a Spark master is one, and answers. Spark itself tries for a minute and then shows
 * a stack trace.
 */
public final class Masters {
  private static final Pattern LOCAL =
      Pattern.compile(
          "local(\\[(\\*|[1-9]\\d*)(, *[1-9]\\d*)?])?"
              + "|local-cluster\\[ *[1-9]\\d* *, *[1-9]\\d* *, *[1-9]\\d* *]");

  private static final int PATIENCE_MILLIS = 5000;
  private static final int RESOURCE_MANAGER_PORT = 8032;

  private Masters() {}

  /**
   * Looks.
   *
   * @param conf with {@code spark.master}
   * @param yarn finds YARN's resource manager
   * @throws SeekforgeException with one line, if the master is none or does not answer
   */
  public static void require(SparkConf conf, Configuration yarn) {
    String master = conf.get("spark.master");
    if (LOCAL.matcher(master).matches()) {
      return;
    }
    List<InetSocketAddress> addresses = addresses(master, yarn);
    // In cluster mode the cluster has started this driver: the master has answered.
    if (!conf.get("spark.submit.deployMode", "client").equals("cluster")) {
      reach(master, addresses);
    }
  }

  private static List<InetSocketAddress> addresses(String master, Configuration yarn) {
    if (master.equals("yarn")) {
      return resourceManager(yarn);
    }
    try {
      if (master.startsWith("k8s://")) {
        String url = master.substring("k8s://".length());
        return List.of(address(new URI(url.contains("://") ? url : "https://" + url), 443));
      }
      if (master.startsWith("spark://")) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String one : master.substring("spark://".length()).split(",")) {
          addresses.add(address(new URI("spark://" + one), -1));
        }
        return addresses;
      }
    } catch (URISyntaxException e) {
      throw invalid(master);
    }
    throw invalid(master);
  }

  private static InetSocketAddress address(URI uri, int usual) throws URISyntaxException {
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    if (uri.getHost() == null || port < 0) {
      throw new URISyntaxException(uri.toString(), "no host or port");
    }
    return new InetSocketAddress(uri.getHost(), port);
  }

  /** None if there are several resource managers: YARN's client finds the active one. */
  private static List<InetSocketAddress> resourceManager(Configuration yarn) {
    if (yarn.getBoolean("yarn.resourcemanager.ha.enabled", false)) {
      return List.of();
    }
    String host = yarn.get("yarn.resourcemanager.hostname", "0.0.0.0");
    String address = yarn.get("yarn.resourcemanager.address", host);
    // As yarn-default.xml has it, the address names the host.
    address = address.replace("${yarn.resourcemanager.hostname}", host);
    int colon = address.lastIndexOf(':');
    return List.of(
        colon < 0
            ? new InetSocketAddress(address, RESOURCE_MANAGER_PORT)
            : new InetSocketAddress(
                address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
  }

  /** One of several masters is enough. */
  private static void reach(String master, List<InetSocketAddress> addresses) {
    IOException last = null;
    InetSocketAddress at = null;
    for (InetSocketAddress address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(address, PATIENCE_MILLIS);
        return;
      } catch (IOException e) {
        last = e;
        at = address;
      }
    }
    if (last != null) {
      String reason = last instanceof UnknownHostException ? "no such host" : last.getMessage();
      throw new SeekforgeException(
          "Cannot reach the master %s at %s:%d: %s (is it running, and can this machine reach it?%s)"
              .formatted(
                  master,
                  at.getHostString(),
                  at.getPort(),
                  reason,
                  master.equals("yarn") ? " HADOOP_CONF_DIR names its yarn-site.xml" : ""),
          last);
    }
  }

  private static SeekforgeException invalid(String master) {
    return new SeekforgeException(
        "Invalid master %s (one of local, local[N], local-cluster[EXECUTORS,CORES,MEGABYTES],"
                .formatted(master)
            + " spark://HOST:PORT, yarn, k8s://URL)");
  }
}
