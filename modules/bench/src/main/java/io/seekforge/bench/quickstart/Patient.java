package io.seekforge.bench.quickstart;

import io.seekforge.bench.quickstart.Disease.Term;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One patient as a doctor would describe the case, in English or Chinese.
 *
 * @param chinese language of the description
 * @param age years
 * @param person index into the words for the person
 * @param days how long it has lasted
 * @param symptoms what the patient has
 * @param style which wording describes the case
 */
record Patient(boolean chinese, int age, int person, int days, List<Term> symptoms, int style) {
  private static final List<Term> PERSONS =
      List.of(
          new Term("woman", "女性"),
          new Term("man", "男性"),
          new Term("teacher", "教师"),
          new Term("farmer", "农民"),
          new Term("nurse", "护士"),
          new Term("driver", "司机"),
          new Term("student", "学生"),
          new Term("pensioner", "退休人员"));

  private static final List<String> ENGLISH =
      List.of(
          "A %1$d-year-old %2$s has had %4$s for %3$d days.",
          "For %3$d days a %2$s of %1$d years has noticed %4$s.",
          "Seen today: %2$s, aged %1$d, with %4$s since %3$d days ago.",
          "%4$s brought this %2$s (%1$d years) to the clinic after %3$d days.",
          "The patient, a %2$s of %1$d, complains of %4$s; it began %3$d days ago.",
          "Day %3$d of illness in a %1$d-year-old %2$s: %4$s.",
          "My neighbour, a %2$s who is %1$d, tells of %4$s over the last %3$d days.",
          "Emergency call: %1$d-year-old %2$s, %4$s, onset %3$d days before.");

  private static final List<String> CHINESE =
      List.of(
          "患者%2$s,%1$d岁,%4$s已%3$d天。",
          "%3$d天来,一位%1$d岁的%2$s出现%4$s。",
          "门诊记录:%2$s,年龄%1$d,主诉%4$s,病程%3$d天。",
          "因%4$s就诊,%2$s,今年%1$d岁,起病%3$d天。",
          "一名%2$s(%1$d岁)自述%3$d天前开始%4$s。",
          "急诊:%1$d岁%2$s,表现为%4$s,持续%3$d天。");

  static Patient random(Dice dice, Disease disease, boolean chinese) {
    return new Patient(
        chinese,
        dice.between(18, 89),
        dice.between(0, PERSONS.size() - 1),
        dice.between(2, 30),
        dice.some(disease.symptoms(), dice.between(3, 4)),
        dice.between(0, (chinese ? CHINESE : ENGLISH).size() - 1));
  }

  /**
   * A patient whose complaints belong to several diagnoses: for texts that must not teach any
   * diagnosis.
   */
  static Patient mixed(Dice dice, List<Disease> diseases, boolean chinese) {
    List<Term> symptoms =
        dice.some(diseases, dice.between(2, 4)).stream()
            .map(disease -> dice.one(disease.symptoms()))
            .toList();
    Patient any = random(dice, diseases.get(0), chinese);
    return new Patient(chinese, any.age(), any.person(), any.days(), symptoms, any.style());
  }

  String personWord() {
    return PERSONS.get(person).in(chinese);
  }

  String symptomList() {
    List<String> words = symptoms.stream().map(term -> term.in(chinese)).toList();
    if (chinese) {
      return String.join("、", words);
    }
    int last = words.size() - 1;
    return words.subList(0, last).stream().collect(Collectors.joining(", "))
        + " and "
        + words.get(last);
  }

  String description() {
    String form = (chinese ? CHINESE : ENGLISH).get(style);
    String text = String.format(form, age, personWord(), days, symptomList());
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
