package io.seekforge.training.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How one model did on the cases.
 *
 * @param cases number of cases
 * @param accuracy share that is right by the recipe's rule
 * @param exactMatch share that is equal once folded
 * @param macroF1 over the expected answers; null unless the rule is {@code label}
 * @param latencyP50 median time of an answer, milliseconds
 * @param latencyP95 95 % of the answers took no longer, milliseconds
 */
record CaseScores(
    int cases,
    double accuracy,
    double exactMatch,
    Double macroF1,
    double latencyP50,
    double latencyP95) {
  static CaseScores of(Match match, List<String> expected, List<String> answers, long[] nanos) {
    int cases = expected.size();
    return new CaseScores(
        cases,
        share(cases, i -> match.accepts(answers.get(i), expected.get(i))),
        share(cases, i -> Match.EXACT.accepts(answers.get(i), expected.get(i))),
        match == Match.LABEL ? MacroF1.of(expected, answers) : null,
        percentile(nanos, 0.50) * 1e-6,
        percentile(nanos, 0.95) * 1e-6);
  }

  void addQualityTo(ObjectNode json) {
    json.put("accuracy", accuracy);
    json.put("exact_match", exactMatch);
    if (macroF1 != null) {
      json.put("macro_f1", macroF1);
    }
  }

  private static double share(int cases, java.util.function.IntPredicate right) {
    return cases == 0 ? 0 : (double) IntStream.range(0, cases).filter(right).count() / cases;
  }

  /** The nearest-rank percentile: the smallest value that at least that share does not exceed. */
  static long percentile(long[] values, double share) {
    if (values.length == 0) {
      return 0;
    }
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
