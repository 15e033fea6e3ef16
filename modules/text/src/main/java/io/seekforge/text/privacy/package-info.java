/** Personal data in a text: found by form, checksum and context; masked by kind. */
package io.seekforge.text.privacy;
