package io.seekforge.text.quality;

/** What C4's rules decide about one line, under the names of datatrove's statistics. */
enum LineFate {
  KEPT("line-kept"),
  TOO_LONG_WORD("line-filter-too_long_word"),
  NOT_TERMINATED("line-filter-no_terminal_punc"),
  TOO_FEW_WORDS("line-filter-too_few_words"),
  JAVASCRIPT("line-filter-javascript"),
  POLICY("line-filter-policy"),
  LOREM_IPSUM("lorem_ipsum"),
  CURLY_BRACKET("curly_bracket");

  private final String word;

  LineFate(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** Whether such a line drops the whole text. */
  boolean fatal() {
    return this == LOREM_IPSUM || this == CURLY_BRACKET;
  }
}
