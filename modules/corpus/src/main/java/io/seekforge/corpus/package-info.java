/**
 * The Spark jobs over Parquet that apply {@code io.seekforge.text} to a corpus: one {@link
 * CorpusJob} per stage.
 */
package io.seekforge.corpus;
