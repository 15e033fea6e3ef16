/**
 * The words all modules share: documents, verdicts, ledgers, recipes, manifests and packed
 * sequences. JDK only, immutable, no behaviour beyond validation, so that they can travel through
 * Spark tasks and be read in one sitting.
 */
package io.seekforge.api;
