/**
 * The report of a run: {@code report.json} for scripts and {@code index.html} for people. Format:
 * {@code docs/spec/report.md}.
 */
package io.seekforge.cli.report;
