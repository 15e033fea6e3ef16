package io.seekforge.text.clean;

import java.io.Serializable;

/**
 * Repairs one text: invisible characters, then the Unicode normal form, then white space. Cleaning
 * a cleaned text changes nothing.
 *
 * @param form normal form to write
 * @param whitespace whether white space, control and invisible characters are repaired
 */
public record TextCleaner(UnicodeForm form, boolean whitespace) implements Serializable {

  public CleanedText clean(String text) {
    Repair visible = whitespace ? InvisibleCharacters.remove(text) : new Repair(text, 0);
    Repair normal = form.normalise(visible.text());
    Repair spaced = whitespace ? Whitespace.repair(normal.text()) : new Repair(normal.text(), 0);
    return new CleanedText(spaced.text(), normal.changes(), visible.changes(), spaced.changes());
  }
}
