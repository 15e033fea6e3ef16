package io.seekforge.text.parse;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a filing's SGML header says: lines {@code KEY: value} of {@code <SEC-HEADER>}, lines {@code
 * <TYPE>value} of a {@code <DOCUMENT>} (EDGAR PDS Technical Specification).
 */
final class EdgarHeader {
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("ACCESSION NUMBER", "accession"),
          Map.entry("CONFORMED SUBMISSION TYPE", "form_type"),
          Map.entry("CONFORMED PERIOD OF REPORT", "period"),
          Map.entry("FILED AS OF DATE", "filed"),
          Map.entry("COMPANY CONFORMED NAME", "company"),
          Map.entry("CENTRAL INDEX KEY", "cik"),
          Map.entry("STANDARD INDUSTRIAL CLASSIFICATION", "industry"),
          Map.entry("TYPE", "form_type"),
          Map.entry("SEQUENCE", "sequence"),
          Map.entry("FILENAME", "file_name"),
          Map.entry("DESCRIPTION", "description"));
  private static final Pattern COLON = Pattern.compile("\\s*([A-Z][A-Z ]+):\\s*(\\S.*)");
  private static final Pattern TAG = Pattern.compile("\\s*<([A-Z-]+)>(.+)");
  private static final Pattern ACCESSION = Pattern.compile("\\d{10}-\\d{2}-\\d{6}");
  private static final Pattern CIK_IN_NAME = Pattern.compile("(?:^|/)(\\d{1,10})_[^/]*$");

  private final Map<String, String> values;

  private EdgarHeader(Map<String, String> values) {
    this.values = values;
  }

  /** What the name of the file says: the accession number and the company's key, if it has them. */
  static EdgarHeader ofName(String file) {
    Map<String, String> values = new TreeMap<>();
    Matcher accession = ACCESSION.matcher(file);
    if (accession.find()) {
      values.put("accession", accession.group());
    }
    Matcher cik = CIK_IN_NAME.matcher(file);
    if (cik.find()) {
      values.put("cik", cik.group(1));
    }
    return new EdgarHeader(values);
  }

  /** A header of its own that starts with what this one says. */
  EdgarHeader copy() {
    return new EdgarHeader(new TreeMap<>(values));
  }

  /** Takes what a header line says; the first filer is the company. */
  void readSubmissionLine(String line) {
    Matcher colon = COLON.matcher(line);
    if (colon.matches() && FIELDS.containsKey(colon.group(1))) {
      String name = FIELDS.get(colon.group(1));
      boolean fromName = name.equals("cik") || name.equals("accession");
      if (fromName) {
        values.put(name, colon.group(2).strip());
      } else {
        values.putIfAbsent(name, colon.group(2).strip());
      }
    }
  }

  /** Takes what a line between {@code <DOCUMENT>} and {@code <TEXT>} says. */
  void readDocumentLine(String line) {
    Matcher tag = TAG.matcher(line);
    if (tag.matches() && FIELDS.containsKey(tag.group(1))) {
      values.put(FIELDS.get(tag.group(1)), tag.group(2).strip());
    }
  }

  String get(String name) {
    return values.getOrDefault(name, "");
  }

  void putIfAbsent(String name, String value) {
    if (!value.isBlank()) {
      values.putIfAbsent(name, value.strip());
    }
  }

  /** The accession number; exhibits add their sequence number. */
  String key() {
    String sequence = get("sequence");
    boolean first = sequence.isEmpty() || sequence.equals("1");
    return get("accession").isEmpty() || first
        ? get("accession")
        : get("accession") + "/" + sequence;
  }

  RecordFields fields() {
    RecordFields fields = new RecordFields();
    values.forEach(fields::put);
    fields.put(RecordFields.KEY, key());
    fields.put("cik", get("cik").replaceFirst("^0+", ""));
    String filed = StatedDate.of(get("filed"));
    String period = StatedDate.of(get("period"));
    fields.put("filed", filed);
    fields.put("period", period);
    fields.put("created", filed.isEmpty() ? period : filed);
    fields.put("url", url(get("cik").replaceFirst("^0+", "")));
    return fields;
  }

  private String url(String cik) {
    boolean known =
        !cik.isEmpty() && !get("accession").isEmpty() && get("file_name").matches("[\\w.-]+");
    return known
        ? "https://www.sec.gov/Archives/edgar/data/%s/%s/%s"
            .formatted(cik, get("accession").replace("-", ""), get("file_name"))
        : "";
  }
}
