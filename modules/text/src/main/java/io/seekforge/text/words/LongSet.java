package io.seekforge.text.words;

import java.util.Arrays;

/**
 * Gives each different 64-bit number the next index, from 0, in the order of arrival; open
 * addressing, no boxing.
 */
public final class LongSet {
  private static final int ABSENT = -1;

  private long[] keys;
  private int[] slots;
  private int size;

  /**
   * @param expected numbers expected, so that growing is rare
   */
  public LongSet(int expected) {
    keys = new long[Math.max(8, expected)];
    slots = new int[Integer.highestOneBit(Math.max(8, expected)) * 4];
    Arrays.fill(slots, ABSENT);
  }

  /** Number of different numbers so far. */
  public int size() {
    return size;
  }

  /** The index of a number that is there already, or {@code -index - 1} of one that was added. */
  public int add(long key) {
    int slot = slot(key);
    if (slots[slot] != ABSENT) {
      return slots[slot];
    }
    if (size == keys.length) {
      grow();
      slot = slot(key);
    }
    keys[size] = key;
    slots[slot] = size++;
    return -size;
  }

  private int slot(long key) {
    int mask = slots.length - 1;
    int slot = (int) Hash64.mix(key) & mask;
    while (slots[slot] != ABSENT && keys[slots[slot]] != key) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    keys = Arrays.copyOf(keys, keys.length * 2);
    slots = new int[slots.length * 2];
    Arrays.fill(slots, ABSENT);
    for (int i = 0; i < size; i++) {
      slots[slot(keys[i])] = i;
    }
  }
}
