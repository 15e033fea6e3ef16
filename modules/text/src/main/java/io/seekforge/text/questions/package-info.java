/**
 * Questions with answers that a model writes from a document, kept only if the document says so.
 */
package io.seekforge.text.questions;
