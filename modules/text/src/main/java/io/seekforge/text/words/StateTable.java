package io.seekforge.text.words;

import java.util.Arrays;

/**
 * The transitions of a trie over UTF-16 units, in one open-addressed table keyed by state and unit:
 * a dictionary of a hundred thousand words costs a few megabytes and no objects.
 */
public final class StateTable {
  /** No transition. */
  public static final int NONE = -1;

  private long[] keys = new long[1 << 12];
  private int[] targets = new int[1 << 12];
  private int transitions;

  public StateTable() {
    Arrays.fill(targets, NONE);
  }

  /** The state after a character, or {@link #NONE}. */
  public int target(int state, char character) {
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

  /** Adds a transition that is not there yet. */
  public void put(int state, char character, int next) {
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
    Arrays.fill(targets, NONE);
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
