package io.seekforge.text.chinese;

import io.seekforge.text.words.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A trie of phrases with what they become, its transitions in one open-addressed table keyed by
 * state and UTF-16 unit.
 */
final class PhraseTable {
  private final StateTable transitions = new StateTable();

  /** What the phrase that ends in a state becomes; null if none ends there. The root is state 0. */
  private final List<String> results = new ArrayList<>(Arrays.asList((String) null));

  /** Adds a phrase; an earlier one of the same characters stays. */
  void add(String phrase, String result) {
    int state = 0;
    for (int i = 0; i < phrase.length(); i++) {
      int next = transitions.target(state, phrase.charAt(i));
      if (next == StateTable.NONE) {
        next = results.size();
        results.add(null);
        transitions.put(state, phrase.charAt(i), next);
      }
      state = next;
    }
    if (results.get(state) == null) {
      results.set(state, result);
    }
  }

  /** The state after a character, 0 if no phrase goes on so. */
  int step(int state, char character) {
    return Math.max(0, transitions.target(state, character));
  }

  /** What the phrase becomes that ends in the state, or null. */
  String result(int state) {
    return results.get(state);
  }
}
