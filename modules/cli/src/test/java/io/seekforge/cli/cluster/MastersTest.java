package io.seekforge.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MastersTest {
  private final Configuration yarn = new Configuration(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "local[*]",
        "local[4]",
        "local[2,3]",
        "local-cluster[2,1,1024]",
        "local-cluster[2, 1, 1024]"
      })
  void localMastersNeedNoAnswer(String master) {
    Masters.require(conf(master), yarn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "loc", "local[0]", "mesos://a:5050", "spark://host", "spark://", "local[x]"})
  void whatIsNoMasterIsNamed(String master) {
    assertThatThrownBy(() -> Masters.require(conf(master), yarn))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Invalid master " + master + " (one of local, local[N]");
  }

  @Test
  void aMasterThatDoesNotAnswerIsToldAtOnce() throws IOException {
    int port = closedPort();
    yarn.set("yarn.resourcemanager.address", "127.0.0.1:" + port);
    for (String master :
        new String[] {"spark://127.0.0.1:" + port, "k8s://https://127.0.0.1:" + port, "yarn"}) {
      assertThatThrownBy(() -> Masters.require(conf(master), yarn))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageStartingWith(
              "Cannot reach the master %s at 127.0.0.1:%d: Connection refused (is it running"
                  .formatted(master, port))
          .satisfies(failure -> assertThat(failure.getMessage()).hasLineCount(1));
    }
    assertThatThrownBy(() -> Masters.require(conf("spark://no-such-host.invalid:7077"), yarn))
        .hasMessageContaining("no-such-host.invalid:7077: no such host");
  }

  @Test
  void oneOfSeveralMastersIsEnough() throws IOException {
    try (ServerSocket open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String master = "spark://127.0.0.1:%d,127.0.0.1:%d";
      Masters.require(conf(master.formatted(closedPort(), open.getLocalPort())), yarn);
    }
  }

  @Test
  void aDriverThatTheClusterStartedDoesNotAsk() throws IOException {
    SparkConf conf = conf("spark://127.0.0.1:" + closedPort());
    Masters.require(conf.set("spark.submit.deployMode", "cluster"), yarn);
  }

  private static SparkConf conf(String master) {
    return new SparkConf(false).set("spark.master", master);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
