package io.seekforge.text.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.text.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** Acceptance: at least 0.97 of the sentences of real corpora get their language. */
final class LanguageIdTest {
  private static final double LEAST = 0.97;
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.!?])\\s+(?=\\S)|(?<=[。！？])|\\R");

  @Test
  void sentencesOfManyLanguages() throws IOException {
    Tally tally = new Tally("sentences.tsv");
    try (InputStream in = LanguageIdTest.class.getResourceAsStream("sentences.tsv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .forEach(parts -> tally.add(parts[0], parts[1]));
    }
    tally.check(LEAST);
  }

  @Test
  void translationMemory() throws IOException {
    Matcher segment =
        Pattern.compile("xml:lang=\"(en|zh)[^\"]*\"[^>]*>\\s*<seg>(.*?)</seg>", Pattern.DOTALL)
            .matcher(Files.readString(SharedData.file("data/tico19/all.en-zh.tmx")));
    Tally tally = new Tally("tico19");
    while (segment.find()) {
      tally.add(segment.group(1), segment.group(2));
    }
    assertThat(tally.total).isGreaterThan(6000);
    tally.check(LEAST);
  }

  @Test
  void chinesePatients() throws IOException {
    Tally tally = new Tally("zh-medical");
    for (Path file : files("data/zh-medical")) {
      try (CSVParser rows =
          CSVParser.parse(file, Charset.forName("GB18030"), CSVFormat.DEFAULT.withHeader())) {
        for (CSVRecord row : rows) {
          sentences(row.get(2)).forEach(sentence -> tally.add("zh", sentence));
        }
      }
    }
    tally.check(LEAST);
  }

  @Test
  void englishQuestionsAndAnswers() throws IOException {
    Tally tally = new Tally("medquad");
    Pattern part = Pattern.compile("<(Question|Answer)[^>]*>(.*?)</\\1>", Pattern.DOTALL);
    List<Path> files = files("data/medquad/4_MPlus_Health_Topics_QA");
    for (Path file : files.subList(0, Math.min(100, files.size()))) {
      Matcher parts = part.matcher(Files.readString(file));
      while (parts.find()) {
        sentences(parts.group(2)).forEach(sentence -> tally.add("en", sentence));
      }
    }
    tally.check(LEAST);
  }

  @Test
  void englishFinanceAndResearch() throws IOException {
    ObjectMapper json = new ObjectMapper();
    Tally finance = new Tally("tatqa");
    JsonNode contexts =
        json.readTree(SharedData.file("data/tatqa/tatqa_dataset_dev.json").toFile());
    for (JsonNode context : contexts) {
      for (JsonNode paragraph : context.get("paragraphs")) {
        sentences(paragraph.get("text").asText()).forEach(text -> finance.add("en", text));
      }
    }
    finance.check(LEAST);
    Tally research = new Tally("pubmedqa");
    for (JsonNode record : json.readTree(SharedData.file("data/pubmedqa/ori_pqal.json").toFile())) {
      research.add("en", record.get("QUESTION").asText());
      sentences(record.get("LONG_ANSWER").asText()).forEach(text -> research.add("en", text));
    }
    research.check(LEAST);
  }

  @Test
  void scoresArePlain() {
    assertThat(LanguageId.of("12 + 30 = 42")).isEqualTo(LanguageGuess.NONE);
    assertThat(LanguageId.of("What are the symptoms of this disease?").score())
        .isBetween(0.99, 1.0);
    assertThat(LanguageId.of("zxcv qwer asdf").score()).isLessThan(0.65);
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(SharedData.file(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Sentences with at least 8 letters, or 4 Han characters. */
  private static List<String> sentences(String text) {
    List<String> sentences = new ArrayList<>();
    for (String sentence : SENTENCE_END.split(text)) {
      long letters = sentence.codePoints().filter(Character::isLetter).count();
      long han = sentence.codePoints().filter(Character::isIdeographic).count();
      if (letters >= 8 || han >= 4) {
        sentences.add(sentence);
      }
    }
    return sentences;
  }

  private static final class Tally {
    private final String name;
    private final List<String> wrong = new ArrayList<>();
    private int total;

    Tally(String name) {
      this.name = name;
    }

    void add(String language, String sentence) {
      total++;
      LanguageGuess guess = LanguageId.of(sentence);
      if (!guess.language().equals(language)) {
        wrong.add(language + " as " + guess + ": " + sentence);
      }
    }

    void check(double least) {
      double accuracy = 1 - (double) wrong.size() / total;
      assertThat(accuracy)
          .as("%s: %s", name, wrong.subList(0, Math.min(5, wrong.size())))
          .isGreaterThanOrEqualTo(least);
    }
  }
}
