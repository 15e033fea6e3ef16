package io.seekforge.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.StageCounts;
import io.seekforge.api.StageFolder;
import io.seekforge.api.recipe.CollectSection;
import io.seekforge.api.recipe.SourceSection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in archives are read like files; what expands without end, or lies, goes to quarantine. */
final class ArchivesTest {
  private static final int MIB = 1 << 20;

  @TempDir private Path folder;

  private record Part(String name, byte[] content) {
    Part(String name, String content) {
      this(name, content.getBytes(UTF_8));
    }
  }

  private record Collected(
      StageCounts counts, List<Document> documents, List<QuarantineEntry> rejected) {}

  @Test
  void filesInArchivesAreFilesOfTheirOwn() throws IOException {
    String longName = "a/".repeat(120) + "long.txt";
    Part lines = new Part("deep/lines.jsonl", "{\"text\":\"one\"}\n{\"text\":\"cut\n");
    Part inner = new Part("inner.zip", zip(new Part("c.txt", "three")));
    write("a.zip", zip(lines, new Part("b.md", "# two"), inner, new Part("_SUCCESS", "")));
    write("b.tar", tar(new Part("./d.txt", "four"), new Part(longName, "five")));
    write("c.tar.gz", gzip(tar(new Part("e.csv", "text\nsix\n"), new Part("f.bin", "?"))));
    write(
        "d.TGZ",
        gzip(
            tar(
                new Part("中文.txt", "seven"),
                new Part("g.jsonl.gz", gzip("{\"text\":\"eight\"}\n".getBytes(UTF_8))))));
    write("e.txt.gz", gzip("nine".getBytes(UTF_8)));
    Collected collected = collect(1L << 30, 200);
    assertThat(collected.documents())
        .extracting(Document::text)
        .containsExactlyInAnyOrder(
            "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    assertThat(collected.documents())
        .extracting(Document::file)
        .contains(
            in("a.zip!/deep/lines.jsonl"),
            in("a.zip!/inner.zip!/c.txt"),
            in("b.tar!/d.txt"),
            in("b.tar!/" + longName),
            in("d.TGZ!/中文.txt"),
            in("d.TGZ!/g.jsonl.gz"));
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::file, QuarantineEntry::reason)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(in("a.zip!/deep/lines.jsonl"), "invalid_json"),
            org.assertj.core.groups.Tuple.tuple(in("c.tar.gz!/f.bin"), "unknown_format"));
    assertThat(collected.counts().figures()).containsEntry("files", 5.0);
  }

  @Test
  void pdfFilesInArchivesAreReadAndDamagedOnesNamed() throws IOException {
    byte[] pdf = pdf("A fever lasts three days.");
    write(
        "a.zip",
        zip(
            new Part("papers/a.pdf", pdf),
            new Part("cut.pdf", Arrays.copyOf(pdf, 40)),
            new Part("scan.pdf", pdf(""))));
    Collected collected = collect(1L << 30, 200);
    assertThat(collected.documents())
        .extracting(Document::file, Document::text)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                in("a.zip!/papers/a.pdf"), "A fever lasts three days."));
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::file, QuarantineEntry::reason)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(in("a.zip!/cut.pdf"), "unreadable"),
            org.assertj.core.groups.Tuple.tuple(in("a.zip!/scan.pdf"), "no_text_layer"));
  }

  private static byte[] pdf(String text) throws IOException {
    try (PDDocument document = new PDDocument()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 10);
        content.newLineAtOffset(72, 700);
        content.showText(text);
        content.endText();
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    }
  }

  @Test
  void whatExpandsTooFarEndsThere() throws IOException {
    Part zeros = new Part("zeros.txt", new byte[70 * MIB]);
    Part good = new Part("good.txt", "good");
    write("a.zip", zip(good, zeros, new Part("lost.txt", "behind")));
    write("b.jsonl.gz", gzip(zeros.content()));
    write("c.tgz", gzip(tar(zeros)));
    write("d.zip", zip(new Part("x.zip", zip(new Part("y.zip", zip(zeros))))));
    write("e.zip", zip(good));
    Collected collected = collect(1L << 30, 100);
    assertThat(collected.documents())
        .extracting(Document::file)
        .containsExactlyInAnyOrder(in("a.zip!/good.txt"), in("e.zip!/good.txt"));
    assertThat(collected.rejected())
        .filteredOn(entry -> entry.reason().equals("expands_too_far"))
        .extracting(QuarantineEntry::file)
        .containsExactlyInAnyOrder(in("a.zip"), in("b.jsonl.gz"), in("c.tgz"), in("d.zip"));
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::detail)
        .anyMatch(detail -> detail.contains("max-unpack-ratio"));
  }

  @Test
  void theLimitOfBytesHoldsForAllOfAFile() throws IOException {
    byte[] half = "All work and no play. ".repeat(30_000).getBytes(UTF_8);
    write("a.zip", zip(new Part("a.txt", half), new Part("b.txt", half)));
    assertThat(collect(2L * half.length, 200).documents()).hasSize(2);
    Collected collected = collect(2L * half.length - 1, 200);
    assertThat(collected.documents()).hasSize(1);
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::reason)
        .containsExactly("expands_too_far");
  }

  @Test
  void namesThatLeadOutAndArchivesThatLie() throws IOException {
    Part good = new Part("good.txt", "good");
    write(
        "names.zip",
        zip(
            new Part("../../etc/cron.txt", "x"),
            new Part("/abs.txt", "x"),
            new Part("C:\\win.txt", "x"),
            new Part("ok\\back.txt", "ok"),
            new Part("bell\u0007.txt", "x")));
    byte[] whole = zip(good, new Part("noise.txt", noise()));
    write("cut.zip", Arrays.copyOf(whole, whole.length / 2));
    byte[] tarred = tar(good, new Part("noise.txt", noise()));
    write("cut.tar", Arrays.copyOf(tarred, tarred.length / 2));
    write("none.zip", "no archive at all".getBytes(UTF_8));
    write("none.tgz", "no archive at all".getBytes(UTF_8));
    write("none.tar", noise());
    write("zero.zip", new byte[0]);
    write("endless.tar", endlessName());
    byte[] nested = zip(good);
    for (int i = 0; i < 6; i++) {
      nested = zip(new Part("n" + i + ".zip", nested));
    }
    write("nested.zip", nested);
    Collected collected = collect(1L << 30, 200);
    assertThat(collected.documents())
        .extracting(Document::file)
        .containsExactlyInAnyOrder(
            in("names.zip!/ok/back.txt"), in("cut.zip!/good.txt"), in("cut.tar!/good.txt"));
    assertThat(collected.rejected())
        .extracting(
            entry ->
                entry.reason()
                    + " "
                    + folder.resolve("in").relativize(Path.of(entry.file().replace("!/", "|"))))
        .containsExactlyInAnyOrder(
            "unsafe_name names.zip",
            "unsafe_name names.zip",
            "unsafe_name names.zip",
            "unsafe_name names.zip",
            "unreadable cut.zip|noise.txt",
            "unreadable cut.zip",
            "unreadable cut.tar|noise.txt",
            "unreadable cut.tar",
            "unreadable none.zip",
            "unreadable none.tgz",
            "unreadable none.tar",
            "unreadable zero.zip",
            "unreadable endless.tar",
            "expands_too_far nested.zip|n5.zip|n4.zip|n3.zip|n2.zip");
    assertThat(collected.rejected())
        .filteredOn(entry -> entry.reason().equals("unsafe_name"))
        .extracting(QuarantineEntry::sample)
        .contains("../../etc/cron.txt", "bell?.txt");
  }

  @Test
  void anArchiveCutBetweenItsFilesIsNotTakenForWhole() throws IOException {
    Part good = new Part("good.txt", "good");
    Part lost = new Part("lost.txt", "lost");
    byte[] zipped = zip(good, lost);
    write("cut.zip", Arrays.copyOf(zipped, secondHeader(zipped)));
    // A header and a block of content for each file.
    write("cut.tar", Arrays.copyOf(tar(good, lost), 1024));
    write("a/cut.tgz", gzip(Arrays.copyOf(tar(good, lost), 1024)));
    write("outer.zip", zip(new Part("cut.tar", Arrays.copyOf(tar(good, lost), 1024))));
    write("whole.zip", zip(good, lost));
    write("whole.tar", tar(good, lost));
    Collected collected = collect(1L << 30, 200);
    assertThat(collected.documents()).hasSize(8);
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::reason, QuarantineEntry::file)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("unreadable", in("cut.zip")),
            org.assertj.core.groups.Tuple.tuple("unreadable", in("cut.tar")),
            org.assertj.core.groups.Tuple.tuple("unreadable", in("a/cut.tgz")),
            org.assertj.core.groups.Tuple.tuple("unreadable", in("outer.zip!/cut.tar")));
    assertThat(collected.rejected())
        .extracting(QuarantineEntry::detail)
        .allMatch(detail -> detail.contains("the archive cannot be read further"));
  }

  private static int secondHeader(byte[] zip) {
    int at = 4;
    while (zip[at] != 'P' || zip[at + 1] != 'K' || zip[at + 2] != 3 || zip[at + 3] != 4) {
      at++;
    }
    return at;
  }

  /** A name of GNU tar that goes on for eight gibibytes, says its header. */
  private static byte[] endlessName() throws IOException {
    byte[] header = new byte[512];
    byte[] entry = tar(new Part("././@LongLink", new byte[0]));
    System.arraycopy(entry, 0, header, 0, 512);
    header[156] = 'L';
    System.arraycopy("77777777777".getBytes(UTF_8), 0, header, 124, 11);
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    System.arraycopy(String.format("%06o\0 ", sum).getBytes(UTF_8), 0, header, 148, 8);
    byte[] all = Arrays.copyOf(header, 512 + 4 * MIB);
    Arrays.fill(all, 512, all.length, (byte) 'n');
    return all;
  }

  private static byte[] noise() {
    byte[] noise = new byte[MIB];
    new java.util.Random(7).nextBytes(noise);
    return noise;
  }

  private Collected collect(long maxBytes, double maxRatio) {
    StageFolder output = new StageFolder(folder.resolve("out" + maxBytes).toString());
    SourceSection source =
        new SourceSection("s", in(""), "auto", "UTF-8", Map.of(), "", List.of(), "", "", "", 0, 0);
    CollectSection section =
        new CollectSection(List.of(source), 1, 1 << 24, maxBytes, maxRatio, List.of());
    StageCounts counts =
        new CollectJob()
            .run(LocalSpark.session(), new Recipes().collect(section).build(), null, output);
    return new Collected(
        counts,
        DocumentTable.read(LocalSpark.session(), output.documents()).collectAsList().stream()
            .map(DocumentTable::document)
            .toList(),
        QuarantineTable.read(LocalSpark.session(), output.quarantine()).collectAsList().stream()
            .map(QuarantineTable::entry)
            .toList());
  }

  private String in(String name) {
    return folder + "/in" + (name.isEmpty() ? "" : "/" + name);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = Path.of(in(name));
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] zip(Part... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Part part : parts) {
        zip.putNextEntry(new ZipEntry(part.name()));
        zip.write(part.content());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(Part... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Part part : parts) {
        TarArchiveEntry entry = new TarArchiveEntry(part.name());
        entry.setSize(part.content().length);
        tar.putArchiveEntry(entry);
        tar.write(part.content());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
