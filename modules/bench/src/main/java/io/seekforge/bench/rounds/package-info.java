/** What a training round costs: measured, by closed form and by simulation. */
package io.seekforge.bench.rounds;
