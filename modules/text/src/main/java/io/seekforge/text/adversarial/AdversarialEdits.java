package io.seekforge.text.adversarial;

import io.seekforge.api.ContentHash;
import io.seekforge.text.adversarial.WordSpan.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes a text a little wrong without changing what it says, so that a model learns to read past
 * it: about a tenth of the words change, as in TextAttack's recipes (Morris et al. 2020). Numbers
 * and negations stay. What changes follows from the document's id and the seed alone.
 */
public final class AdversarialEdits {
  private final double rate;
  private final long seed;
  private final List<String> distractors;

  /**
   * Edits with one rate.
   *
   * @param rate share of the words that change; of distractors: sentences added to each sentence
   * @param distractors sentences that may be put between a text's own, in a fixed order
   */
  public AdversarialEdits(double rate, long seed, List<String> distractors) {
    this.rate = rate;
    this.seed = seed;
    this.distractors = List.copyOf(distractors);
  }

  /**
   * The changed text, or the text itself if there is nothing to change.
   *
   * @param kind one of {@code typos, homoglyphs, dropped-words, distractors}
   * @param id what the draw depends on: the document's id
   * @param lang BCP 47 tag of the text, or ""
   */
  public String change(String kind, String text, String id, String lang) {
    SplittableRandom dice = dice(kind, id);
    return switch (kind) {
      case "typos" -> words(text, lang, WordEdit::typo, dice);
      case "homoglyphs" -> words(text, lang, WordEdit::homoglyph, dice);
      case "dropped-words" -> dropped(text, lang, dice);
      case "distractors" -> withDistractors(text, dice);
      default -> throw new IllegalArgumentException("Unknown kind of variant: " + kind);
    };
  }

  private SplittableRandom dice(String kind, String id) {
    String hash = ContentHash.of("adversarial-1", kind, seed, id);
    return new SplittableRandom(Long.parseUnsignedLong(hash.substring(0, 16), 16));
  }

  private int wanted(int all) {
    return all == 0 ? 0 : Math.max(1, (int) Math.round(rate * all));
  }

  private String words(String text, String lang, WordEdit edit, SplittableRandom dice) {
    Words words = WordSpan.of(text, lang);
    String[] changed = new String[words.free().size()];
    int left = wanted(words.all());
    for (int index : shuffled(changed.length, dice)) {
      if (left == 0) {
        break;
      }
      WordSpan span = words.free().get(index);
      String word = text.substring(span.start(), span.end());
      String edited = edit.of(word, dice);
      if (!edited.equals(word)) {
        changed[index] = edited;
        left--;
      }
    }
    return assembled(text, words.free(), changed);
  }

  /** Never more than half of the words that may go: something must be left to read. */
  private String dropped(String text, String lang, SplittableRandom dice) {
    Words words = WordSpan.of(text, lang);
    int most = Math.min(wanted(words.all()), words.free().size() / 2);
    String[] changed = new String[words.free().size()];
    for (int index : shuffled(changed.length, dice).subList(0, most)) {
      changed[index] = "";
    }
    return assembled(text, words.free(), changed);
  }

  private static String assembled(String text, List<WordSpan> spans, String[] changed) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    int from = 0;
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] == null) {
        continue;
      }
      WordSpan span = spans.get(i);
      out.append(text, from, span.start()).append(changed[i]);
      from = span.end();
      boolean gone = changed[i].isEmpty();
      if (gone && from < text.length() && text.charAt(from) == ' ') {
        from++;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private String withDistractors(String text, SplittableRandom dice) {
    List<Integer> ends = SentenceEnds.of(text);
    List<String> others =
        distractors.stream().filter(sentence -> !text.contains(sentence)).toList();
    if (ends.isEmpty() || others.isEmpty()) {
      return text;
    }
    int count = Math.min(wanted(ends.size()), others.size());
    List<Integer> places = shuffled(ends.size(), dice).subList(0, Math.min(count, ends.size()));
    StringBuilder out = new StringBuilder(text);
    List<Integer> fromTheBack = new ArrayList<>(places);
    fromTheBack.sort((a, b) -> b - a);
    for (int place : fromTheBack) {
      String sentence = others.get(dice.nextInt(others.size()));
      out.insert(ends.get(place), SentenceEnds.joint(sentence) + sentence);
    }
    return out.toString();
  }

  private static List<Integer> shuffled(int size, SplittableRandom dice) {
    List<Integer> order = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    for (int i = size - 1; i > 0; i--) {
      int other = dice.nextInt(i + 1);
      order.set(i, order.set(other, order.get(i)));
    }
    return order;
  }
}
