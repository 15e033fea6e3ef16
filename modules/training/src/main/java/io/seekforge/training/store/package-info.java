/** Small files of a stage on any Hadoop file system, whole or not there. */
package io.seekforge.training.store;
