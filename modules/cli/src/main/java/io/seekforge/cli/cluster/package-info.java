/** Whether the cluster can do what a recipe asks, before any work. */
package io.seekforge.cli.cluster;
