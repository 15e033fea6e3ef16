package io.seekforge.text.parse;

import io.seekforge.api.QuarantineEntry;
import java.util.Locale;

/** The first characters of a bad record, fit to be printed. */
final class Sample {
  private Sample() {}

  /** At most {@link QuarantineEntry#SAMPLE_CHARS} characters; control characters are escaped. */
  static String of(CharSequence record) {
    StringBuilder sample = new StringBuilder();
    for (int i = 0; i < record.length(); i++) {
      String shown = shown(record.charAt(i));
      if (sample.length() + shown.length() > QuarantineEntry.SAMPLE_CHARS) {
        break;
      }
      sample.append(shown);
    }
    int last = sample.length() - 1;
    if (last >= 0 && Character.isHighSurrogate(sample.charAt(last))) {
      sample.setLength(last);
    }
    return sample.toString();
  }

  private static String shown(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default ->
          Character.isISOControl(c) || c == '\u2028' || c == '\u2029'
              ? String.format(Locale.ROOT, "\\u%04x", (int) c)
              : String.valueOf(c);
    };
  }
}
