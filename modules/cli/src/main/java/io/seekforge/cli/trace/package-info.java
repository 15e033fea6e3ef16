/**
 * The way of one document through a run: {@code seekforge trace}. Format: {@code
 * docs/spec/trace.md}.
 */
package io.seekforge.cli.trace;
