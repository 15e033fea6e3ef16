package io.seekforge.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.recipe.RouterSection;
import io.seekforge.api.recipe.TrainSection.ExchangeSection;
import org.junit.jupiter.api.Test;

class ExchangePathTest {
  private static final long SMALL = 3_000_000;
  private static final long LARGE = 33_000_000;
  private final TestRecipe recipe = new TestRecipe();

  @Test
  void manyParametersGoByBlock() {
    assertThat(byBlock(SMALL, 8)).isFalse();
    assertThat(byBlock(LARGE, 1)).isTrue();
  }

  @Test
  void manyReplicasGoByBlock() {
    assertThat(byBlock(SMALL, 42)).isFalse();
    assertThat(byBlock(SMALL, 43)).isTrue();
  }

  @Test
  void whatBlocksCannotDoStaysWithTheDriver() {
    recipe.localSteps = 2;
    assertThat(byBlock(LARGE, 8)).isFalse();
    recipe.localSteps = 1;
    recipe.exchange = new ExchangeSection("auto", "plain", 0, 1, 0, "bf16", 4);
    assertThat(byBlock(LARGE, 8)).isFalse();
    recipe.exchange = ExchangeSection.standard();
    recipe.router = new RouterSection("auto", 0, 0, 0.01);
    assertThat(byBlock(LARGE, 8)).isFalse();
    recipe.router = RouterSection.standard();
    assertThat(new ExchangePath(recipe.train(), 8, true).byBlock(LARGE)).isFalse();
  }

  @Test
  void whatIsAskedForIsDone() {
    recipe.exchange = new ExchangeSection("driver", "plain", 0, 1, 0, "fp32", 4);
    assertThat(byBlock(LARGE, 8)).isFalse();
    recipe.exchange = new ExchangeSection("shuffle", "plain", 0, 1, 0, "fp32", 4);
    assertThat(byBlock(SMALL, 1)).isTrue();
  }

  private boolean byBlock(long parameters, int replicas) {
    return new ExchangePath(recipe.train(), replicas, false).byBlock(parameters);
  }
}
