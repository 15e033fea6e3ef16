/** Comparison with what Hugging Face transformers and PEFT compute. */
package io.seekforge.model.parity;
