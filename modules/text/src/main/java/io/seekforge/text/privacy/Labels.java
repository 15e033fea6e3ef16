package io.seekforge.text.privacy;

import java.util.List;

/**
 * Words that name what follows them ("MRN:", "病历号是"). Between label and value may stand separators
 * and a few words ("No.", "number is").
 */
final class Labels {
  private static final String SEPARATORS = " :#.=-(\t\n\"'";
  private static final List<String> FILLERS =
      List.of("number", "no", "num", "is", "was", "id", "号码", "编号", "号", "是", "为", "码", "本人");
  private static final int MOST_FILLERS = 4;
  private static final int MOST_SEPARATORS = 6;

  private final List<String> words;

  Labels(String... words) {
    this.words = List.of(words);
  }

  /** Whether one of the labels stands right before the offset. */
  boolean before(FoldedChars text, int at) {
    int end = at;
    for (int i = 0; i <= MOST_FILLERS; i++) {
      end = skipped(text, end);
      for (String word : words) {
        if (text.endsWithWord(end, word)) {
          return true;
        }
      }
      int shorter = withoutFiller(text, end);
      if (shorter == end) {
        return false;
      }
      end = shorter;
    }
    return false;
  }

  /** Whether one of the labels stands within so many characters before, in the same line. */
  boolean near(FoldedChars text, int at, int window) {
    for (int end = at; end > at - window && end > 0 && text.at(end - 1) != '\n'; end--) {
      for (String word : words) {
        boolean closed = word.charAt(0) > 0x7F || !text.letter(end);
        if (closed && text.endsWithWord(end, word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static int skipped(FoldedChars text, int at) {
    int end = at;
    while (at - end < MOST_SEPARATORS && text.any(end - 1, SEPARATORS)) {
      end--;
    }
    return end;
  }

  private static int withoutFiller(FoldedChars text, int end) {
    for (String filler : FILLERS) {
      if (text.endsWithWord(end, filler)) {
        return end - filler.length();
      }
    }
    return end;
  }
}
