package io.seekforge.corpus;

import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.DecontaminateSection;
import io.seekforge.api.recipe.DedupSection;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.api.recipe.FilterSection;
import io.seekforge.api.recipe.NormalizeSection;
import io.seekforge.api.recipe.QualitySection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.RepeatsSection;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.api.recipe.SplitSection;
import java.util.List;
import java.util.Map;

/** Recipes for tests: the corpus sections alone. */
public final class Recipes {
  private CollectSection collect = sources(source("s", "", 0));
  private CleanSection clean = new CleanSection("nfc", true, "basic", 1, 1_000_000);
  private DedupSection dedup =
      new DedupSection(0.8, 5, 128, "longest", DedupSection.RecordsSection.none(), List.of());
  private NormalizeSection normalize = new NormalizeSection(List.of(), "none", true);
  private AugmentSection augment =
      new AugmentSection("none", "", "", "", List.of("de"), 1, 0.05, 0.95, 2, 1, 5);
  private SplitSection split = new SplitSection(0.1, 0.1, 0.5);
  private DecontaminateSection decontaminate = new DecontaminateSection(13, 0.5);

  static SourceSection source(String name, String split, int trust) {
    return new SourceSection(
        name, "in", "jsonl", "UTF-8", Map.of(), "", List.of(), "", "", split, trust, 0);
  }

  static CollectSection sources(SourceSection... sources) {
    return new CollectSection(List.of(sources), 0.05, 1 << 24);
  }

  /** A clean section that repairs, drops nothing, and learns. */
  public static CleanSection learning(QualitySection quality, DomainsSection domains) {
    return new CleanSection(
        "nfc",
        true,
        "none",
        1,
        1_000_000,
        "none",
        List.of(),
        false,
        List.of(),
        0,
        FilterSection.NONE,
        RepeatsSection.NONE,
        quality,
        domains);
  }

  Recipes collect(SourceSection... sources) {
    collect = sources(sources);
    return this;
  }

  public Recipes collect(CollectSection section) {
    collect = section;
    return this;
  }

  public Recipes clean(CleanSection section) {
    clean = section;
    return this;
  }

  public Recipes dedup(DedupSection section) {
    dedup = section;
    return this;
  }

  Recipes normalize(NormalizeSection section) {
    normalize = section;
    return this;
  }

  Recipes augment(AugmentSection section) {
    augment = section;
    return this;
  }

  Recipes split(SplitSection section) {
    split = section;
    return this;
  }

  Recipes decontaminate(DecontaminateSection section) {
    decontaminate = section;
    return this;
  }

  public Recipe build() {
    return new Recipe(
        "test",
        42,
        "work",
        null,
        collect,
        clean,
        dedup,
        normalize,
        split,
        augment,
        decontaminate,
        null,
        null,
        null,
        null,
        null);
  }
}
