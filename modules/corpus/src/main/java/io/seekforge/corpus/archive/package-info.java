/** Files inside archives and compressed files, streamed and bounded. */
package io.seekforge.corpus.archive;
