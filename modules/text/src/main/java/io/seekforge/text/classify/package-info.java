/** Text as hashed features, and the models that score it. */
package io.seekforge.text.classify;
