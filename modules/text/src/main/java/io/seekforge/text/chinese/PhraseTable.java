package io.seekforge.text.chinese;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A trie of phrases with what they become, its transitions in one open-addressed table keyed by
 * state and UTF-16 unit.
 */
final class PhraseTable {
  private static final int NONE = 0;

  private long[] keys = new long[1 << 10];
  private int[] targets = new int[1 << 10];
  private int transitions;

  /** What the phrase that ends in a state becomes; null if none ends there. The root is state 0. */
  private final List<String> results = new ArrayList<>(Arrays.asList((String) null));

  /** Adds a phrase; an earlier one of the same characters stays. */
  void add(String phrase, String result) {
    int state = 0;
    for (int i = 0; i < phrase.length(); i++) {
      int next = step(state, phrase.charAt(i));
      if (next == NONE) {
        next = results.size();
        results.add(null);
        put(state, phrase.charAt(i), next);
      }
      state = next;
    }
    if (results.get(state) == null) {
      results.set(state, result);
    }
  }

  /** The state after a character, 0 if no phrase goes on so. */
  int step(int state, char character) {
    long key = key(state, character);
    int slot = slot(key);
    while (targets[slot] != NONE) {
      if (keys[slot] == key) {
        return targets[slot];
      }
      slot = (slot + 1) & (keys.length - 1);
    }
    return NONE;
  }

  /** What the phrase becomes that ends in the state, or null. */
  String result(int state) {
    return results.get(state);
  }

  private void put(int state, char character, int next) {
    if (2 * ++transitions > keys.length) {
      grow();
    }
    insert(key(state, character), next);
  }

  private void insert(long key, int next) {
    int slot = slot(key);
    while (targets[slot] != NONE) {
      slot = (slot + 1) & (keys.length - 1);
    }
    keys[slot] = key;
    targets[slot] = next;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldTargets = targets;
    keys = new long[2 * oldKeys.length];
    targets = new int[2 * oldKeys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldTargets[i] != NONE) {
        insert(oldKeys[i], oldTargets[i]);
      }
    }
  }

  private static long key(int state, char character) {
    return ((long) state << 16) | character;
  }

  private int slot(long key) {
    return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & (keys.length - 1);
  }
}
