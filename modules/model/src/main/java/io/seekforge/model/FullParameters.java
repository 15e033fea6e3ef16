package io.seekforge.model;

/** Every weight of the model is trained; tied embeddings are one parameter. */
public record FullParameters() implements Trainable {}
