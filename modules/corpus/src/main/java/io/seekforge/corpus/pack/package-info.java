/** The pack stage: documents become token sequences, dealt to one shard per logical replica. */
package io.seekforge.corpus.pack;
