package io.seekforge.text.privacy;

import java.util.ArrayList;
import java.util.List;

/** A generated text and where its personal data stands. */
final class LabelledDocument {
  private final StringBuilder text = new StringBuilder();
  private final List<Finding> labels = new ArrayList<>();

  LabelledDocument plain(String piece) {
    text.append(piece);
    return this;
  }

  LabelledDocument personal(String value, PersonalKind kind) {
    labels.add(new Finding(kind, text.length(), text.length() + value.length()));
    text.append(value);
    return this;
  }

  /** Digits and letters of the labelled values, and digits elsewhere, in full width. */
  LabelledDocument wide() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (digit || (c >= 'A' && c <= 'Z') || c == '-' || c == '@') {
        text.setCharAt(i, (char) (c + 0xFEE0));
      }
    }
    return this;
  }

  String text() {
    return text.toString();
  }

  List<Finding> labels() {
    return labels;
  }
}
