package io.seekforge.text.records;

import io.seekforge.text.words.FoldedText;
import java.util.ArrayList;
import java.util.List;

/** What counts in years, volumes, pages and identifiers, whatever stands around it. */
final class FieldValues {
  private FieldValues() {}

  /** The first number of four digits, or "". */
  static String year(String value) {
    return runs(value).stream().filter(run -> run.length() == 4).findFirst().orElse("");
  }

  /** All numbers, without leading zeros, separated by spaces. */
  static String numbers(String value) {
    return String.join(" ", runs(value));
  }

  /** The digits of the first page, or "": "S568-9" gives 568. */
  static String firstPage(String value) {
    List<String> runs = runs(value);
    return runs.isEmpty() ? "" : runs.get(0);
  }

  /** A DOI from its 10. on, wherever it stands; any other identifier folded. */
  static String identifier(String value) {
    String folded = FoldedText.collapse(value);
    int start = folded.indexOf("10.");
    boolean doi = start >= 0 && folded.indexOf('/', start) > 0;
    String identifier = doi ? folded.substring(start) : folded;
    int end = identifier.indexOf(' ');
    identifier = end > 0 ? identifier.substring(0, end) : identifier;
    int last = identifier.length();
    while (last > 0 && ".,;/".indexOf(identifier.charAt(last - 1)) >= 0) {
      last--;
    }
    return identifier.substring(0, last);
  }

  private static List<String> runs(String value) {
    List<String> runs = new ArrayList<>();
    String folded = FoldedText.fold(value);
    int start = -1;
    for (int i = 0; i <= folded.length(); i++) {
      boolean digit = i < folded.length() && folded.charAt(i) >= '0' && folded.charAt(i) <= '9';
      if (digit && start < 0) {
        start = i;
      } else if (!digit && start >= 0) {
        runs.add(withoutZeros(folded.substring(start, i)));
        start = -1;
      }
    }
    return runs;
  }

  private static String withoutZeros(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }
}
