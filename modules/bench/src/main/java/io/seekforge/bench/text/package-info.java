/** Speed of what happens to one document. */
package io.seekforge.bench.text;
