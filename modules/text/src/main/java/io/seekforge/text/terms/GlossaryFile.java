package io.seekforge.text.terms;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.NormalizeSection.GlossarySection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads a glossary of any format. Files are UTF-8, with or without a byte order mark. */
public final class GlossaryFile {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private GlossaryFile() {}

  /**
   * The terms of a glossary, canonical ones among them, in the file's order.
   *
   * @throws SeekforgeException naming the file and what is wrong with it
   */
  public static List<Term> read(InputStream bytes, GlossarySection section) throws IOException {
    String format = format(section);
    if (format.equals("tmx")) {
      return GlossaryTmx.read(bytes, section);
    }
    BufferedReader text = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
    skipMark(text);
    return switch (format) {
      case "obo" -> GlossaryObo.read(text, section);
      case "list" -> GlossaryList.read(text, section);
      default -> GlossaryCsv.read(text, section);
    };
  }

  private static String format(GlossarySection section) {
    if (!section.format().equals("auto")) {
      return section.format();
    }
    String name = section.path().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "obo" -> "obo";
      case "tmx" -> "tmx";
      case "txt" -> "list";
      default -> "csv";
    };
  }

  private static void skipMark(Reader text) throws IOException {
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
  }
}
