package io.seekforge.text.clean;

import com.ibm.icu.text.Normalizer2;

/** Normal forms of Unicode (UAX #15). */
public enum UnicodeForm {
  NONE,
  NFC,
  NFKC;

  /** Normalises and counts the runs between normalisation boundaries that changed. */
  Repair normalise(String text) {
    if (this == NONE) {
      return new Repair(text, 0);
    }
    Normalizer2 normalizer =
        this == NFC ? Normalizer2.getNFCInstance() : Normalizer2.getNFKCInstance();
    int clean = normalizer.spanQuickCheckYes(text);
    if (clean == text.length()) {
      return new Repair(text, 0);
    }
    StringBuilder out = new StringBuilder(text.length());
    int changes = 0;
    int position = 0;
    while (position < text.length()) {
      int end = nextBoundary(normalizer, text, position);
      String run = text.substring(position, end);
      String normal = normalizer.normalize(run);
      changes += normal.equals(run) ? 0 : 1;
      out.append(normal);
      position = end;
    }
    return new Repair(out.toString(), changes);
  }

  private static int nextBoundary(Normalizer2 normalizer, String text, int start) {
    int i = start + Character.charCount(text.codePointAt(start));
    while (i < text.length() && !normalizer.hasBoundaryBefore(text.codePointAt(i))) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }
}
