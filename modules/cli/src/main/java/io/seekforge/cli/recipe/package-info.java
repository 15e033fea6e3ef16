/**
 * From a YAML file to a {@link io.seekforge.api.recipe.Recipe}: {@link
 * io.seekforge.cli.recipe.RecipeFile} reads, {@code Binder} binds by the records' {@code @Key}
 * annotations, every error names file, line and column.
 */
package io.seekforge.cli.recipe;
