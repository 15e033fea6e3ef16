package io.seekforge.corpus;

import static io.seekforge.corpus.Stage.conversation;
import static io.seekforge.corpus.Stage.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.Document;
import io.seekforge.api.LedgerEntry;
import io.seekforge.api.LedgerEntry.Action;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.FilterSection;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.RepeatsSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CleanJobTest {
  @Test
  void repairsDropsAndSaysWhy(@TempDir Path folder) {
    Document fine = Stage.plain("s", "fine", "Fever is a symptom.", Map.of("lang", "en"));
    Document messy = plain("messy", "The cafe\u0301  of\u200B the\n\n\n\nhospital donâ€™t open. ");
    Document noise = plain("noise", "@@## $$%% ^^&& **++ <<>>");
    Document turns = conversation("turns", " 发热三天\u3000怎么办？ ", "多喝水。");
    Document empty = conversation("empty", "What is it ?", " \u200B ");

    Stage stage =
        Stage.run(
            new CleanJob(),
            new Recipes().build(),
            List.of(fine, messy, noise, turns, empty),
            folder);

    assertThat(stage.documents()).extracting(Document::key).containsOnly("fine", "messy", "turns");
    assertThat(stage.documents()).contains(fine);
    Document repaired = byKey(stage, "messy");
    assertThat(repaired.text()).isEqualTo("The café of the\n\nhospital donâ€™t open.");
    assertThat(repaired.lang()).isEqualTo("en");
    assertThat(repaired.id()).isEqualTo(messy.id());
    assertThat(byKey(stage, "turns").messages().get(0).content()).isEqualTo("发热三天 怎么办？");
    assertThat(byKey(stage, "turns").lang()).isEqualTo("zh");

    assertThat(stage.entry(messy.id(), "unicode").value()).isEqualTo("1");
    assertThat(stage.entry(messy.id(), "control_characters").value()).isEqualTo("1");
    assertThat(stage.entry(messy.id(), "whitespace").value()).isEqualTo("3");
    assertThat(stage.entry(messy.id(), "mojibake").action()).isEqualTo(Action.KEEP);
    assertThat(stage.entry(noise.id(), "symbol_ratio").value()).isNotEmpty();
    assertThat(stage.entry(empty.id(), "empty_message").action()).isEqualTo(Action.DROP);
    assertThat(stage.ledger()).noneMatch(entry -> entry.documentId().equals(fine.id()));
    assertThat(stage.counts().total()).isEqualTo(5);
    assertThat(stage.counts().kept()).isEqualTo(3);
    assertThat(stage.counts().dropped()).isEqualTo(2);
    assertThat(stage.counts().reasons())
        .isEqualTo(
            Map.of(
                "empty_message", 1L,
                "keep_mojibake", 1L,
                "rewrite_control_characters", 1L,
                "rewrite_language", 2L,
                "rewrite_unicode", 1L,
                "rewrite_whitespace", 2L,
                "symbol_ratio", 1L));
  }

  @Test
  void aProfileRewritesTurnByTurn(@TempDir Path folder) {
    Document turns =
        conversation(
            "turns",
            "How do I read this page here?",
            "You need a browser. It should be new.\nShare this\nIt needs a screen. It needs power."
                + " It needs you.");
    CleanSection c4 = new CleanSection("none", true, "c4", 1, 1000);

    Stage stage =
        Stage.run(new CleanJob(), new Recipes().clean(c4).build(), List.of(turns), folder);

    assertThat(stage.only().messages().get(1).content()).doesNotContain("Share this");
    assertThat(stage.entry(turns.id(), "lines").value()).isEqualTo("11");
  }

  @Test
  void masksPersonalDataAndNeverWritesItDown(@TempDir Path folder) {
    Document turns = conversation("turns", "患者姓名：王小明，手机13800138000", "好的，请到 3 号窗口。");
    CleanSection mask = personalData("mask", List.of("phone"));

    Stage stage =
        Stage.run(new CleanJob(), new Recipes().clean(mask).build(), List.of(turns), folder);

    assertThat(stage.only().messages().get(0).content()).isEqualTo("患者姓名：王小明，手机[PHONE]");
    LedgerEntry entry = stage.entry(turns.id(), "personal_data");
    assertThat(entry.value()).isEqualTo("phone");
    assertThat(entry.detail()).isEqualTo("offset=11 length=11 message=0");
    assertThat(stage.ledger().toString()).doesNotContain("13800138000");
  }

  @Test
  void dropsADocumentWithPersonalData(@TempDir Path folder) {
    Document letter = plain("letter", "Please write to pat@example.org about the fever.");
    CleanSection drop = personalData("drop", List.of());

    Stage stage =
        Stage.run(new CleanJob(), new Recipes().clean(drop).build(), List.of(letter), folder);

    assertThat(stage.documents()).isEmpty();
    LedgerEntry entry = stage.entry(letter.id(), "personal_data");
    assertThat(entry.action()).isEqualTo(Action.DROP);
    assertThat(entry.value()).isEqualTo("1");
    assertThat(entry.detail()).isEqualTo("email=1");
  }

  @Test
  void signalsOfDroppedDocumentsAreStoredToo(@TempDir Path folder) {
    Document fine = Stage.plain("s", "fine", "Fever is a symptom.", Map.of("lang", "en"));
    Document noise = plain("noise", "@@## $$%% ^^&& **++ <<>>");
    CleanSection basic =
        new CleanSection(
            "nfc",
            true,
            "basic",
            1,
            1000,
            "none",
            List.of(),
            true,
            List.of(),
            0,
            FilterSection.NONE,
            RepeatsSection.NONE);

    Stage stage =
        Stage.run(new CleanJob(), new Recipes().clean(basic).build(), List.of(fine, noise), folder);

    Map<String, Double> signals = new HashMap<>();
    for (Row row :
        SignalTable.read(LocalSpark.session(), new StageFolder(folder.resolve("clean").toString()))
            .collectAsList()) {
      signals.put(row.getString(0) + " " + row.getString(1), row.getDouble(2));
    }
    assertThat(stage.only().key()).isEqualTo("fine");
    assertThat(signals).containsEntry(fine.id() + " too_short", 19.0);
    assertThat(signals).containsEntry(fine.id() + " alphabetic_words", 0.8);
    String measured = stage.entry(noise.id(), "symbol_ratio").value();
    assertThat(signals.get(noise.id() + " symbol_ratio"))
        .isCloseTo(Double.parseDouble(measured), within(1e-6));
    assertThat(signals).containsEntry(noise.id() + " letter_ratio", 0.0);
  }

  /** Or a list that changed would not run the stage again. */
  @Test
  void theListsOfFiltersCountAsItsInput() {
    FilterSection filters =
        new FilterSection(List.of(), "domains.txt", List.of(), "", "bad.txt", "", -10, 0, 200);
    CleanSection section = filtered(filters);
    assertThat(new CleanJob().dictionaries(new Recipes().clean(section).build()))
        .containsExactly("domains.txt", "bad.txt");
  }

  private static CleanSection filtered(FilterSection filters) {
    return new CleanSection(
        "none",
        true,
        "none",
        1,
        1000,
        "none",
        List.of(),
        false,
        List.of(),
        0,
        filters,
        RepeatsSection.NONE);
  }

  private static CleanSection personalData(String policy, List<String> kinds) {
    return new CleanSection(
        "nfc",
        true,
        "none",
        1,
        1000,
        policy,
        kinds,
        false,
        List.of(),
        0,
        FilterSection.NONE,
        RepeatsSection.NONE);
  }

  @Test
  void keepsTheLanguagesOfTheRecipe(@TempDir Path folder) {
    Document english = plain("en", "What are the symptoms of this disease?");
    Document german =
        Stage.plain("s", "de", "Wie wird die Krankheit behandelt?", Map.of("lang", "en"));
    Document noise = plain("noise", "zxcv qwer asdf");
    CleanSection section =
        new CleanSection(
            "none",
            true,
            "none",
            1,
            1000,
            "none",
            List.of(),
            false,
            List.of("en", "zh"),
            0.65,
            FilterSection.NONE,
            RepeatsSection.NONE);

    Stage stage =
        Stage.run(
            new CleanJob(),
            new Recipes().clean(section).build(),
            List.of(english, german, noise),
            folder);

    assertThat(stage.only().lang()).isEqualTo("en");
    assertThat(stage.only().metadata()).containsEntry("language", "en");
    assertThat(Double.parseDouble(stage.only().metadata().get("language_score")))
        .isGreaterThan(0.9);
    assertThat(stage.entry(german.id(), "language").value()).isEqualTo("de");
    assertThat(stage.ledger()).anyMatch(entry -> entry.documentId().equals(noise.id()));
  }

  @Test
  void dropsWhatTheListsOfTheRecipeName(@TempDir Path folder) throws IOException {
    Document blocked = Stage.plain("s", "1", "Fine text.", Map.of("url", "http://a.spam.org/x"));
    Document matched = plain("2", "All rights reserved.");
    Document bad = plain("3", "A darn shame.");
    Document rare = plain("4", "Xyzzy plugh.");
    Document fine = Stage.plain("s", "5", "The fever.", Map.of("url", "http://ham.org/x"));
    Path words = Files.writeString(folder.resolve("bad.txt"), "darn\n");
    Path counts = Files.writeString(folder.resolve("counts.csv"), "word,count\nthe,9\nfever,1\n");
    FilterSection filters =
        new FilterSection(
            List.of("spam.org"),
            "",
            List.of(),
            "(?i)all rights reserved",
            words.toString(),
            counts.toString(),
            -15,
            0,
            200);
    CleanSection section = filtered(filters);

    Stage stage =
        Stage.run(
            new CleanJob(),
            new Recipes().clean(section).build(),
            List.of(blocked, matched, bad, rare, fine),
            folder);

    assertThat(stage.only().key()).isEqualTo("5");
    assertThat(stage.entry(blocked.id(), "domain").value()).isEqualTo("spam.org");
    assertThat(stage.entry(matched.id(), "regex").action()).isEqualTo(Action.DROP);
    assertThat(stage.entry(bad.id(), "document_removed_with_badwords").value()).isEqualTo("darn");
    assertThat(stage.entry(rare.id(), "unigram_logprob").threshold()).isEqualTo("-15");
  }

  private static Document byKey(Stage stage, String key) {
    return stage.documents().stream().filter(d -> d.key().equals(key)).findFirst().orElseThrow();
  }

  @Test
  void repeatedLinesStayInTheFirstDocumentOnly(@TempDir Path folder) {
    String menu = "Home | About us | Contact";
    Document one = plain("one", menu + "\nFever is a symptom.\nshort\nshort");
    Document two = plain("two", "HOME |  About us | Contact\nA cough is another one.\nshort");
    Document three = plain("three", menu + "\nA rash is a third one.\nA rash is a third one.");
    Document only = plain("only", menu + "\n" + menu);
    Document turns = conversation("turns", menu, menu);
    List<Document> documents = List.of(one, two, three, only, turns);

    Stage stage = Stage.run(new CleanJob(), repeats("corpus", 2), documents, folder.resolve("a"));

    Document first =
        List.of(one, two, three, only).stream()
            .min(java.util.Comparator.comparing(Document::id))
            .orElseThrow();
    assertThat(stage.documents())
        .filteredOn(document -> document.text().toLowerCase(java.util.Locale.ROOT).contains("home"))
        .extracting(Document::id)
        .containsExactlyInAnyOrder(first.id(), turns.id());
    assertThat(byKey(stage, "one").text()).endsWith("Fever is a symptom.\nshort\nshort");
    assertThat(byKey(stage, "three").text()).endsWith("A rash is a third one.");
    assertThat(stage.entry(three.id(), "repeated_lines").value())
        .isEqualTo(three.equals(first) ? "1" : "2");
    if (!only.equals(first)) {
      assertThat(stage.entry(only.id(), "repeated_share").value()).isEqualTo("1.0");
    }

    Stage within =
        Stage.run(new CleanJob(), repeats("document", 2), documents, folder.resolve("b"));
    assertThat(byKey(within, "only").text()).isEqualTo(menu);
    assertThat(byKey(within, "two").text()).startsWith("HOME");
    assertThat(within.counts().reasons()).containsEntry("rewrite_repeated_lines", 2L);

    Stage rarer = Stage.run(new CleanJob(), repeats("corpus", 5), documents, folder.resolve("c"));
    assertThat(byKey(rarer, "two").text()).startsWith("HOME");
  }

  private static Recipe repeats(String within, int minDocuments) {
    return new Recipes()
        .clean(
            new CleanSection(
                "nfc",
                true,
                "none",
                1,
                1000,
                "none",
                List.of(),
                false,
                List.of(),
                0,
                FilterSection.NONE,
                new RepeatsSection(within, "line", 16, minDocuments, 1)))
        .build();
  }
}
