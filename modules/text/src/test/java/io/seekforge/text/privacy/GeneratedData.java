package io.seekforge.text.privacy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is found in documents generated from templates that the rules were not written with.
 *
 * @param counts right, missed and false mentions by kind
 * @param misses what differs, for people
 */
public record GeneratedData(int[][] counts, List<String> misses) {
  /** Generates documents, half of them Chinese, and looks for personal data in them. */
  public static GeneratedData run(int documents) throws IOException {
    int[][] counts = new int[PersonalKind.values().length][3];
    List<String> misses = new ArrayList<>();
    for (LabelledDocument document : GeneratedDocuments.of(20_240_607L, documents)) {
      compare(document, counts, misses);
    }
    return new GeneratedData(counts, misses);
  }

  public double recall() {
    int[] sum = sum(counts);
    return share(sum[0], sum[1]);
  }

  public double precision() {
    int[] sum = sum(counts);
    return share(sum[0], sum[2]);
  }

  /** Mentions that are labelled. */
  public int labels() {
    int[] sum = sum(counts);
    return sum[0] + sum[1];
  }

  private static int[] sum(int[][] counts) {
    int[] sum = new int[3];
    for (int[] row : counts) {
      for (int i = 0; i < 3; i++) {
        sum[i] += row[i];
      }
    }
    return sum;
  }

  /** Counts right, missed and false mentions. A mention is right if kind and extent agree. */
  private static void compare(LabelledDocument document, int[][] counts, List<String> misses) {
    List<Finding> found = new ArrayList<>(new PersonalData().find(document.text()));
    for (Finding label : document.labels()) {
      boolean right = found.removeIf(mention -> agrees(mention, label));
      counts[label.kind().ordinal()][right ? 0 : 1]++;
      if (!right) {
        misses.add("missed " + shown(document, label));
      }
    }
    for (Finding mention : found) {
      counts[mention.kind().ordinal()][2]++;
      misses.add("false  " + shown(document, mention));
    }
  }

  /** The same kind, and the common part is at least four fifths of both together. */
  private static boolean agrees(Finding found, Finding label) {
    int common = Math.min(found.end(), label.end()) - Math.max(found.start(), label.start());
    int both = Math.max(found.end(), label.end()) - Math.min(found.start(), label.start());
    return found.kind() == label.kind() && common >= 0.8 * both;
  }

  private static String shown(LabelledDocument document, Finding mention) {
    String text = document.text();
    int from = Math.max(0, mention.start() - 25);
    int to = Math.min(text.length(), mention.end() + 15);
    String around =
        text.substring(from, mention.start())
            + "<<"
            + text.substring(mention.start(), mention.end())
            + ">>"
            + text.substring(mention.end(), to);
    return mention.kind() + ": " + around.replace('\n', '|');
  }

  String table() {
    StringBuilder table =
        new StringBuilder("kind              labels  recall  precision%n".formatted());
    for (PersonalKind kind : PersonalKind.values()) {
      table.append(line(kind.word(), counts[kind.ordinal()]));
    }
    return table.append(line("all", sum(counts))).toString();
  }

  private static String line(String name, int[] row) {
    return "%-16s %7d %7.4f %10.4f%n"
        .formatted(name, row[0] + row[1], share(row[0], row[1]), share(row[0], row[2]));
  }

  private static double share(int right, int wrong) {
    return right + wrong == 0 ? 1 : (double) right / (right + wrong);
  }
}
