/** The CPU: oneDNN for products, the Vector API for everything else, one thread per backend. */
package io.seekforge.tensor.cpu;
