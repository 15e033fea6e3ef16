package io.seekforge.text.tokenize;

/** {@code clean_up_tokenization} of transformers: no space before punctuation and contractions. */
final class SpaceCleanUp {
  private static final String[][] REPLACEMENTS = {
    {" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"},
    {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
  };

  private SpaceCleanUp() {}

  static String apply(String text) {
    String result = text;
    for (String[] replacement : REPLACEMENTS) {
      result = result.replace(replacement[0], replacement[1]);
    }
    return result;
  }
}
