package io.seekforge.corpus;

import io.seekforge.api.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Generated documents: random texts, each with variants that differ in a few words. */
final class Variants {
  private Variants() {}

  /** {@code count} texts with {@code variants} documents each. */
  static List<Document> of(int count, int variants) {
    Random random = new Random(77);
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String[] words = new String[40 + random.nextInt(40)];
      for (int j = 0; j < words.length; j++) {
        words[j] = "w" + random.nextInt(500);
      }
      for (int variant = 0; variant < variants; variant++) {
        String[] changed = words.clone();
        for (int change = variant; change > 0; change--) {
          changed[random.nextInt(changed.length)] = "x" + random.nextInt(500);
        }
        documents.add(Stage.plain(i + "-" + variant, String.join(" ", changed)));
      }
    }
    return documents;
  }
}
