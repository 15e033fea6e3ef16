package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.AugmentSection;
import io.seekforge.api.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real sentences there and back through a real endpoint, in a process that is killed half-way; then
 * again. Switched on by {@code -Dseekforge.test.backtranslation=500}, the number of sentences.
 */
@EnabledIfSystemProperty(named = "seekforge.test.backtranslation", matches = "\\d+")
final class BackTranslationTest {
  private static final int SENTENCES = Integer.getInteger("seekforge.test.backtranslation", 0);

  @TempDir private Path folder;

  @Test
  void aKilledRunAsksNothingTwice() throws Exception {
    ApertiumServer.assumeInstalled();
    List<Row> rows = new ArrayList<>();
    for (String sentence : MedquadSentences.of(SharedData.at("medquad"), SENTENCES)) {
      Map<String, String> fields = Map.of("lang", "en");
      rows.add(
          DocumentTable.row(
              Document.collected(sentence, List.of(), "medquad", "" + rows.size(), "f", 0, fields)
                  .withSplit("train")));
    }
    DocumentTable.write(
        LocalSpark.session().createDataFrame(rows, DocumentTable.SCHEMA),
        input(folder).documents());
    try (ApertiumServer server = new ApertiumServer()) {
      server.limit(SENTENCES);
      kill(server);
      assertThat(server.answered()).hasSize(SENTENCES).doesNotHaveDuplicates();
      server.limit(Integer.MAX_VALUE);
      Stage stage =
          Stage.run(new AugmentJob(), recipe(server.address()), input(folder), output(folder, "2"));
      int asked = server.answered().size();
      assertThat(server.answered()).as("no answered call is repeated").doesNotHaveDuplicates();
      assertThat(stage.counts().figures().get("documents_chosen")).isEqualTo(SENTENCES);
      long rejected = stage.ledger().size();
      double kept = stage.counts().figures().get("variants");
      assertThat(kept + rejected).isEqualTo(SENTENCES);
      assertThat(kept).isGreaterThan(SENTENCES / 4.0);
      System.out.printf(
          "back-translation en-es-en: %d sentences, %.0f kept, %d rejected %s; answered %d before the kill, %d in all,"
              + " none twice; figures %s%n",
          SENTENCES,
          kept,
          rejected,
          stage.counts().reasons(),
          SENTENCES,
          asked,
          stage.counts().figures());
      stage.documents().stream()
          .filter(document -> !document.parent().isEmpty())
          .limit(3)
          .forEach(document -> System.out.println("  " + document.text()));
    }
  }

  private void kill(ApertiumServer server) throws Exception {
    Path cache = folder.resolve("run/cache");
    ChildJvm.kill(
        folder.resolve("child.log"),
        600,
        () -> ChildJvm.keptAnswers(cache) >= SENTENCES && !server.held().isEmpty(),
        Child.class,
        folder.toString(),
        server.address());
  }

  private static StageFolder input(Path folder) {
    return new StageFolder(folder.resolve("in").toString());
  }

  private static StageFolder output(Path folder, String version) {
    return new StageFolder(folder.resolve("run/augment/" + version).toString());
  }

  private static Recipe recipe(String endpoint) {
    return new Recipes()
        .augment(
            new AugmentSection(
                "openai", endpoint, "apertium", "", List.of("es"), 1.0, 0.05, 0.95, 4, 1, 120))
        .build();
  }

  /** What runs in the process that is killed. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Path folder = Path.of(arguments[0]);
      new AugmentJob()
          .run(LocalSpark.session(), recipe(arguments[1]), input(folder), output(folder, "1"));
    }
  }
}
