package io.seekforge.corpus;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.AugmentSection.CostSection;
import io.seekforge.text.translate.Translation;
import io.seekforge.text.translate.TranslationFailure;
import io.seekforge.text.translate.Translator;
import java.util.Locale;

/**
 * What a task's answers cost, those of the cache too, so that a task that is tried again stops at
 * the same place without asking. Safe for use by several threads.
 */
final class Spending {
  private final String section;
  private final CostSection costs;
  private final double limit;
  private long promptTokens;
  private long completionTokens;

  /** Asks for something that costs. */
  interface Question {
    Translation ask() throws TranslationFailure;
  }

  /**
   * @param section of the recipe, for the message
   * @param tasks how many share the budget evenly
   */
  Spending(String section, CostSection costs, int tasks) {
    this.section = section;
    this.costs = costs;
    this.limit = costs.budget() == 0 ? Double.POSITIVE_INFINITY : costs.budget() / tasks;
  }

  /** Asks, unless the limit is reached. */
  Translation metered(Question question) throws TranslationFailure {
    requireRest();
    Translation answer = question.ask();
    add(answer.promptTokens(), answer.completionTokens());
    return answer;
  }

  /** Counts the tokens of an answer. */
  synchronized void add(long prompt, long completion) {
    promptTokens += prompt;
    completionTokens += completion;
  }

  /** Stops if the limit is reached. */
  synchronized void requireRest() {
    double spent = costs.of(promptTokens, completionTokens);
    if (spent >= limit) {
      throw new SeekforgeException(
          String.format(
              Locale.ROOT,
              "Cannot stay within %s.costs.budget %s: a task's answers cost %.6f of its part %.6f; they"
                  + " are kept: raise the budget, or ask for less, and run again",
              section,
              costs.budget(),
              spent,
              limit));
    }
  }

  /** A translator whose answers are counted here. */
  Translator metered(Translator translator) {
    return new Translator() {
      @Override
      public Translation translate(String text, String from, String to) throws TranslationFailure {
        return metered(() -> translator.translate(text, from, to));
      }

      @Override
      public void close() {
        translator.close();
      }
    };
  }
}
