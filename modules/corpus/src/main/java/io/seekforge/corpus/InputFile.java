package io.seekforge.corpus;

import io.seekforge.api.recipe.SourceSection;
import java.io.Serializable;

/**
 * One file of a source.
 *
 * @param source the source
 * @param uri where executors find it
 * @param name how documents and quarantine name it: as the recipe wrote its path
 * @param bytes its size
 */
record InputFile(SourceSection source, String uri, String name, long bytes)
    implements Serializable {}
