package io.seekforge.text.quality;

import java.io.Serializable;

/**
 * What C4's rules look at.
 *
 * @param lines whether the text is cut into lines, otherwise into sentences
 * @param citations whether citation marks go
 * @param longestWord characters of the longest word a line may hold; -1: any
 * @param loremIpsum whether a text with "lorem ipsum" is dropped
 * @param javascript whether lines that speak of JavaScript go
 * @param curlyBracket whether a text with a curly bracket is dropped
 * @param policy whether lines that speak of cookies and terms of use go
 */
record C4Options(
    boolean lines,
    boolean citations,
    int longestWord,
    boolean loremIpsum,
    boolean javascript,
    boolean curlyBracket,
    boolean policy)
    implements Serializable {
  static final C4Options ALL = new C4Options(true, true, 1000, true, true, true, true);
}
