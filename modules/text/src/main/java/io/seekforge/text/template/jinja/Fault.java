package io.seekforge.text.template.jinja;

import io.seekforge.api.SeekforgeException;

/** Messages about templates. */
final class Fault {
  private Fault() {}

  /** A template that cannot be read. */
  static SeekforgeException invalid(int line, String what) {
    return new SeekforgeException("Invalid chat template: " + what + " (line " + line + ")");
  }

  /** A template that cannot be rendered with the values given. */
  static SeekforgeException unrenderable(String what) {
    return new SeekforgeException("Cannot render the chat template: " + what);
  }
}
