/** Learning rate over the steps of a run. */
package io.seekforge.training.schedule;
