/**
 * The page {@code index.html}: one file, no scripts, charts as inline SVG, everything that comes
 * from data escaped.
 */
package io.seekforge.cli.report.html;
