package io.seekforge.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CleanSection;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.FilterSection;
import io.seekforge.api.recipe.RepeatsSection;
import io.seekforge.api.recipe.SourceSection;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Input that is made to hang, crash or fool a collector: each record ends as a document or in
 * quarantine, and the files beside it are read. With {@code -Dseekforge.test.hostile=full} at full
 * size, with seconds and peak heap on the screen.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class HostileInputTest {
  private static final boolean FULL = "full".equals(System.getProperty("seekforge.test.hostile"));
  private static final long MIB = 1L << 20;

  /** Share of the full size that tests of every day take. */
  private static final int PART = FULL ? 1 : 32;

  @TempDir private Path folder;
  private long start;

  private record Collected(StageCounts counts, List<Document> documents, Map<String, Long> bad) {}

  @BeforeEach
  void startClock() {
    System.gc();
    heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    start = System.nanoTime();
  }

  @AfterEach
  void report(TestInfo test) {
    if (FULL) {
      long peak = heapPools().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
      System.out.printf(
          "%s: %.1f s, peak heap at most %d MiB of %d%n",
          test.getDisplayName(),
          (System.nanoTime() - start) / 1e9,
          peak / MIB,
          Runtime.getRuntime().maxMemory() / MIB);
    }
  }

  private static List<MemoryPoolMXBean> heapPools() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  @Test
  void oneLineWithoutEndInEveryFormat() throws IOException {
    for (String ending : List.of("jsonl", "json", "csv", "tsv", "txt", "md", "html", "xml")) {
      repeat("in/line." + ending, "", "All work and no play. ", 1024 / PART * MIB, "");
    }
    repeat("in/value.json", "{\"text\": \"", "never closed ", 1024 / PART * MIB, "");
    repeat(
        "in/spaces.jsonl", "{\"text\":\"a\"}\n", "    ", 1024 / PART * MIB, "\n{\"text\":\"b\"}\n");
    write("in/good.txt", "good");
    Collected collected = collect("in");
    assertThat(collected.documents()).extracting(Document::text).contains("good", "a", "b");
    assertThat(collected.documents()).hasSize(3);
    assertThat(collected.counts().dropped()).isGreaterThanOrEqualTo(10);
    assertThat(collected.bad()).containsKey("record_too_long");
  }

  @Test
  void tagsInTagsInTags() throws IOException {
    int deep = 1_000_000 / PART;
    write("in/deep.html", "<div>".repeat(deep) + "A fever." + "</div>".repeat(deep));
    write("in/open.html", "<b><i><table><tr><td>".repeat(deep / 5) + "A cough.");
    write("in/deep.xml", "<a>".repeat(deep) + "</a>".repeat(deep));
    write("in/deep.json", "[".repeat(deep) + "]".repeat(deep));
    write("in/deep.jsonl", "{\"text\":" + "[".repeat(deep) + "]".repeat(deep) + "}\n");
    write("in/deep.md", "> ".repeat(deep) + "A rash.");
    write("in/lists.md", "* ".repeat(deep) + "An ache.");
    write("in/good.txt", "good");
    Collected collected = collect("in");
    assertThat(collected.documents()).extracting(Document::text).contains("good");
    assertThat(collected.counts().total()).isGreaterThanOrEqualTo(8);
    assertThat(collected.documents())
        .extracting(Document::file)
        .contains(folder + "/in/deep.html", folder + "/in/open.html");
  }

  @Test
  void entitiesThatExpandWithoutEnd() throws IOException {
    String laughs = "<!DOCTYPE a [<!ENTITY l0 \"lol\">";
    for (int i = 1; i < 30; i++) {
      laughs += "<!ENTITY l" + i + " \"" + ("&l" + (i - 1) + ";").repeat(10) + "\">";
    }
    write("in/laughs.xml", laughs + "]><article><body>&l29;</body></article>");
    write(
        "in/quadratic.xml",
        "<!DOCTYPE a [<!ENTITY a \""
            + "a".repeat(100_000)
            + "\">]><article><body>"
            + "&a;".repeat(100_000)
            + "</body></article>");
    write(
        "in/loop.xml",
        "<!DOCTYPE a [<!ENTITY a \"&b;\"><!ENTITY b \"&a;\">]><article>&a;</article>");
    write(
        "in/outside.xml",
        "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><article>&a;</article>");
    write("in/attributes.xml", "<article " + attributes(200_000 / PART) + "/>");
    write("in/good.txt", "good");
    Collected collected = collect("in");
    assertThat(collected.documents()).extracting(Document::text).containsExactly("good");
    assertThat(collected.counts().dropped()).isEqualTo(5);
    assertThat(collected.bad()).containsKeys("entity_expansion", "external_entity");
  }

  private static String attributes(int count) {
    StringBuilder attributes = new StringBuilder();
    for (int i = 0; i < count; i++) {
      attributes.append('a').append(i).append("='1' ");
    }
    return attributes.toString();
  }

  @Test
  void patternsThatTryEveryWay() throws IOException {
    int length = FULL ? 1 << 19 : 1 << 12;
    List<String> baits = new ArrayList<>();
    for (String bait :
        List.of(
            "a",
            "aA",
            "1",
            "1-",
            "1 ",
            "1.",
            "@",
            "a@",
            "a@b.",
            ".",
            "- ",
            "_",
            "(",
            "<",
            "&",
            "\t ",
            "\n ",
            "\r\n",
            "\u00a0",
            "\u3000",
            "http://",
            "www.",
            "Dr. ",
            "Mr ",
            "No. ",
            "省市",
            "张",
            "\u0301",
            "\u200d",
            "👩\u200d",
            "a\u0301",
            "\"",
            "'",
            "[PHONE]",
            "+86 ",
            "lorem ",
            "Ã©",
            "{",
            "a. ",
            "。",
            "Street ",
            "IL 6",
            "x\n",
            "and the ")) {
      baits.add(bait.repeat(length / bait.length()) + "!");
    }
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < baits.size(); i++) {
      documents.add(Stage.plain("bait" + i, baits.get(i)));
    }
    for (String profile :
        FULL ? List.of("fineweb", "gopher-dolma", "basic", "zh") : List.of("fineweb", "zh")) {
      FilterSection filters =
          new FilterSection(
              List.of(), "", List.of(), "((a+)+|(1-?)+|\\s+)+$x", "", "", -10, 0, 200);
      CleanSection clean =
          new CleanSection(
              "nfkc",
              true,
              profile,
              0,
              1 << 24,
              "mask",
              List.of(),
              true,
              List.of("en", "zh"),
              0,
              filters,
              new RepeatsSection("corpus", "line", 4, 2, 1));
      Stage stage =
          Stage.run(
              new CleanJob(),
              new Recipes().clean(clean).build(),
              documents,
              folder.resolve(profile));
      assertThat(stage.counts().total()).isEqualTo(baits.size());
    }
  }

  @Test
  void encodingsThatAreMixedWrongOrNone() throws IOException {
    byte[] good = "{\"text\":\"naïve café\"}\n".getBytes(UTF_8);
    byte[] latin = "{\"text\":\"na\u00efve\"}\n".getBytes(Charset.forName("ISO-8859-1"));
    byte[] chinese = "{\"text\":\"发热三天\"}\n".getBytes(Charset.forName("GB18030"));
    try (OutputStream out = open("in/mixed.jsonl")) {
      for (int i = 0; i < 100_000 / PART; i++) {
        out.write(good);
        out.write(latin);
        out.write(chinese);
        out.write("{\"text\":\"\\ud800 alone\"}\n".getBytes(UTF_8));
        out.write(new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', 0, '"', '}', '\n'});
      }
    }
    write("in/utf16.txt", "no mark".getBytes(Charset.forName("UTF-16LE")));
    write("in/marked.txt", "\ufeffmarked".getBytes(Charset.forName("UTF-16BE")));
    write("in/gbk.html", "<meta charset=utf-8><p>发热三天怎么办".getBytes(Charset.forName("GBK")));
    write(
        "in/lies.xml",
        "<?xml version='1.0' encoding='US-ASCII'?><article>é</article>".getBytes(UTF_8));
    write("in/noise.bin.txt", noise((int) MIB));
    Collected collected = collect("in");
    long groups = 100_000 / PART;
    assertThat(collected.counts().total()).isEqualTo(5 * groups + 5);
    assertThat(collected.bad().get("invalid_encoding")).isGreaterThanOrEqualTo(2 * groups);
    assertThat(collected.documents()).extracting(Document::text).contains("naïve café", "marked");
    assertThat(collected.documents())
        .allSatisfy(document -> assertThat(UTF_8.newEncoder().canEncode(document.text())).isTrue());
  }

  private static byte[] noise(int bytes) {
    byte[] noise = new byte[bytes];
    new java.util.Random(7).nextBytes(noise);
    return noise;
  }

  private Collected collect(String path) {
    StageFolder output = new StageFolder(folder.resolve("out").toString());
    SourceSection source =
        new SourceSection(
            "s",
            folder.resolve(path).toString(),
            "auto",
            "UTF-8",
            Map.of(),
            "",
            List.of(),
            "",
            "",
            "",
            0,
            0);
    CollectSection section = new CollectSection(List.of(source), 1, 1 << 24);
    StageCounts counts =
        new CollectJob()
            .run(LocalSpark.session(), new Recipes().collect(section).build(), null, output);
    List<Document> documents =
        DocumentTable.read(LocalSpark.session(), output.documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .toList();
    Map<String, Long> bad =
        QuarantineTable.read(LocalSpark.session(), output.quarantine()).collectAsList().stream()
            .map(QuarantineTable::entry)
            .collect(Collectors.groupingBy(QuarantineEntry::reason, Collectors.counting()));
    return new Collected(counts, documents, bad);
  }

  private void repeat(String name, String before, String unit, long bytes, String after)
      throws IOException {
    byte[] block = unit.repeat((int) MIB / unit.length()).getBytes(UTF_8);
    try (OutputStream out = open(name)) {
      out.write(before.getBytes(UTF_8));
      for (long written = 0; written < bytes; written += block.length) {
        out.write(block);
      }
      out.write(after.getBytes(UTF_8));
    }
  }

  private OutputStream open(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.newOutputStream(file);
  }

  private void write(String name, String text) throws IOException {
    write(name, text.getBytes(UTF_8));
  }

  private void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = open(name)) {
      out.write(bytes);
    }
  }
}
