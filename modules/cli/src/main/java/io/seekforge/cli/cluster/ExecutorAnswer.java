package io.seekforge.cli.cluster;

import java.io.Serializable;

/**
 * What a task found where it ran.
 *
 * @param executor its number and host
 * @param java Java's feature version, such as 17
 * @param spark Spark's version
 * @param instructions of the processor, as far as the engine uses them, such as AVX2; empty if
 *     nothing is trained
 * @param missing what the driver has and this executor does not see, empty if nothing: a path
 */
record ExecutorAnswer(String executor, int java, String spark, String instructions, String missing)
    implements Serializable {}
