/** Where a run can be watched: TensorBoard event files, Spark's metrics. */
package io.seekforge.training.watch;
