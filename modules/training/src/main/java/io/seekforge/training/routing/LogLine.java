package io.seekforge.training.routing;

/**
 * One line of a routing log: a sequence's expert ids, separated by tabs, two tabs, and as many gate
 * weights; top-k of each for every token.
 */
final class LogLine {
  private static final double MOST = 1e6;

  private final int experts;
  private final int topK;
  private int[] ids = new int[1024];
  private double[] weights = new double[1024];

  LogLine(int experts, int topK) {
    this.experts = experts;
    this.topK = topK;
  }

  /**
   * Counts a line's tokens.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  void count(String line, LayerCounts counts) {
    int middle = line.indexOf("\t\t");
    if (middle < 0) {
      throw new IllegalArgumentException(
          "no two tabs between expert ids and gate weights (is it cut off?)");
    }
    int chosen = ids(line, middle);
    int gates = weights(line, middle + 2);
    if (chosen != gates) {
      throw new IllegalArgumentException(chosen + " expert ids but " + gates + " gate weights");
    }
    if (chosen % topK != 0) {
      throw new IllegalArgumentException(
          chosen + " expert ids are no whole number of tokens of " + topK + " experts");
    }
    for (int token = 0; token < chosen; token += topK) {
      checkDifferent(token);
      counts.add(ids, weights, token);
    }
  }

  private int ids(String line, int end) {
    int count = 0;
    for (int at = 0; at < end; count++) {
      int tab = tab(line, at, end);
      reserve(count);
      ids[count] = id(line.substring(at, tab).strip());
      at = tab + 1;
    }
    return count;
  }

  private int id(String word) {
    int id;
    try {
      id = Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + shown(word) + "\" is no expert id", e);
    }
    if (id < 0 || id >= experts) {
      throw new IllegalArgumentException(
          "expert " + id + " of " + experts + " (0 to " + (experts - 1) + ")");
    }
    return id;
  }

  private int weights(String line, int start) {
    int count = 0;
    int end = line.stripTrailing().length();
    for (int at = start; at < end; count++) {
      int tab = tab(line, at, end);
      reserve(count);
      weights[count] = weight(line.substring(at, tab).strip());
      at = tab + 1;
    }
    return count;
  }

  private static double weight(String word) {
    double weight;
    try {
      weight = Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + shown(word) + "\" is no gate weight", e);
    }
    if (!(weight >= 0 && weight <= MOST)) {
      throw new IllegalArgumentException("gate weight " + shown(word) + " (must be at least 0)");
    }
    return weight;
  }

  private static int tab(String line, int from, int end) {
    int tab = line.indexOf('\t', from);
    return tab < 0 || tab > end ? end : tab;
  }

  private void reserve(int count) {
    if (count == ids.length) {
      ids = java.util.Arrays.copyOf(ids, 2 * count);
      weights = java.util.Arrays.copyOf(weights, 2 * count);
    }
  }

  private void checkDifferent(int token) {
    for (int i = token; i < token + topK; i++) {
      for (int j = token; j < i; j++) {
        if (ids[i] == ids[j]) {
          throw new IllegalArgumentException(
              "token "
                  + token / topK
                  + " chose expert "
                  + ids[i]
                  + " twice (is top-k really "
                  + topK
                  + "?)");
        }
      }
    }
  }

  private static String shown(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40) + "…";
  }
}
