package io.seekforge.text.translate;

/** Translates a text there and back, passage by passage; white space around passages stays. */
public final class BackTranslator {
  private static final int PASSAGE_CHARS = 4000;

  private final Translator translator;

  public BackTranslator(Translator translator) {
    this.translator = translator;
  }

  /**
   * The text after its way through another language, with the tokens of all requests.
   *
   * @param lang BCP 47 tag of the text
   * @param pivot BCP 47 tag of the language between
   */
  public Translation thereAndBack(String text, String lang, String pivot)
      throws TranslationFailure {
    StringBuilder back = new StringBuilder();
    long promptTokens = 0;
    long completionTokens = 0;
    for (String passage : Passages.of(text, PASSAGE_CHARS)) {
      String words = passage.strip();
      if (words.isEmpty()) {
        back.append(passage);
        continue;
      }
      Translation there = translator.translate(words, lang, pivot);
      Translation again = translator.translate(there.text(), pivot, lang);
      int start = passage.indexOf(words);
      back.append(passage, 0, start)
          .append(again.text())
          .append(passage, start + words.length(), passage.length());
      promptTokens += there.promptTokens() + again.promptTokens();
      completionTokens += there.completionTokens() + again.completionTokens();
    }
    return new Translation(back.toString(), promptTokens, completionTokens);
  }
}
