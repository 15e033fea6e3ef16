package io.seekforge.text.questions;

import io.seekforge.api.SeekforgeException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/** What the model is asked: a template with {@code {count}, {language}} and {@code {document}}. */
public final class QuestionPrompt implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The template of recipes that name none. */
  public static final String BUILT_IN =
      """
      Write {count} questions in {language} that the text below answers, each with its answer. \
      A question must make sense to somebody who has not seen the text. Use only what the text says. \
      With each answer copy, word for word, the sentence of the text that it rests on.
      Answer with a JSON array and nothing else:
      [{"question": "...", "answer": "...", "quote": "..."}]

      Text:
      {document}
      """;

  private static final List<String> FIELDS = List.of("{count}", "{language}", "{document}");

  private final String template;
  private final int count;
  private final int maxChars;

  /**
   * A prompt.
   *
   * @param template "" for the built-in one
   * @param count questions asked of a document
   * @param maxChars characters of a document that are sent
   */
  public QuestionPrompt(String template, int count, int maxChars) {
    this.template = template.isEmpty() ? BUILT_IN : template;
    this.count = count;
    this.maxChars = maxChars;
    if (!this.template.contains("{document}")) {
      throw new SeekforgeException(
          "Invalid augment.questions.prompt: the file does not hold {document}");
    }
  }

  /** The prompt for a document; text of the document is never read as part of the template. */
  public String of(String text, String lang) {
    StringBuilder prompt = new StringBuilder(template.length() + text.length());
    int from = 0;
    while (from < template.length()) {
      int brace = template.indexOf('{', from);
      String field = brace < 0 ? null : fieldAt(brace);
      int end = brace < 0 ? template.length() : brace;
      prompt.append(template, from, end);
      if (brace < 0) {
        break;
      }
      if (field == null) {
        prompt.append('{');
        from = brace + 1;
      } else {
        prompt.append(value(field, text, lang));
        from = brace + field.length();
      }
    }
    return prompt.toString();
  }

  private String fieldAt(int brace) {
    return FIELDS.stream()
        .filter(field -> template.startsWith(field, brace))
        .findFirst()
        .orElse(null);
  }

  private String value(String field, String text, String lang) {
    return switch (field) {
      case "{count}" -> Integer.toString(count);
      case "{language}" -> language(lang);
      default -> cut(text);
    };
  }

  /** The part of a document that is sent. */
  public String cut(String text) {
    if (text.length() <= maxChars) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return text.substring(0, end);
  }

  private static String language(String tag) {
    String name = Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH);
    return name.isEmpty() ? "the language of the text" : name;
  }
}
