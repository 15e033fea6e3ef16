/**
 * Training on Spark: the stages train, evaluate and export, and pretraining. They meet the corpus
 * stages in files alone ({@code docs/spec}).
 */
package io.seekforge.training;
