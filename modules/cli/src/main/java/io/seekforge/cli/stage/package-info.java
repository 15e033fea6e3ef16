/** The stages a run is made of, and their adapters to corpus and training. */
package io.seekforge.cli.stage;
