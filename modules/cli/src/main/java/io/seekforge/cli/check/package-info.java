/** Finds before a run what would stop it in the middle. */
package io.seekforge.cli.check;
