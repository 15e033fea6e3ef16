/**
 * Glossary terms: bilingual variants of a concept are brought to its canonical term, every
 * replacement accounted for.
 */
package io.seekforge.text.terms;
