/** Paragraphs that stood before, in the same text or an earlier one. */
package io.seekforge.text.paragraphs;
