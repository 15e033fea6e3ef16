/** Records of fields (citations, catalogue entries): which of them describe the same thing. */
package io.seekforge.text.records;
