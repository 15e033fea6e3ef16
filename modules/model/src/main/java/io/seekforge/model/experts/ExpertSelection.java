package io.seekforge.model.experts;

import io.seekforge.api.SeekforgeException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many experts of a layer are chosen from their scores. Scores are first rounded to four
 * places, as ESFT publishes them; of equal ones the lower id comes first.
 */
public sealed interface ExpertSelection extends Serializable {
  /** Places that scores are rounded to. */
  int PLACES = 4;

  /**
   * The chosen experts, the highest score first.
   *
   * @param scores one for each expert
   */
  List<Integer> choose(double[] scores);

  /** A score as ESFT publishes it. */
  static double rounded(double score) {
    return new BigDecimal(score).setScale(PLACES, RoundingMode.HALF_EVEN).doubleValue();
  }

  /** All experts, the highest score first. */
  private static List<Integer> ranked(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer expert) -> -scores[expert]))
        .toList();
  }

  /** ESFT's rule: experts until their scores add up to a share, the one that reaches it too. */
  record Share(double share) implements ExpertSelection {
    public Share {
      if (!(share > 0 && share <= 1)) {
        throw new SeekforgeException(
            "Invalid share of scores " + share + ": must be above 0 and at most 1");
      }
    }

    @Override
    public List<Integer> choose(double[] scores) {
      double[] rounded =
          IntStream.range(0, scores.length).mapToDouble(i -> rounded(scores[i])).toArray();
      List<Integer> chosen = new ArrayList<>();
      double sum = 0;
      for (int expert : ranked(rounded)) {
        if (sum >= share) {
          break;
        }
        chosen.add(expert);
        sum += rounded[expert];
      }
      return List.copyOf(chosen);
    }
  }

  /** A number of experts. */
  record Top(int count) implements ExpertSelection {
    public Top {
      if (count < 1) {
        throw new SeekforgeException("Invalid number of experts " + count + ": at least 1");
      }
    }

    @Override
    public List<Integer> choose(double[] scores) {
      if (count > scores.length) {
        throw new SeekforgeException(
            "Cannot choose " + count + " experts: a layer has " + scores.length);
      }
      double[] rounded =
          IntStream.range(0, scores.length).mapToDouble(i -> rounded(scores[i])).toArray();
      return List.copyOf(ranked(rounded).subList(0, count));
    }
  }
}
