package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.api.recipe.QualitySection;
import io.seekforge.api.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearnedDomainsTest {
  private static final Map<String, String[]> WORDS =
      Map.of(
          "clinic",
              "the patient has fever cough treatment symptoms doctor 患者 发热 咳嗽 治疗 症状".split(" "),
          "bank", "the net income revenue shares quarter million fiscal 收入 利润 季度 股份".split(" "),
          "court", "the plaintiff court contract party agreement clause 法院 原告 合同 被告".split(" "));
  private static final Map<String, String> DOMAINS =
      Map.of("clinic", "medicine", "bank", "finance", "court", "law");

  private static List<Document> texts(String source, String kind, int count, long seed) {
    Random dice = new Random(seed);
    String[] words = WORDS.get(kind);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 20; word++) {
        text.append(words[dice.nextInt(words.length)]).append(' ');
      }
      documents.add(Stage.plain(source, kind + i, text.toString(), Map.of()));
    }
    return documents;
  }

  private static List<Document> corpus() {
    List<Document> documents = new ArrayList<>();
    WORDS.keySet().forEach(kind -> documents.addAll(texts(kind, kind, 40, kind.hashCode())));
    WORDS.keySet().forEach(kind -> documents.addAll(texts("web", kind, 10, 9)));
    return documents;
  }

  private static DomainsSection section(List<String> keep, double least, String model) {
    return new DomainsSection(DOMAINS, keep, least, 0.2, 1000, 1 << 10, 16, 12, 8, 0.01, 42, model);
  }

  private static Recipe recipe(DomainsSection domains) {
    return new Recipes()
        .collect(
            Recipes.source("clinic", "", 0),
            Recipes.source("bank", "", 0),
            Recipes.source("court", "", 0),
            Recipes.source("web", "", 0))
        .clean(Recipes.learning(QualitySection.NONE, domains))
        .build();
  }

  @Test
  void learnsNamesAndDrops(@TempDir Path folder) {
    Recipe recipe = recipe(section(List.of("medicine", "law"), 0, ""));
    Stage stage = Stage.run(new CleanJob(), recipe, corpus(), folder.resolve("once"));
    for (Document document : stage.documents()) {
      String kind = document.key().replaceAll("\\d", "");
      assertThat(document.metadata()).containsEntry("domain", DOMAINS.get(kind));
      assertThat(Double.parseDouble(document.metadata().get("domain_probability"))).isPositive();
    }
    assertThat(stage.documents()).hasSize(100);
    assertThat(stage.counts().reasons()).containsEntry("domain_unwanted", 50L);
    assertThat(stage.counts().figures())
        .containsEntry("domain_accuracy", 1.0)
        .containsKeys("domain_recall_law", "domain_precision_medicine", "domain_held_out_finance");
    Document finance = texts("web", "bank", 1, 9).get(0);
    assertThat(stage.entry(finance.id(), "domain_unwanted").value()).isEqualTo("finance");
    StageFolder output = new StageFolder(folder.resolve("once/clean").toString());
    assertThat(SignalTable.read(LocalSpark.session(), output).count()).isEqualTo(3 * 150);
    String model = output.child(LearnedDomains.FILE);
    Recipe stored = recipe(section(List.of("medicine", "law"), 0, model));
    assertThat(new CleanJob().dictionaries(stored)).containsExactly(model);
    Stage again = Stage.run(new CleanJob(), stored, corpus(), folder.resolve("again"));
    assertThat(again.documents()).isEqualTo(stage.documents());
    assertThatThrownBy(
            () ->
                Stage.run(
                    new CleanJob(),
                    recipe(section(List.of("physics"), 0, model)),
                    corpus(),
                    folder.resolve("wrong")))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageEndingWith("it has no domain \"physics\" (one of finance, law, medicine)");
  }

  @Test
  void theSameBytesForAnyPartitions(@TempDir Path folder) throws IOException {
    Recipe recipe = recipe(section(List.of(), 0.5, ""));
    SortedMap<String, String> once = ShuffledClean.hashes(recipe, corpus(), folder, 1);
    assertThat(once).hasSizeGreaterThanOrEqualTo(4);
    assertThat(ShuffledClean.hashes(recipe, corpus(), folder, 7)).isEqualTo(once);
    if (Boolean.getBoolean("seekforge.test.partitions")) {
      assertThat(ShuffledClean.hashes(recipe, corpus(), folder, 64)).isEqualTo(once);
    }
  }

  @Test
  void wrongSettingsAreNamed(@TempDir Path folder) {
    List<Document> few = new ArrayList<>(texts("clinic", "clinic", 40, 1));
    few.addAll(texts("court", "court", 40, 1));
    assertThatThrownBy(
            () -> Stage.run(new CleanJob(), recipe(section(List.of(), 0, "")), few, folder))
        .isInstanceOf(SeekforgeException.class)
        .hasMessage(
            "Cannot learn clean.domains: 0 different examples of finance and 0 held out (sources bank), 10 and 2 are needed; name more sources");
    assertThatThrownBy(() -> section(List.of("physics"), 0, ""))
        .hasMessage(
            "Invalid keep: no source has the domain \"physics\" (one of finance, law, medicine)");
    assertThatThrownBy(
            () ->
                new DomainsSection(
                    Map.of("a", "law"), List.of(), 0, 0.2, 100, 1024, 8, 1, 8, 0.01, 1, ""))
        .hasMessageStartingWith("Invalid examples: all are of the domain \"law\"");
    assertThatThrownBy(
            () ->
                recipe(
                    new DomainsSection(
                        Map.of("court", "law", "hospital", "medicine"),
                        List.of(),
                        0,
                        0.2,
                        100,
                        1024,
                        8,
                        1,
                        8,
                        0.01,
                        1,
                        "")))
        .hasMessage(
            "Invalid clean.domains: there is no source \"hospital\" (one of clinic, bank, court, web)");
  }
}
