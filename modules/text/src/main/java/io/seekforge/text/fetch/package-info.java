/**
 * Brings raw files from the network into a folder, politely and once: the ordinary parsers read
 * them there.
 */
package io.seekforge.text.fetch;
