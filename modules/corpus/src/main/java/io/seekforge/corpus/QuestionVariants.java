package io.seekforge.corpus;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import io.seekforge.api.Verdict;
import io.seekforge.text.questions.QuestionAnswers;
import io.seekforge.text.questions.QuestionPair;
import io.seekforge.text.questions.QuestionPrompt;
import io.seekforge.text.translate.TranslationFailure;
import io.seekforge.text.words.FoldedText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Questions and answers that a model writes from a document of plain text: conversations of two
 * turns. A pair is kept only if the document says what it answers.
 */
final class QuestionVariants implements VariantMaker {
  static final String MAKER = "questions:";

  private final Chat chat;
  private final QuestionPrompt prompt;
  private final QuestionAnswers judge;
  private final int most;

  /** Whoever answers prompts. */
  interface Chat {
    io.seekforge.text.translate.Translation answer(String prompt) throws TranslationFailure;
  }

  QuestionVariants(Chat chat, QuestionPrompt prompt, QuestionAnswers judge, int most) {
    this.chat = chat;
    this.prompt = prompt;
    this.judge = judge;
    this.most = most;
  }

  @Override
  public void make(Document document, VariantSheet sheet) {
    if (!document.messages().isEmpty()) {
      return;
    }
    String answer;
    try {
      answer = sheet.take(chat.answer(prompt.of(document.text(), document.lang())));
    } catch (TranslationFailure e) {
      sheet.reject(document, Verdict.drop("question_" + e.reason(), e.getMessage(), ""), "");
      return;
    }
    Optional<List<QuestionPair>> pairs = QuestionAnswers.parse(answer);
    if (pairs.isEmpty()) {
      sheet.reject(document, Verdict.drop("question_invalid_json", "", ""), "");
      return;
    }
    add(document, pairs.get(), sheet);
  }

  private void add(Document document, List<QuestionPair> pairs, VariantSheet sheet) {
    String seen = prompt.cut(document.text());
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < pairs.size(); i++) {
      QuestionPair pair = pairs.get(i);
      Verdict verdict = i < most ? judge.judge(pair, seen) : unasked(i);
      if (verdict.keep() && !asked.add(FoldedText.collapse(pair.question()))) {
        verdict = Verdict.drop("question_repeated", "", "");
      }
      if (verdict.keep()) {
        sheet.keep(
            document.variant(
                "",
                List.of(
                    new Message("user", pair.question()), new Message("assistant", pair.answer())),
                MAKER + (i + 1)));
      } else {
        sheet.reject(
            document,
            verdict,
            new Detail().with("number", i + 1).with("question", pair.question()).toString());
      }
    }
  }

  private Verdict unasked(int index) {
    return Verdict.drop("question_not_asked_for", index + 1, most);
  }
}
