/** Prompts in, answers out. */
package io.seekforge.cli.generate;
