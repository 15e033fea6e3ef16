package io.seekforge.bench.quickstart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes the defects that the quickstart must catch, each under a name of its own. */
final class PlantedDefects {
  private final Path folder;
  private final List<Disease> diseases;

  PlantedDefects(Path raw, List<Disease> diseases) {
    this.folder = raw.resolve("planted");
    this.diseases = diseases;
  }

  void write(List<CaseRow> english, List<CaseRow> exam) throws IOException {
    Files.createDirectories(folder);
    writeDuplicates(english);
    writeNoise();
    writeBadRecords();
    writeLeak(exam);
  }

  private void writeDuplicates(List<CaseRow> english) throws IOException {
    StringBuilder copies = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      CaseRow row = english.get(40 * i);
      CaseRow copy =
          new CaseRow("planted-exact-duplicate-" + (i + 1), row.question(), row.answer());
      copies.append(QuickstartCorpus.jsonLines(List.of(copy), "question", "answer"));
    }
    put("exact-duplicates.jsonl", copies.toString());
    for (int i = 0; i < 3; i++) {
      // The articles with a plain text of their own: one near-copy each.
      put(
          "near-duplicate-%d.txt".formatted(i + 1),
          Articles.nearCopy(Articles.text(diseases.get(3 * i + 1))));
    }
  }

  private void writeNoise() throws IOException {
    put(
        "noise-symbols.txt",
        "@@## %% ~~ || ^^ ** (( )) == ++ // \\\\ <<>> !!?? ".repeat(12) + "\n");
    put("noise-repeated-lines.txt", "Click here to subscribe to our newsletter now\n".repeat(40));
    put("noise-too-short.txt", "ok\n");
  }

  private void writeBadRecords() throws IOException {
    put(
        "broken.jsonl",
        "{\"id\": \"planted-broken-json\", \"question\": \"What is wrong here?\", \"answer\": \n"
            + "{\"id\": \"planted-missing-answer\", \"question\": \"Who forgot the answer?\"}\n"
            + "{\"id\": \"planted-too-long\", \"question\": \""
            + "very ".repeat(60_000)
            + "long\", \"answer\": \"no\"}\n");
    put("empty.jsonl", "");
    put(
        "external-entity.xml",
        """
        <?xml version="1.0"?>
        <!DOCTYPE Ward [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
        <Ward url="https://example.org/ward"><Encounter id="planted-external-entity">
          <Question>What does the file say?</Question><Answer>&secret;</Answer>
        </Encounter></Ward>
        """);
    put(
        "cut-off.xml",
        "<?xml version=\"1.0\"?>\n<Ward><Encounter id=\"planted-cut-off\"><Question>Where is");
    byte[] start = "This sheet was saved in another encoding: caf".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[start.length + 2];
    System.arraycopy(start, 0, bytes, 0, start.length);
    bytes[start.length] = (byte) 0xE9;
    bytes[start.length + 1] = '\n';
    Files.write(folder.resolve("invalid-utf8.txt"), bytes);
  }

  /** A lecture that quotes an examination case word for word: training on it would be cheating. */
  private void writeLeak(List<CaseRow> exam) throws IOException {
    CaseRow longest =
        exam.stream()
            .filter(row -> row.key().startsWith("exam-en"))
            .max((a, b) -> Integer.compare(a.question().length(), b.question().length()))
            .orElseThrow();
    put(
        "leaked-exam-case.txt",
        "Notes from the evening lecture on how to read a case. The lecturer began with the habits of good"
            + " doctors, who listen first, write down the age and the work of the person before them, and only"
            + " then ask what hurts. She then read out a case that every student of the course should be able"
            + " to solve without any further examination.\n\n"
            + longest.question()
            + "\n\n"
            + longest.answer()
            + "\n\nAfterwards the students talked about what else could have been asked, which tests are worth"
            + " their price, and how to explain the finding in simple words to a worried family that has been"
            + " waiting in the corridor since the morning.\n");
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
