package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.StageName;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.Term;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Brings texts to one Chinese script and the glossaries' terms to their canonical form. */
public final class NormalizeJob implements CorpusJob {
  /**
   * Variants that stand for different terms: {@code variant, used, ignored, glossary used, glossary
   * ignored}, tab-separated.
   */
  private static final String CONFLICTS = "conflicts.tsv";

  @Override
  public StageName stage() {
    return StageName.NORMALIZE;
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public List<String> dictionaries(Recipe recipe) {
    return GlossaryFiles.paths(recipe.normalize());
  }

  @Override
  public StageCounts run(SparkSession spark, Recipe recipe, StageFolder input, StageFolder output) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<Term> terms = GlossaryFiles.read(recipe.normalize(), hadoop);
    Glossary glossary = new Glossary(terms, recipe.normalize().foldChinese());
    StageCounts counts =
        DocumentPass.run(spark, new TermRule(terms, recipe.normalize()), input, output);
    writeConflicts(glossary, output.child(CONFLICTS), hadoop);
    SortedMap<String, Double> figures = new TreeMap<>(counts.figures());
    figures.put("glossary_variants", (double) glossary.size());
    figures.put("glossary_conflicts", (double) glossary.conflicts().size());
    return new StageCounts(
        counts.total(), counts.kept(), counts.dropped(), counts.reasons(), figures);
  }

  private static void writeConflicts(Glossary glossary, String file, Configuration hadoop) {
    Path path = new Path(file);
    try (Writer writer =
        new BufferedWriter(
            new OutputStreamWriter(
                path.getFileSystem(hadoop).create(path, true), StandardCharsets.UTF_8))) {
      for (Glossary.Conflict conflict : glossary.conflicts()) {
        writer.write(
            String.join(
                    "\t",
                    conflict.variant(),
                    conflict.used().canonical(),
                    conflict.ignored().canonical(),
                    conflict.used().glossary(),
                    conflict.ignored().glossary())
                + "\n");
      }
    } catch (IOException e) {
      throw new SeekforgeException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
