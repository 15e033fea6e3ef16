package io.seekforge.api.recipe;

import java.io.Serializable;

/** What is written for serving, beside the adapter. */
public record ExportSection(
    @Key(doc = "Also write a merged Hugging Face checkpoint.", def = "false") boolean merged)
    implements Serializable {}
