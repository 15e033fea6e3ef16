/**
 * The recipe: one immutable record per section, every key with its default and meaning. A recipe
 * that exists is valid: the compact constructors refuse values out of range, naming the key and the
 * value.
 */
package io.seekforge.api.recipe;
