package io.seekforge.bench.text;

import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import io.seekforge.text.chinese.ChineseConverter;
import io.seekforge.text.chinese.ChineseScript;
import io.seekforge.text.minhash.Banding;
import io.seekforge.text.minhash.MinHash;
import io.seekforge.text.minhash.Shingles;
import io.seekforge.text.terms.Glossary;
import io.seekforge.text.terms.GlossaryFile;
import io.seekforge.text.terms.Term;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Megabytes of UTF-8 a second that one core normalises, shingles and signs, by the processor time
 * of the thread. Arguments: the glossaries separated by commas, then text files in UTF-8, each
 * paragraph of which is a document.
 */
public final class TextThroughput {
  private static final int ROUNDS = 5;
  private static final int SHINGLE = 5;
  private static final double NANOS = 1e9;

  private final PrintStream out;
  private final List<String> documents;
  private final double megabytes;

  private TextThroughput(PrintStream out, List<String> documents) {
    this.out = out;
    this.documents = documents;
    this.megabytes =
        documents.stream().mapToLong(d -> d.getBytes(StandardCharsets.UTF_8).length).sum() / 1e6;
  }

  public static void main(String[] arguments) throws IOException {
    List<Term> terms = new ArrayList<>();
    for (String path : arguments[0].split(",")) {
      terms.addAll(terms(path));
    }
    List<String> documents = new ArrayList<>();
    for (String path : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      documents.addAll(paragraphs(Files.readString(Path.of(path))));
    }
    new TextThroughput(System.out, documents).run(terms);
  }

  private void run(List<Term> terms) {
    out.printf("%d documents, %.1f MB%n", documents.size(), megabytes);
    Glossary plain = new Glossary(terms);
    Glossary folding = new Glossary(terms, true);
    ChineseConverter converter = ChineseScript.SIMPLIFIED.converter();
    ChineseConverter traditional = ChineseScript.TRADITIONAL.converter();
    Banding banding = Banding.forThreshold(0.8, 128);
    MinHash hash = new MinHash(banding.bands() * banding.rows(), 42);
    measure(plain.size() + " terms", text -> plain.find(text).size());
    measure(plain.size() + " terms, both scripts", text -> folding.find(text).size());
    measure("to simplified", text -> converter.convert(text).edits().size());
    measure("to traditional", text -> traditional.convert(text).edits().size());
    measure("shingles", text -> Shingles.of(text, SHINGLE).length);
    measure("shingles and signature", text -> signed(text, hash));
  }

  private static long signed(String text, MinHash hash) {
    long[] shingles = Shingles.of(text, SHINGLE);
    return shingles.length == 0 ? 0 : hash.signature(shingles)[0] & 1;
  }

  /** The fastest of some rounds, so that neither warming up nor other work counts. */
  private void measure(String what, ToLongFunction<String> work) {
    long least = Long.MAX_VALUE;
    long result = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      result = documents.stream().mapToLong(work).sum();
      least =
          Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    out.printf("%-34s %7.1f MB/s  (%d)%n", what, megabytes * NANOS / least, result);
  }

  private static List<Term> terms(String path) throws IOException {
    GlossarySection section = new GlossarySection(path, Map.of(), ",", true, "auto", "");
    try (InputStream bytes = Files.newInputStream(Path.of(path))) {
      return GlossaryFile.read(bytes, section);
    }
  }

  private static List<String> paragraphs(String text) {
    return Arrays.stream(text.split("\n\n")).filter(part -> !part.isBlank()).toList();
  }
}
