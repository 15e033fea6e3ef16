/** Repair of one text: Unicode form, control and invisible characters, whitespace. */
package io.seekforge.text.clean;
