package io.seekforge.bench.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the quickstart's raw documents and the general texts of its base model into a folder
 * ({@code conf/quickstart}).
 */
public final class WriteQuickstart {
  private static final long GENERAL_SEED = 7;
  private static final long HELD_OUT_SEED = 8;

  private WriteQuickstart() {}

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments.length > 0 ? arguments[0] : "conf/quickstart"));
  }

  static void write(Path folder) throws IOException {
    new QuickstartCorpus(folder.resolve("raw")).write();
    List<Disease> diseases = Disease.all();
    GeneralTexts general = new GeneralTexts(diseases, GENERAL_SEED);
    Path base = folder.resolve("general");
    Files.createDirectories(base);
    Files.writeString(
        base.resolve("questions.jsonl"),
        QuickstartCorpus.jsonLines(general.questions(9000, "general-"), "prompt", "completion"));
    Files.writeString(base.resolve("texts.jsonl"), textLines(general.texts(2500), "text-"));
    GeneralTexts heldOut = new GeneralTexts(diseases, HELD_OUT_SEED);
    Files.writeString(base.resolve("held-out.jsonl"), textLines(heldOut.texts(120), "held-out-"));
  }

  private static String textLines(List<String> texts, String prefix) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      lines.append(
          "{\"id\": \"%s%d\", \"text\": %s}\n"
              .formatted(prefix, i + 1, QuickstartCorpus.json(texts.get(i))));
    }
    return lines.toString();
  }
}
