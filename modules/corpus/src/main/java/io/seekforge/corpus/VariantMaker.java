package io.seekforge.corpus;

import io.seekforge.api.Document;

/** Makes variants of a document. Runs in tasks, by several threads. */
interface VariantMaker {
  void make(Document document, VariantSheet sheet);
}
