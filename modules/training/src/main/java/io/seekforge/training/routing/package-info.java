/**
 * Routing statistics: how often and how strongly each expert of each layer is chosen, counted by
 * Spark jobs from routing logs or by running the model over packed shards ({@code
 * docs/spec/routing.md}). All sums are of whole numbers, so that no order of adding shows.
 */
package io.seekforge.training.routing;
