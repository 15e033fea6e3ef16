/** Text generation, token by token, with a cache of keys and values. */
package io.seekforge.model.generate;
