package io.seekforge.text.parse;

/** Text made of blocks: lines within a block, a blank line between blocks. */
final class Blocks {
  private final StringBuilder text = new StringBuilder();

  /** Adds a block; runs of white space become one space, and an empty block is nothing. */
  Blocks paragraph(String block) {
    return lines(collapse(block));
  }

  /** Adds a block as it stands, line breaks included. */
  Blocks lines(String block) {
    if (!block.isBlank()) {
      if (!text.isEmpty()) {
        text.append("\n\n");
      }
      text.append(block.strip());
    }
    return this;
  }

  /** White space (no-break space included) as single spaces, none at the ends. */
  static String collapse(String text) {
    StringBuilder collapsed = new StringBuilder(text.length());
    boolean space = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
        space = !collapsed.isEmpty();
      } else {
        if (space) {
          collapsed.append(' ');
          space = false;
        }
        collapsed.append(c);
      }
    }
    return collapsed.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
