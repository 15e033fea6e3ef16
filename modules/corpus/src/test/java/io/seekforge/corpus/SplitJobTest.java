package io.seekforge.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.Document;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.SplitSection;
import io.seekforge.text.minhash.Shingles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SplitJobTest {
  /** Every pair of documents is compared, so that the test knows all twins without MinHash. */
  @Test
  void noTwinCrossesAndForcedSplitsHold(@TempDir Path folder) {
    double threshold = 0.5;
    List<Document> documents = new ArrayList<>(Variants.of(150, 5));
    Document held = documents.get(0).withSplit("test");
    Document trained = documents.get(1).withSplit("train"); // a twin of it
    documents.set(0, held);
    documents.set(1, trained);
    documents.set(50, documents.get(50).withSplit("valid"));
    Document variant = documents.get(100).variant("所有的词都不同", List.of(), "zh");
    documents.add(variant);
    Document clustered = Stage.plain("c", "nothing in common").withCluster("00" + held.id());
    documents.add(clustered);
    documents.add(Stage.plain("d", "other words").withCluster(clustered.cluster()));
    Recipe recipe = new Recipes().split(new SplitSection(0.2, 0.1, threshold)).build();

    Stage stage = Stage.run(new SplitJob(), recipe, documents, folder);

    Map<String, Document> split =
        stage.documents().stream().collect(Collectors.toMap(Document::id, Function.identity()));
    assertThat(split).hasSameSizeAs(documents);
    List<long[]> sets =
        documents.stream().map(document -> Shingles.of(document.text(), 5)).toList();
    int twins = 0;
    for (int i = 0; i < documents.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (Shingles.jaccard(sets.get(i), sets.get(j)) >= threshold) {
          assertThat(splitOf(split, documents.get(i))).isEqualTo(splitOf(split, documents.get(j)));
          twins++;
        }
      }
    }
    assertThat(twins).isGreaterThan(500);
    assertThat(splitOf(split, held)).isEqualTo("test");
    assertThat(splitOf(split, documents.get(50))).isEqualTo("valid");
    assertThat(splitOf(split, variant)).isEqualTo(splitOf(split, documents.get(100)));
    assertThat(splitOf(split, clustered))
        .isEqualTo(splitOf(split, documents.get(documents.size() - 1)));
    assertThat(stage.entry(trained.id(), "split_conflict").value()).isEqualTo("test");
    assertThat(stage.ledger()).hasSize(1);
    assertThat(stage.counts().dropped()).isZero();
    assertThat(stage.counts().figures().get("documents_train") / documents.size())
        .isCloseTo(0.7, within(0.12));
    assertThat(stage.counts().figures().get("documents_valid")).isPositive();
    assertThat(stage.counts().figures().get("documents_test")).isPositive();
  }

  @Test
  void anotherSeedDealsOtherwise() {
    SplitRule first = new SplitRule(new Recipes().build());
    long test = 0;
    for (int i = 0; i < 10_000; i++) {
      test += first.split("id" + i, false, false, false).equals("test") ? 1 : 0;
    }
    assertThat(test).isBetween(880L, 1120L);
    assertThat(first.split("x", true, true, true)).isEqualTo("test");
    assertThat(first.split("x", false, true, true)).isEqualTo("valid");
    assertThat(first.split("x", false, false, true)).isEqualTo("train");
  }

  private static String splitOf(Map<String, Document> split, Document document) {
    return split.get(document.id()).split();
  }
}
