/**
 * From bytes to documents: one small parser per format behind {@link
 * io.seekforge.text.parse.ParsedRecords}, which streams documents and quarantine entries out of one
 * file with bounded memory, whatever the file holds.
 */
package io.seekforge.text.parse;
