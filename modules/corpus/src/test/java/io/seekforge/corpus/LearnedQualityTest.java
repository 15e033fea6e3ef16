package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.api.recipe.QualitySection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.text.classify.QualityModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LearnedQualityTest {
  /** Also in 64 partitions, which takes a while. */
  private static final boolean FULL = Boolean.getBoolean("seekforge.test.partitions");

  private static final String[] GOOD =
      "the patient had a fever and was treated with an antibiotic for seven days before recovery 患者 出现 发热 症状 医生 建议 治疗 感染 检查"
          .split(" ");
  private static final String[] BAD =
      "click here to subscribe login cookie menu home next the and a for with page share 点击 这里 登录 注册 首页 下一页 分享 广告 免费"
          .split(" ");

  /** Texts of a kind, of which some are copies. */
  private static List<Document> texts(String source, String[] words, int count, long seed) {
    Random dice = new Random(seed);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 25; word++) {
        text.append(words[dice.nextInt(words.length)]).append(word % 7 == 6 ? ". " : " ");
      }
      documents.add(Stage.plain(source, source + i, text.toString(), Map.of("kind", kind(source))));
    }
    return documents;
  }

  private static String kind(String source) {
    return source.equals("books") ? "good" : source.equals("menus") ? "bad" : "unknown";
  }

  private static List<Document> corpus() {
    List<Document> documents = new ArrayList<>(texts("books", GOOD, 80, 1));
    documents.addAll(texts("menus", BAD, 60, 2));
    documents.addAll(texts("web", GOOD, 20, 3));
    documents.addAll(texts("web", BAD, 20, 4));
    return documents;
  }

  private static QualitySection section(double minScore) {
    return new QualitySection(
        List.of("books"), List.of("menus"), "", minScore, true, 0.2, 1000, 1 << 12, 1e-4, "");
  }

  private static Recipe recipe(QualitySection quality) {
    return new Recipes()
        .collect(
            Recipes.source("books", "", 0),
            Recipes.source("menus", "", 0),
            Recipes.source("web", "", 0))
        .clean(Recipes.learning(quality, DomainsSection.NONE))
        .build();
  }

  @Test
  void learnsScoresStoresAndDrops(@TempDir Path folder) throws IOException {
    Stage stage = Stage.run(new CleanJob(), recipe(section(0.5)), corpus(), folder);
    assertThat(stage.documents()).extracting(Document::source).containsOnly("books", "web");
    assertThat(stage.documents())
        .filteredOn(document -> document.source().equals("books"))
        .hasSize(80);
    assertThat(stage.counts().reasons())
        .containsEntry("quality_label", 60L)
        .hasEntrySatisfying("quality_score", dropped -> assertThat(dropped).isBetween(19L, 21L));
    assertThat(stage.counts().figures())
        .hasEntrySatisfying("quality_auc", auc -> assertThat(auc).isGreaterThan(0.99))
        .hasEntrySatisfying("quality_accuracy", right -> assertThat(right).isGreaterThan(0.95))
        .containsKeys("quality_precision_0.5", "quality_recall_0.9", "quality_held_out_bad");
    Document kept = stage.documents().get(0);
    Dataset<Row> signals =
        SignalTable.read(LocalSpark.session(), new StageFolder(folder.resolve("clean").toString()));
    assertThat(signals.count()).isEqualTo(180);
    double score =
        signals.where("document_id = '" + kept.id() + "'").collectAsList().get(0).getDouble(2);
    assertThat(kept.metadata()).containsEntry("quality_score", LearnedQuality.rounded(score));
    Document dropped = texts("web", BAD, 1, 4).get(0);
    assertThat(stage.entry(dropped.id(), "quality_score").threshold()).isEqualTo("0.5");
    QualityModel model =
        QualityModel.of(Files.readString(folder.resolve("clean/" + LearnedQuality.FILE)));
    assertThat(model.score(kept.text())).isEqualTo(score);
  }

  @Test
  void aLabelInTheMetadataAndAModelOfAnEarlierRunGiveTheSame(@TempDir Path folder) {
    Stage bySource =
        Stage.run(new CleanJob(), recipe(section(0)), corpus(), folder.resolve("source"));
    QualitySection byLabel =
        new QualitySection(List.of(), List.of(), "kind", 0, true, 0.2, 1000, 1 << 12, 1e-4, "");
    Stage labelled = Stage.run(new CleanJob(), recipe(byLabel), corpus(), folder.resolve("label"));
    assertThat(labelled.documents()).isEqualTo(bySource.documents());
    String model = folder.resolve("source/clean/" + LearnedQuality.FILE).toString();
    QualitySection stored =
        new QualitySection(
            List.of("books"), List.of("menus"), "", 0, true, 0.2, 1000, 1 << 12, 1e-4, model);
    assertThat(new CleanJob().dictionaries(recipe(stored))).containsExactly(model);
    Stage scored = Stage.run(new CleanJob(), recipe(stored), corpus(), folder.resolve("model"));
    assertThat(scored.documents()).isEqualTo(bySource.documents());
    assertThat(scored.counts().figures()).isEmpty();
  }

  @Test
  void theSameBytesForAnyPartitions(@TempDir Path folder) throws IOException {
    Recipe recipe = recipe(section(0.5));
    SortedMap<String, String> once = ShuffledClean.hashes(recipe, corpus(), folder, 1);
    assertThat(once).hasSizeGreaterThanOrEqualTo(4);
    assertThat(ShuffledClean.hashes(recipe, corpus(), folder, 7)).isEqualTo(once);
    if (FULL) {
      assertThat(ShuffledClean.hashes(recipe, corpus(), folder, 64)).isEqualTo(once);
    }
  }

  @Test
  void tooFewExamplesEndTheRunWithOneSentence(@TempDir Path folder) {
    List<Document> few = new ArrayList<>(texts("books", GOOD, 80, 1));
    few.addAll(texts("menus", BAD, 3, 2));
    assertThatThrownBy(() -> Stage.run(new CleanJob(), recipe(section(0)), few, folder))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageMatching(
            "Cannot learn clean\\.quality: \\d different bad examples and \\d held out \\(sources menus\\), 10 and 2 are needed; name more of them");
  }

  @Test
  void wrongSettingsAreNamed(@TempDir Path folder) throws IOException {
    assertThatThrownBy(
            () ->
                new QualitySection(List.of("a"), List.of(), "", 0, true, 0.2, 100, 1024, 1e-4, ""))
        .hasMessageStartingWith("Invalid negative: empty");
    assertThatThrownBy(
            () ->
                new QualitySection(
                    List.of("a"), List.of("a"), "", 0, true, 0.2, 100, 1024, 1e-4, ""))
        .hasMessage("Invalid negative: source \"a\" is positive too");
    assertThatThrownBy(
            () -> new QualitySection(List.of(), List.of(), "", 0.5, true, 0.2, 100, 1024, 1e-4, ""))
        .hasMessageContaining("nothing to score by");
    assertThatThrownBy(
            () ->
                recipe(
                    new QualitySection(
                        List.of("bocks"), List.of("menus"), "", 0, true, 0.2, 100, 1024, 1e-4, "")))
        .hasMessage(
            "Invalid clean.quality: there is no source \"bocks\" (one of books, menus, web)");
    Path broken =
        Files.writeString(folder.resolve("quality.json"), "{\"format\":1,\"kind\":\"x\"}");
    QualitySection stored =
        new QualitySection(
            List.of(), List.of(), "", 0, true, 0.2, 100, 1024, 1e-4, broken.toString());
    assertThatThrownBy(
            () -> Stage.run(new CleanJob(), recipe(stored), corpus(), folder.resolve("run")))
        .hasMessageEndingWith("it is no quality model of format 1");
  }
}
