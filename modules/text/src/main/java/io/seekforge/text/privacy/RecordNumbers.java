package io.seekforge.text.privacy;

/** Numbers that only their label tells: medical records, admissions, passports, permits. */
final class RecordNumbers implements Finder {
  private static final Labels RECORD =
      new Labels(
          "mrn",
          "medical record",
          "med rec",
          "record number",
          "record no",
          "record #",
          "chart",
          "chart number",
          "patient id",
          "patient number",
          "patient no",
          "patient identifier",
          "hospital number",
          "hospital no",
          "hospital id",
          "encounter",
          "admission number",
          "admission no",
          "health record",
          "病历",
          "住院号",
          "住院",
          "门诊号",
          "病案",
          "就诊卡",
          "就诊号",
          "诊疗卡",
          "登记号",
          "患者编号",
          "病人编号",
          "患者id",
          "病人id",
          "影像号",
          "检查号",
          "档案号",
          "社保卡",
          "医保卡",
          "医保号");
  private static final Labels PASSPORT = new Labels("passport", "护照", "通行证");
  private static final int LEAST_DIGITS = 4;
  private static final int LONGEST = 20;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    int end = at;
    int digits = 0;
    while (end - at <= LONGEST && inside(text, end)) {
      digits += text.digit(end) ? 1 : 0;
      end++;
    }
    int length = end - at;
    if (digits < LEAST_DIGITS || length > LONGEST || date(text, at, end)) {
      return false;
    }
    // Passports have at most nine characters, permits for Hong Kong and Macau eleven.
    if (length >= 7 && length <= 11 && digits >= 6 && PASSPORT.before(text, at)) {
      return found.add(PersonalKind.PASSPORT, at, end);
    }
    return RECORD.before(text, at) && found.add(PersonalKind.RECORD_NUMBER, at, end);
  }

  private static boolean inside(FoldedChars text, int i) {
    return text.alnum(i) || text.any(i, "-/") && text.alnum(i + 1);
  }

  /** A year alone, or a date: "admission 2020-03-01", "病历 2021年". */
  private static boolean date(FoldedChars text, int at, int end) {
    int digits = text.digitsEnd(at);
    boolean year = digits - at == 4 && (text.startsWith(at, "19") || text.startsWith(at, "20"));
    boolean longer = digits == end || text.any(digits, "-/") && end - at <= 10;
    return year && longer || text.at(end) == '年' || text.at(end) == '例' || text.at(end) == '%';
  }
}
