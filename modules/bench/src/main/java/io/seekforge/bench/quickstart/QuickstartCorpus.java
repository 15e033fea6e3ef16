package io.seekforge.bench.quickstart;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes {@code conf/quickstart/raw}: cases and articles in several formats, in English and
 * Chinese, with planted defects that {@code conf/quickstart/planted.json} lists by name.
 */
final class QuickstartCorpus {
  private static final Charset GB18030 = Charset.forName("GB18030");

  private final Path raw;
  private final List<Disease> diseases = Disease.all();
  private final Dice dice = new Dice(20261124);

  QuickstartCorpus(Path raw) {
    this.raw = raw;
  }

  void write() throws IOException {
    List<CaseRow> english = CaseRow.diagnoses(dice, diseases, 60, false, "en-");
    List<CaseRow> chinese = CaseRow.diagnoses(dice, diseases, 36, true, "zh-");
    List<CaseRow> exam = new ArrayList<>(CaseRow.diagnoses(dice, diseases, 5, false, "exam-en-"));
    exam.addAll(CaseRow.diagnoses(dice, diseases, 3, true, "exam-zh-"));
    put("cases/cases.jsonl", jsonLines(english.subList(0, 400), "question", "answer"));
    put("cases/alpaca.json", alpaca(english.subList(400, 520)));
    put("cases/cases.tsv", tsv(english.subList(520, 600)));
    for (int file = 0; file < 12; file++) {
      int from = 600 + file * 10;
      put("encounters/ward-%02d.xml".formatted(file + 1), xml(english.subList(from, from + 10)));
    }
    put("cases/cases-zh.csv", csv(chinese).getBytes(GB18030));
    put("exam/exam.jsonl", jsonLines(exam, "question", "answer"));
    writeArticles();
    new PlantedDefects(raw, diseases).write(english, exam);
    put("../glossary.csv", glossary());
  }

  private void writeArticles() throws IOException {
    for (int i = 0; i < diseases.size(); i++) {
      Disease disease = diseases.get(i);
      String name = disease.name().replace(' ', '-');
      switch (i % 3) {
        case 0 -> put("articles/" + name + ".html", Articles.html(disease));
        case 1 -> put("articles/" + name + ".txt", Articles.text(disease));
        default -> put("articles/" + name + ".md", Articles.markdown(disease));
      }
      put("articles/" + name + ".zh.txt", Articles.chineseText(disease));
    }
    put("articles/pneumonia.nxml", Articles.jats(diseases.get(9)));
  }

  private void put(String name, String text) throws IOException {
    put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String name, byte[] bytes) throws IOException {
    Path file = raw.resolve(name).normalize();
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  static String jsonLines(List<CaseRow> rows, String questionKey, String answerKey) {
    return rows.stream()
        .map(
            row ->
                "{\"id\": %s, \"%s\": %s, \"%s\": %s}\n"
                    .formatted(
                        json(row.key()),
                        questionKey,
                        json(row.question()),
                        answerKey,
                        json(row.answer())))
        .collect(Collectors.joining());
  }

  private static String alpaca(List<CaseRow> rows) {
    return rows.stream()
        .map(
            row ->
                "  {\"id\": %s, \"instruction\": %s, \"input\": \"\", \"output\": %s}"
                    .formatted(json(row.key()), json(row.question()), json(row.answer())))
        .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  private static String tsv(List<CaseRow> rows) {
    return "id\tquestion\tanswer\n"
        + rows.stream()
            .map(row -> row.key() + "\t\"" + row.question() + "\"\t" + row.answer() + "\n")
            .collect(Collectors.joining());
  }

  private static String csv(List<CaseRow> rows) {
    return "编号,问题,回答\r\n"
        + rows.stream()
            .map(row -> row.key() + ",\"" + row.question() + "\"," + row.answer() + "\r\n")
            .collect(Collectors.joining());
  }

  private static String xml(List<CaseRow> rows) {
    return rows.stream()
        .map(
            row ->
                "  <Encounter id=\"%s\">\n    <Question>%s</Question>\n    <Answer>%s</Answer>\n  </Encounter>\n"
                    .formatted(row.key(), row.question(), row.answer()))
        .collect(
            Collectors.joining(
                "",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    + "<Ward url=\"https://example.org/ward\">\n",
                "</Ward>\n"));
  }

  private String glossary() {
    StringBuilder lines = new StringBuilder("concept,canonical,variant,lang\n");
    for (Disease disease : diseases) {
      for (String variant : disease.variants()) {
        lines.append("%s,%s,%s,en\n".formatted(disease.concept(), disease.name(), variant));
      }
      for (String name : disease.chineseNames()) {
        lines.append("%s,%s,%s,zh\n".formatted(disease.concept(), disease.name(), name));
      }
    }
    return lines.toString();
  }

  /** The text as a JSON string. */
  static String json(String text) {
    return TextNode.valueOf(text).toString();
  }
}
