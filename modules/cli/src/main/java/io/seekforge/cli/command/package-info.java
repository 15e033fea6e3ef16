/** The commands: one small class each, on picocli. Results on stdout, all else on stderr. */
package io.seekforge.cli.command;
