package io.seekforge.model;

import java.io.Serializable;

/** What is trained: an adapter beside the frozen base, or the base itself. */
public sealed interface Trainable extends Serializable permits LoraConfig, FullParameters {}
