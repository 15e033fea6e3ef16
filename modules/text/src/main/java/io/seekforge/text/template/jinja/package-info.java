/**
 * A small interpreter of Jinja, as far as chat templates use it: enough to render them character
 * for character as transformers does (jinja2 with {@code trim_blocks}, {@code lstrip_blocks} and
 * loop controls, in a sandbox). What it does not know it refuses by name.
 *
 * <p>Values are Java's: None is null, numbers are Long and Double, a list is a List, a dictionary a
 * Map with string keys; {@link io.seekforge.text.template.jinja.Undefined} is a missing value.
 * There is no way from a template to anything outside these. Steps and output are bounded.
 */
package io.seekforge.text.template.jinja;
