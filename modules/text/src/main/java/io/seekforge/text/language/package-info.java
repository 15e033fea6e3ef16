/** Language of a document whose source does not say. */
package io.seekforge.text.language;
