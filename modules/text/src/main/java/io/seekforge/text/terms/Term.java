package io.seekforge.text.terms;

import java.io.Serializable;

/**
 * One way to write a concept.
 *
 * @param concept the concept's id
 * @param canonical the term that is written instead
 * @param variant what is looked for
 * @param glossary where it stands
 * @param foldCase whether letters match whatever their case
 */
public record Term(
    String concept, String canonical, String variant, String glossary, boolean foldCase)
    implements Serializable {}
