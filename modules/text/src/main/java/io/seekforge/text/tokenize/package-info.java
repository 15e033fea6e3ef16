/**
 * A model's own tokenizer ({@code tokenizer.json}), through the library that Hugging Face itself
 * uses.
 */
package io.seekforge.text.tokenize;
