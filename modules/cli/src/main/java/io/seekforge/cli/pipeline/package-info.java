/**
 * Runs the stages of a recipe in order, each into a folder of its own that is named by a
 * fingerprint of all that its output depends on: {@code docs/spec/workspace.md}.
 */
package io.seekforge.cli.pipeline;
