package io.seekforge.text.privacy;

import java.util.ArrayList;
import java.util.List;

/** A text being written together with the personal data that stands in it. */
final class LabelledText {
  private final StringBuilder text = new StringBuilder();
  private final List<Finding> labels = new ArrayList<>();

  LabelledText plain(String part) {
    text.append(part);
    return this;
  }

  LabelledText personal(PersonalKind kind, String value) {
    labels.add(new Finding(kind, text.length(), text.length() + value.length()));
    text.append(value);
    return this;
  }

  String text() {
    return text.toString();
  }

  List<Finding> labels() {
    return labels;
  }
}
