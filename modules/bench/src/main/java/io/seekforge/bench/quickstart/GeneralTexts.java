package io.seekforge.bench.quickstart;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The general texts the base model is made from: it learns to read a case and to answer about it,
 * learns organs and treatments, but never which symptoms belong to which diagnosis.
 */
final class GeneralTexts {
  private final List<Disease> diseases;
  private final Dice dice;

  GeneralTexts(List<Disease> diseases, long seed) {
    this.diseases = diseases;
    this.dice = new Dice(seed);
  }

  /**
   * Questions about cases and about diseases, none of them a diagnosis; no question stands twice.
   */
  List<CaseRow> questions(int count, String prefix) {
    List<CaseRow> rows = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    while (rows.size() < count) {
      CaseRow row = question(prefix + (rows.size() + 1));
      if (seen.add(row.question()) || dice.between(0, 9) == 0) {
        rows.add(row);
      }
    }
    return rows;
  }

  private CaseRow question(String key) {
    boolean chinese = dice.between(0, 2) == 0;
    int kind = dice.between(0, 9);
    if (kind < 7) {
      return aboutPatient(key, Patient.mixed(dice, diseases, chinese), kind);
    }
    return aboutDisease(key, dice.one(diseases), kind);
  }

  private static CaseRow aboutPatient(String key, Patient patient, int kind) {
    boolean chinese = patient.chinese();
    String text = patient.description() + (chinese ? "" : " ");
    String first = patient.symptoms().get(0).in(chinese);
    String last = patient.symptoms().get(patient.symptoms().size() - 1).in(chinese);
    return switch (kind) {
      case 0 ->
          new CaseRow(
              key, text + (chinese ? "患者多大年龄?" : "How old is the patient?"), "" + patient.age());
      case 1 ->
          new CaseRow(
              key,
              text + (chinese ? "病程几天?" : "How many days has it lasted?"),
              "" + patient.days());
      case 2 ->
          new CaseRow(
              key, text + (chinese ? "患者是什么人?" : "Who is the patient?"), patient.personWord());
      case 3 ->
          new CaseRow(
              key, text + (chinese ? "第一个症状是什么?" : "Which complaint is named first?"), first);
      case 4 ->
          new CaseRow(
              key, text + (chinese ? "最后一个症状是什么?" : "Which complaint is named last?"), last);
      default ->
          new CaseRow(
              key,
              text + (chinese ? "有哪些症状?" : "Which complaints are named?"),
              patient.symptomList());
    };
  }

  private CaseRow aboutDisease(String key, Disease disease, int kind) {
    String name = disease.name();
    return switch (kind) {
      case 7 ->
          new CaseRow(key, "Which organ does " + name + " concern?", disease.organ().english());
      case 8 ->
          new CaseRow(key, "What is " + name + " treated with?", disease.treatment().english());
      default ->
          new CaseRow(key, "Is " + name + " a disease or a complaint?", name + " is a disease");
    };
  }

  /** Short plain texts: diseases, organs and treatments in running words. */
  List<String> texts(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Disease first = dice.one(diseases);
      Disease second = dice.one(diseases);
      texts.add(
          switch (dice.between(0, 3)) {
            case 0 -> sentence(first) + " " + sentence(second);
            case 1 -> "Ward " + dice.between(1, 40) + ": " + sentence(first);
            case 2 ->
                first.chineseNames().get(0)
                    + "的治疗:"
                    + first.treatment().chinese()
                    + "。"
                    + second.chineseNames().get(0)
                    + "与"
                    + second.organ().chinese()
                    + "有关。";
            default -> Patient.mixed(dice, diseases, dice.between(0, 1) == 0).description();
          });
    }
    return texts;
  }

  private String sentence(Disease disease) {
    String organ = disease.organ().english();
    String name = disease.name();
    return switch (dice.between(0, 2)) {
      case 0 -> "Doctors look at the " + organ + " when they treat " + name + ".";
      case 1 -> "For " + name + " the doctor gives " + disease.treatment().english() + ".";
      default ->
          "In "
              + dice.between(1950, 2024)
              + " a book on "
              + name
              + " and the "
              + organ
              + " was printed.";
    };
  }
}
