package io.seekforge.text.terms;

import io.seekforge.text.words.StateTable;
import java.util.Arrays;

/**
 * An Aho–Corasick automaton (Aho and Corasick 1975) over {@code char}s: finds every pattern in one
 * pass, whatever their number.
 */
final class Automaton {
  private static final int NONE = StateTable.NONE;

  private final StateTable transitions = new StateTable();
  private int states = 1;

  /** Failure link of each state. */
  private int[] failure = new int[64];

  /** The pattern that ends in the state, or -1. */
  private int[] pattern = new int[64];

  /** The nearest state on the failure path in which a pattern ends, 0 if there is none. */
  private int[] output = new int[64];

  private int[] parent = new int[64];
  private char[] letter = new char[64];

  /** The state after each character at the root, where most steps of a text begin and end. */
  private int[] roots;

  Automaton() {
    Arrays.fill(pattern, NONE);
  }

  /**
   * Adds a pattern; an earlier pattern of the same characters stays. Returns the index of the one
   * that holds.
   */
  int add(FoldedCharacters characters, int index) {
    int state = 0;
    for (int i = 0; i < characters.size(); i++) {
      int next = transitions.target(state, characters.at(i));
      if (next == NONE) {
        next = newState(state, characters.at(i));
        transitions.put(state, characters.at(i), next);
      }
      state = next;
    }
    if (pattern[state] == NONE) {
      pattern[state] = index;
    }
    return pattern[state];
  }

  /**
   * Sets the failure links, breadth first; after this the automaton is read only. A link leads to
   * the longest suffix that begins a word: a term inside a word is none, and most of a text is
   * insides of words.
   */
  void finish(FoldTable table) {
    roots = new int[1 << 16];
    for (int state = 1; state < states; state++) {
      if (parent[state] == 0) {
        roots[letter[state]] = state;
      }
    }
    int[] depth = new int[states];
    for (int state = 1; state < states; state++) {
      depth[state] = depth[parent[state]] + 1; // a parent is always older
    }
    Integer[] order = new Integer[states - 1];
    Arrays.setAll(order, i -> i + 1);
    Arrays.sort(order, (a, b) -> Integer.compare(depth[a], depth[b]));
    for (int state : order) {
      failure[state] = depth[state] == 1 ? 0 : wordStart(state, table);
      output[state] = pattern[failure[state]] == NONE ? output[failure[state]] : failure[state];
    }
  }

  /** The longest proper suffix of a state that is a state and does not begin inside a word. */
  private int wordStart(int state, FoldTable table) {
    boolean inside = table.joins(letter[parent[state]], letter[state]);
    return step(failure[parent[state]], letter[state], inside);
  }

  /**
   * The state after a character.
   *
   * @param inside whether the character goes on with a word, so that no term begins with it
   */
  int step(int from, char character, boolean inside) {
    for (int state = from; state != 0; state = failure[state]) {
      int next = transitions.target(state, character);
      if (next != NONE) {
        return next;
      }
    }
    return inside ? 0 : roots[character];
  }

  /** The first state, from this one along the outputs, in which a pattern ends; 0 for none. */
  int firstOutput(int state) {
    return pattern[state] == NONE ? output[state] : state;
  }

  int nextOutput(int state) {
    return output[state];
  }

  int patternAt(int state) {
    return pattern[state];
  }

  private int newState(int from, char character) {
    if (states == failure.length) {
      int capacity = 2 * states;
      failure = Arrays.copyOf(failure, capacity);
      output = Arrays.copyOf(output, capacity);
      parent = Arrays.copyOf(parent, capacity);
      letter = Arrays.copyOf(letter, capacity);
      pattern = Arrays.copyOf(pattern, capacity);
      Arrays.fill(pattern, states, capacity, NONE);
    }
    parent[states] = from;
    letter[states] = character;
    return states++;
  }
}
