package io.seekforge.text.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import io.seekforge.text.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlossaryFileTest {
  @Test
  void obo() throws IOException {
    String text =
        """
        format-version: 1.4

        [Term]
        id: X:1
        name: dry cough {source="x"} ! a comment
        synonym: "non\\"productive\\" cough\\: dry" EXACT [url:https\\://a.b/c]
        synonym: "cough" BROAD []
        synonym: "tussis" [X:2]

        [Term]
        id: X:2
        name: obsolete thing
        synonym: "old thing" EXACT []
        is_obsolete: true

        [Typedef]
        id: part_of
        name: part of
        """;
    assertThat(read(text, "a.obo", "auto", ""))
        .extracting(Term::concept, Term::canonical, Term::variant)
        .containsExactly(
            tuple("X:1", "dry cough", "dry cough"),
            tuple("X:1", "dry cough", "non\"productive\" cough: dry"));
  }

  @Test
  void tmxWithInlineCodesAndALanguageForTheCanonical() throws IOException {
    String text =
        """
        <?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><body>
        <tu tuid="7"><tuv xml:lang="en"><seg>dry <bpt i="1">&lt;b&gt;</bpt>cough &amp; co</seg></tuv>
        <tuv xml:lang="zh-CN"><seg>干咳</seg></tuv></tu></body></tmx>
        """;
    assertThat(read(text, "a.tmx", "auto", "zh"))
        .extracting(Term::canonical, Term::variant)
        .containsExactly(tuple("干咳", "dry cough & co"), tuple("干咳", "干咳"));
    assertThatThrownBy(() -> read("<tmx><tu>", "a.tmx", "auto", ""))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("a.tmx");
  }

  @Test
  void alternativesAndNotesOfTico() throws IOException {
    String text =
        "\uFEFFid,sourceLang,targetLang,sourceString,targetString\n"
            + "7,en,zh_CN,coronavirus,新型冠状病毒 [of 2019] : 冠状病毒 [the group]\n";
    assertThat(read(text, "f.csv", "auto", ""))
        .extracting(Term::canonical, Term::variant)
        .containsExactly(
            tuple("coronavirus", "coronavirus"),
            tuple("coronavirus", "新型冠状病毒"),
            tuple("coronavirus", "冠状病毒"));
  }

  @Test
  void listsWithAndWithoutCounts() throws IOException {
    assertThat(read("发展 \t 12\n\n版权\t3\n无数\n", "THUOCL.txt", "auto", ""))
        .extracting(Term::variant)
        .containsExactly("发展", "版权", "无数");
  }

  /** Concepts and names as the sources' own description counts them. */
  @ParameterizedTest
  @CsvSource({
    "terms/symp.obo,895,1138", // 1,020 terms without 125 obsolete; 243 exact synonyms of these
    "tico19/f_en-zh_CN.csv,306,0",
    "tico19/f_en-zh_TW.csv,306,0",
    "tico19/g_en_zh-CN.csv,337,0",
    "tico19/g_en_zh-TW.csv,337,0",
    "tico19/all.en-zh.tmx,3071,0",
    "terms/THUOCL_medical.txt,18749,18749",
    "terms/THUOCL_law.txt,9896,9896",
    "terms/THUOCL_caijing.txt,3830,3830"
  })
  void sharedGlossariesWithoutLoss(String file, int concepts, int names) throws IOException {
    GlossarySection section = new GlossarySection(file, Map.of(), ",", true, "auto", "");
    List<Term> terms;
    try (InputStream bytes = Files.newInputStream(SharedData.file("data/" + file))) {
      terms = GlossaryFile.read(bytes, section);
    }
    assertThat(terms.stream().map(Term::concept).distinct()).hasSize(concepts);
    if (names > 0) {
      assertThat(terms).hasSize(names);
    }
  }

  private static List<Term> read(String text, String path, String format, String language)
      throws IOException {
    GlossarySection section = new GlossarySection(path, Map.of(), ",", true, format, language);
    return GlossaryFile.read(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), section);
  }
}
