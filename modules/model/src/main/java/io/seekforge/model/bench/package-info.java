/** How fast training is on this machine. */
package io.seekforge.model.bench;
