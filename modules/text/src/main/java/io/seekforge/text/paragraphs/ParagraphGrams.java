package io.seekforge.text.paragraphs;

import com.ibm.icu.text.BreakIterator;
import io.seekforge.text.words.Characters;
import io.seekforge.text.words.Hash64;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;

/**
 * Hashes of a paragraph's n-grams of words and punctuation (Unicode's word boundaries, UAX 29).
 *
 * @param length words of an n-gram
 * @param stride words between the starts of two
 * @param overlap share of n-grams above which a paragraph is repeated
 */
record ParagraphGrams(int length, int stride, double overlap) {
  /** Keeps the hash of an n-gram apart from that of a paragraph of the same words. */
  private static final long GRAM = 0x67_72_61_6dL;

  /** Whether there are too few n-grams to compare by. */
  boolean few(String paragraph) {
    return starts(words(paragraph).size()).size() < 2;
  }

  /** Share of n-grams that stood before; 0 up to the overlap. All of them are seen by this. */
  double score(String paragraph, LongPredicate repeated) {
    List<String> words = words(paragraph);
    List<Integer> starts = starts(words.size());
    int found = 0;
    for (int start : starts) {
      found += repeated.test(hash(words.subList(start, start + length))) ? 1 : 0;
    }
    double share = (float) found / starts.size();
    return share > overlap || share == 1 ? share : 0;
  }

  /** Where n-grams start: at 0, at 1 (as dolma has it), then every stride. */
  private List<Integer> starts(int words) {
    List<Integer> starts = new ArrayList<>();
    int last = 0;
    for (int start = 0; start + length <= words; start++) {
      if (last == 0 || start - last >= stride) {
        last = start;
        starts.add(start);
      }
    }
    return starts;
  }

  private static long hash(List<String> words) {
    long hash = GRAM;
    for (String word : words) {
      hash = Hash64.combine(hash, Hash64.of(word));
    }
    return hash;
  }

  private static List<String> words(String paragraph) {
    BreakIterator boundaries = BreakIterator.getWordInstance(Locale.ROOT);
    boundaries.setText(paragraph);
    List<String> words = new ArrayList<>();
    int start = boundaries.first();
    for (int end = boundaries.next(); end != BreakIterator.DONE; end = boundaries.next()) {
      String word = paragraph.substring(start, end);
      if (!Characters.strip(word).isEmpty()) {
        words.add(word);
      }
      start = end;
    }
    return words;
  }
}
