/** Speed of what is done to one text, on one thread, for the tables against peers. */
package io.seekforge.bench.speed;
