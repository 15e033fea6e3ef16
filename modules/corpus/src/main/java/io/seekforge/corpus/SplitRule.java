package io.seekforge.corpus;

import io.seekforge.api.ContentHash;
import io.seekforge.api.recipe.Recipe;
import java.io.Serializable;

/** Where a component of twins goes. */
final class SplitRule implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int DIGITS = 13; // 52 bits: exact in a double

  private final long seed;
  private final double valid;
  private final double test;

  SplitRule(Recipe recipe) {
    seed = recipe.seed();
    valid = recipe.split().valid();
    test = recipe.split().test();
  }

  /**
   * The split of a component: where its members are forced, test before valid before train, since a
   * document held back for evaluation must not be trained on; else by hash.
   *
   * @param id smallest cluster id of the component
   */
  String split(String id, boolean forcedTest, boolean forcedValid, boolean forcedTrain) {
    if (forcedTest) {
      return "test";
    }
    if (forcedValid) {
      return "valid";
    }
    return forcedTrain ? "train" : byHash(id);
  }

  private String byHash(String id) {
    String digits = ContentHash.of(seed, "split", id).substring(0, DIGITS);
    double place = Long.parseLong(digits, 16) / (double) (1L << (4 * DIGITS));
    if (place < test) {
      return "test";
    }
    return place < test + valid ? "valid" : "train";
  }
}
