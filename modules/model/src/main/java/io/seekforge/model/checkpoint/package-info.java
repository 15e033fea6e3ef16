/**
 * Checkpoints as others write and read them: safetensors files, Hugging Face model folders, PEFT
 * adapters, merged checkpoints. What comes from disk is checked before it is believed.
 */
package io.seekforge.model.checkpoint;
