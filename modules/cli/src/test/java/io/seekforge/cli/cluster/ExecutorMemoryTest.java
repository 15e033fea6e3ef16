package io.seekforge.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class ExecutorMemoryTest {
  private static final long GIGA = 1L << 30;

  @Test
  void theSumStandsInTheMessage() {
    ExecutorMemory memory = new ExecutorMemory(13 * GIGA, GIGA / 2, GIGA / 8, 4, 1);
    SparkConf conf = yarn().set("spark.executor.memory", "8g");
    assertThatThrownBy(() -> memory.require(conf))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining(
            "they need 15.8 GiB (base model 13.0 GiB + 4 tasks × (1 × activations 512 MiB +"
                + " parameters and gradients 128 MiB) + JVM 300 MiB),"
                + " spark.executor.memoryOverhead gives 819 MiB; set it to 16173m");
    memory.require(conf.set("spark.executor.memoryOverhead", "16173m"));
    memory.require(conf.set("spark.executor.memoryOverhead", "16g"));
  }

  @Test
  void onlyClusterManagersThatHoldExecutorsToItCount() {
    ExecutorMemory memory = new ExecutorMemory(13 * GIGA, GIGA, GIGA, 4, 1);
    memory.require(yarn().set("spark.master", "spark://a:7077"));
    memory.require(yarn().set("spark.master", "local[4]"));
    assertThatThrownBy(() -> memory.require(yarn().set("spark.master", "k8s://https://a")))
        .isInstanceOf(SeekforgeException.class);
  }

  @Test
  void theOverheadIsSparks() {
    assertThat(ExecutorMemory.overhead(yarn())).isEqualTo(384L << 20);
    assertThat(ExecutorMemory.overhead(yarn().set("spark.executor.memory", "10g"))).isEqualTo(GIGA);
    assertThat(
            ExecutorMemory.overhead(
                yarn()
                    .set("spark.executor.memory", "10g")
                    .set("spark.executor.memoryOverheadFactor", "0.4")))
        .isEqualTo(4 * GIGA);
    assertThat(ExecutorMemory.overhead(yarn().set("spark.executor.memoryOverhead", "2048")))
        .isEqualTo(2 * GIGA);
  }

  private static SparkConf yarn() {
    return new SparkConf(false).set("spark.master", "yarn");
  }
}
