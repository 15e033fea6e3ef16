package io.seekforge.text.quality;

import io.seekforge.text.words.Characters;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Elements of a list that stood before in it.
 *
 * @param elements how many
 * @param characters their characters
 */
record Duplicates(int elements, int characters) {

  static Duplicates of(List<String> list) {
    Set<String> seen = new HashSet<>();
    int elements = 0;
    int characters = 0;
    for (String element : list) {
      if (!seen.add(element)) {
        elements++;
        characters += Characters.count(element);
      }
    }
    return new Duplicates(elements, characters);
  }
}
