package io.seekforge.training;

/** Turns the tokens a model wrote into text: the caller's tokenizer, used on the driver alone. */
@FunctionalInterface
public interface TokenDecoder {
  /** The text of the tokens, without special tokens. */
  String decode(int[] ids);
}
