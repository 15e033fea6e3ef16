package io.seekforge.model.decoder;

import io.seekforge.model.MoeConfig;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.RouterLosses.Form;
import io.seekforge.model.RouterSum;
import java.util.ArrayList;
import java.util.List;

/** The losses of all routers over one sequence, and what they add to the gradient of each. */
final class RouterMeter {
  private final MoeConfig moe;
  private final RouterLosses losses;

  RouterMeter(MoeConfig moe, RouterLosses losses) {
    this.moe = moe;
    this.losses = losses;
  }

  /** The sums of one sequence. */
  RouterSum measure(List<Routing> layers, long labelTokens) {
    long[][] load = layers.stream().map(this::load).toArray(long[][]::new);
    double balance = losses.balance() == 0 ? 0 : balance(layers, load);
    double z = losses.z() == 0 ? 0 : layers.stream().mapToDouble(RouterMeter::z).sum();
    return new RouterSum(labelTokens * balance, labelTokens * z, load);
  }

  private long[] load(Routing routing) {
    long[] load = new long[moe.experts()];
    for (int expert = 0; expert < load.length; expert++) {
      load[expert] = routing.count(expert);
    }
    return load;
  }

  private double balance(List<Routing> layers, long[][] load) {
    double sum = 0;
    if (losses.form() == Form.SEQUENCE) {
      for (int layer = 0; layer < load.length; layer++) {
        double[] fraction = fractions(List.of(load[layer]), layers.get(layer).tokens());
        double[] mean = meanScores(List.of(layers.get(layer)));
        sum += dot(fraction, mean) / moe.topK();
      }
      return sum;
    }
    return dot(fractions(List.of(load), layers.get(0).tokens()), meanScores(layers));
  }

  /** E times the chosen experts per token of some layers. */
  private double[] fractions(List<long[]> load, int tokens) {
    double[] fractions = new double[moe.experts()];
    for (long[] layer : load) {
      for (int expert = 0; expert < fractions.length; expert++) {
        fractions[expert] += (double) layer[expert] * moe.experts() / tokens / load.size();
      }
    }
    return fractions;
  }

  private double[] meanScores(List<Routing> layers) {
    int n = moe.experts();
    double[] means = new double[n];
    for (Routing routing : layers) {
      for (int token = 0; token < routing.tokens(); token++) {
        double total = total(routing.scores(), token * n, n);
        for (int expert = 0; expert < n; expert++) {
          means[expert] +=
              routing.scores()[token * n + expert] / total / routing.tokens() / layers.size();
        }
      }
    }
    return means;
  }

  /** 1 for softmax scores, but for rounding. */
  private double total(float[] scores, int from, int n) {
    if (moe.gate() != MoeConfig.Gate.SIGMOID_CORRECTED) {
      return 1;
    }
    double sum = 0;
    for (int i = from; i < from + n; i++) {
      sum += scores[i];
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double z(Routing routing) {
    double sum = 0;
    for (int token = 0; token < routing.tokens(); token++) {
      double log = Router.logSumExp(routing, token);
      sum += log * log / routing.tokens();
    }
    return sum;
  }

  /** What each layer's router is pulled by; null if it has no loss. */
  List<RouterPull> pulls(List<Routing> layers, long[][] load, long labelTokens) {
    List<RouterPull> pulls = new ArrayList<>();
    for (int layer = 0; layer < load.length; layer++) {
      pulls.add(losses.none() ? null : pull(layers, load, layer, labelTokens));
    }
    return pulls;
  }

  private RouterPull pull(List<Routing> layers, long[][] load, int layer, long labelTokens) {
    int tokens = layers.get(layer).tokens();
    boolean alone = losses.form() == Form.SEQUENCE;
    double[] ofScores = fractions(alone ? List.of(load[layer]) : List.of(load), tokens);
    double divisor = alone ? (double) moe.topK() * tokens : (double) load.length * tokens;
    for (int expert = 0; expert < ofScores.length; expert++) {
      ofScores[expert] *= losses.balance() * labelTokens / divisor;
    }
    return new RouterPull(ofScores, losses.z() * labelTokens / tokens);
  }
}
