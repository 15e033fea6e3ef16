/** The only place that makes a SparkSession. */
package io.seekforge.cli.spark;
