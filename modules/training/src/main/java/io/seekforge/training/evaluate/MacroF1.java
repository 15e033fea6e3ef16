package io.seekforge.training.evaluate;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Mean of the F1 scores of all classes, each with the same weight, as scikit-learn's {@code
 * f1_score(average="macro", labels=<expected classes>)}. A class is a folded expected answer; an
 * answer that is none of them is a miss of its class and a false alarm of no other. ND4J's
 * Evaluation wants a class of its own for such answers and would count it into the mean.
 */
final class MacroF1 {
  private MacroF1() {}

  static double of(List<String> expected, List<String> answers) {
    SortedMap<String, int[]> classes = new TreeMap<>();
    expected.forEach(label -> classes.putIfAbsent(Match.fold(label), new int[3]));
    for (int i = 0; i < expected.size(); i++) {
      String label = Match.fold(expected.get(i));
      String answer = Match.fold(answers.get(i));
      boolean right = label.equals(answer);
      classes.get(label)[right ? 0 : 1]++;
      if (!right && classes.containsKey(answer)) {
        classes.get(answer)[2]++;
      }
    }
    double sum = 0;
    for (int[] counts : classes.values()) {
      sum += 2.0 * counts[0] / (2.0 * counts[0] + counts[1] + counts[2]);
    }
    return classes.isEmpty() ? 0 : sum / classes.size();
  }
}
