/**
 * The command line: one class per command; the only place that makes a SparkSession, reads
 * arguments and picks implementations.
 */
package io.seekforge.cli;
