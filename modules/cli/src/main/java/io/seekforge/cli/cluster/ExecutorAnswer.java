package io.seekforge.cli.cluster;

import java.io.Serializable;

/**
 * What a task found where it ran.
 *
 * @param executor its number and host
 * @param java Java's feature version, such as 17
 * @param spark Spark's version
 * @param missing what the driver has and this executor does not see, empty if nothing: a path
 */
record ExecutorAnswer(String executor, int java, String spark, String missing)
    implements Serializable {}
