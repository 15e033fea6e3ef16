package io.seekforge.bench.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.text.quality.QualityProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times a quality profile over the texts of a JSON Lines file, on one thread: {@code QualitySpeed
 * FILE PROFILE [DECISIONS]}. Texts are read before the clock starts, and a tenth of them is judged
 * once to warm up. Prints MB of UTF-8 a second; DECISIONS receives {@code id<TAB>reason} a line.
 */
public final class QualitySpeed {
  private QualitySpeed() {}

  private record Text(String id, String text) {}

  public static void main(String[] arguments) throws IOException {
    List<Text> texts = new ArrayList<>();
    long bytes = read(Path.of(arguments[0]), texts);
    QualityProfile profile = QualityProfile.named(arguments[1], 1, Integer.MAX_VALUE);
    judge(profile, texts.subList(0, texts.size() / 10));
    long start = System.nanoTime();
    List<String> decisions = judge(profile, texts);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (arguments.length > 2) {
      Files.write(Path.of(arguments[2]), decisions);
    }
    System.out.printf(
        Locale.ROOT,
        "%d texts, %.1f MB, %.3f s, %.2f MB/s%n",
        texts.size(),
        bytes / 1e6,
        seconds,
        bytes / 1e6 / seconds);
  }

  private static List<String> judge(QualityProfile profile, List<Text> texts) {
    List<String> decisions = new ArrayList<>();
    for (Text text : texts) {
      decisions.add(text.id + "\t" + profile.check(text.text, "en").rule());
    }
    return decisions;
  }

  private static long read(Path file, List<Text> texts) throws IOException {
    ObjectMapper json = new ObjectMapper();
    long bytes = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = json.readTree(line);
        String text = node.get("text").asText();
        texts.add(new Text(node.get("id").asText(), text));
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return bytes;
  }
}
