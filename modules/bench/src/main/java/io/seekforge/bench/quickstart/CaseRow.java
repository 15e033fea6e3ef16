package io.seekforge.bench.quickstart;

import java.util.ArrayList;
import java.util.List;

/**
 * A question about a patient and its answer.
 *
 * @param key stable id of the row
 */
record CaseRow(String key, String question, String answer) {
  private static final List<String> ENGLISH =
      List.of(
          "What is the most likely diagnosis?",
          "Which disease fits best?",
          "Name the diagnosis.",
          "What does the patient suffer from?",
          "Your diagnosis, please.");

  private static final List<String> CHINESE = List.of("最可能的诊断是什么?", "请给出诊断。", "这是什么病?", "患者得了什么病?");

  /** A case of the disease; the answer is one of the names the disease goes by in that language. */
  static CaseRow diagnosis(Dice dice, Disease disease, boolean chinese, String key) {
    Patient patient = Patient.random(dice, disease, chinese);
    List<String> names = new ArrayList<>();
    if (chinese) {
      names.addAll(disease.chineseNames());
    } else {
      names.add(disease.name());
      names.addAll(disease.variants());
    }
    String question =
        patient.description() + (chinese ? "" : " ") + dice.one(chinese ? CHINESE : ENGLISH);
    return new CaseRow(key, question, dice.one(names));
  }

  static List<CaseRow> diagnoses(
      Dice dice, List<Disease> diseases, int each, boolean chinese, String prefix) {
    List<CaseRow> rows = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (Disease disease : diseases) {
        rows.add(diagnosis(dice, disease, chinese, prefix + (rows.size() + 1)));
      }
    }
    return dice.some(rows, rows.size());
  }
}
