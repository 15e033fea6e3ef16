package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The hashed counts against datatrove's definitions, written out with strings. */
final class GramsTest {
  @Test
  void countsAreThoseOfStrings() {
    Random random = new Random(5);
    for (int round = 0; round < 300; round++) {
      List<String> words = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        words.add("aab".substring(0, 1 + random.nextInt(3)));
      }
      for (int n = 2; n <= 5; n++) {
        assertThat(new Grams(words, " ").topCharacters(n)).isEqualTo(top(words, n));
        assertThat(new Grams(words, "").repeatedCharacters(n)).isEqualTo(repeated(words, n));
      }
    }
  }

  private static int top(List<String> words, int n) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (int i = 0; i + n <= words.size(); i++) {
      counts.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
    }
    int most = 0;
    int characters = 0;
    for (Map.Entry<String, Integer> gram : counts.entrySet()) {
      if (gram.getValue() > most) {
        most = gram.getValue();
        characters = gram.getKey().length() * most;
      }
    }
    return characters;
  }

  private static int repeated(List<String> words, int n) {
    Set<String> seen = new HashSet<>();
    int characters = 0;
    int i = 0;
    while (i + n <= words.size()) {
      String gram = String.join("", words.subList(i, i + n));
      boolean fresh = seen.add(gram);
      characters += fresh ? 0 : gram.length();
      i += fresh ? 1 : n;
    }
    return characters;
  }
}
