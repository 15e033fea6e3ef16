package io.seekforge.text.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/**
 * Sentences of a corpus whose language is known.
 *
 * @param name of the corpus
 * @param total sentences
 * @param wrong those that were taken for another language, for people
 */
public record LanguageSentences(String name, int total, List<String> wrong) {
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.!?])\\s+(?=\\S)|(?<=[。！？])|\\R");

  /** All corpora of the shared data, and sentences of many languages that are with the tests. */
  public static List<LanguageSentences> all(Path data) throws IOException {
    return List.of(
        manyLanguages(),
        translationMemory(data),
        chinesePatients(data),
        englishQuestions(data),
        englishFinance(data),
        englishResearch(data));
  }

  public double accuracy() {
    return 1 - (double) wrong.size() / total;
  }

  static LanguageSentences manyLanguages() throws IOException {
    Tally tally = new Tally("sentences.tsv");
    try (InputStream in = LanguageSentences.class.getResourceAsStream("sentences.tsv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t"))
          .forEach(parts -> tally.add(parts[0], parts[1]));
    }
    return tally.sentences();
  }

  static LanguageSentences translationMemory(Path data) throws IOException {
    Matcher segment =
        Pattern.compile("xml:lang=\"(en|zh)[^\"]*\"[^>]*>\\s*<seg>(.*?)</seg>", Pattern.DOTALL)
            .matcher(Files.readString(data.resolve("tico19/all.en-zh.tmx")));
    Tally tally = new Tally("tico19");
    while (segment.find()) {
      tally.add(segment.group(1), segment.group(2));
    }
    return tally.sentences();
  }

  static LanguageSentences chinesePatients(Path data) throws IOException {
    Tally tally = new Tally("zh-medical");
    for (Path file : files(data.resolve("zh-medical"))) {
      try (CSVParser rows =
          CSVParser.parse(file, Charset.forName("GB18030"), CSVFormat.DEFAULT.withHeader())) {
        for (CSVRecord row : rows) {
          sentences(row.get(2)).forEach(sentence -> tally.add("zh", sentence));
        }
      }
    }
    return tally.sentences();
  }

  static LanguageSentences englishQuestions(Path data) throws IOException {
    Tally tally = new Tally("medquad");
    Pattern part = Pattern.compile("<(Question|Answer)[^>]*>(.*?)</\\1>", Pattern.DOTALL);
    List<Path> files = files(data.resolve("medquad/4_MPlus_Health_Topics_QA"));
    for (Path file : files.subList(0, Math.min(100, files.size()))) {
      Matcher parts = part.matcher(Files.readString(file));
      while (parts.find()) {
        sentences(parts.group(2)).forEach(sentence -> tally.add("en", sentence));
      }
    }
    return tally.sentences();
  }

  static LanguageSentences englishFinance(Path data) throws IOException {
    Tally tally = new Tally("tatqa");
    for (JsonNode context :
        new ObjectMapper().readTree(data.resolve("tatqa/tatqa_dataset_dev.json").toFile())) {
      for (JsonNode paragraph : context.get("paragraphs")) {
        sentences(paragraph.get("text").asText()).forEach(text -> tally.add("en", text));
      }
    }
    return tally.sentences();
  }

  static LanguageSentences englishResearch(Path data) throws IOException {
    Tally tally = new Tally("pubmedqa");
    for (JsonNode record :
        new ObjectMapper().readTree(data.resolve("pubmedqa/ori_pqal.json").toFile())) {
      tally.add("en", record.get("QUESTION").asText());
      sentences(record.get("LONG_ANSWER").asText()).forEach(text -> tally.add("en", text));
    }
    return tally.sentences();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
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

    LanguageSentences sentences() {
      return new LanguageSentences(name, total, wrong);
    }
  }
}
