package io.seekforge.model;

import java.io.Serializable;

/**
 * What is trained: an adapter beside the frozen base, a mixture of adapters, the base itself, or
 * some of its experts.
 */
public sealed interface Trainable extends Serializable
    permits LoraConfig, FullParameters, ExpertParameters, MixtureConfig {}
