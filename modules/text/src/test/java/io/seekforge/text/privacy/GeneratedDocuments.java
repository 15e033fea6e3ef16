package io.seekforge.text.privacy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Documents of sentences drawn from templates, half of them Chinese, with labels. */
final class GeneratedDocuments {
  private static final Map<String, PersonalKind> KINDS =
      new TreeMap<>(
          Map.of(
              "NAME", PersonalKind.NAME,
              "SURNAME", PersonalKind.NAME,
              "IDENTITY", PersonalKind.CHINA_ID,
              "SSN", PersonalKind.SSN,
              "PHONE", PersonalKind.PHONE,
              "EMAIL", PersonalKind.EMAIL,
              "MRN", PersonalKind.RECORD_NUMBER,
              "CARD", PersonalKind.BANK_CARD,
              "PASSPORT", PersonalKind.PASSPORT,
              "NPI", PersonalKind.NPI));

  static {
    KINDS.put("ADDRESS", PersonalKind.ADDRESS);
    KINDS.put("POBOX", PersonalKind.ADDRESS);
    KINDS.put("CREDIT", PersonalKind.CREDIT_CODE);
    KINDS.put("IP", PersonalKind.IP_ADDRESS);
    KINDS.put("IPV", PersonalKind.IP_ADDRESS);
    KINDS.put("IDENTITY15", PersonalKind.CHINA_ID);
  }

  private GeneratedDocuments() {}

  static List<LabelledDocument> of(long seed, int count) throws IOException {
    Map<String, List<String>> templates = templates();
    Random random = new Random(seed);
    PersonalValues values = new PersonalValues(random);
    List<LabelledDocument> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String language = i % 2 == 0 ? "en" : "zh";
      LabelledDocument document = new LabelledDocument();
      String between = random.nextBoolean() ? "\n" : language.equals("en") ? " " : "";
      int sentences = 3 + random.nextInt(6);
      for (int s = 0; s < sentences; s++) {
        List<String> choices = templates.get(language);
        fill(choices.get(random.nextInt(choices.size())), values, document);
        document.plain(
            s == sentences - 1
                ? ""
                : between.isBlank() && !between.equals("\n")
                    ? ended(document, language) + between
                    : between);
      }
      documents.add(random.nextInt(8) == 0 ? document.wide() : document);
    }
    return documents;
  }

  private static String ended(LabelledDocument document, String language) {
    char last = document.text().charAt(document.text().length() - 1);
    return ".。！".indexOf(last) >= 0 ? "" : language.equals("en") ? "." : "。";
  }

  private static void fill(String template, PersonalValues values, LabelledDocument document) {
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      String slot = template.substring(open + 1, close);
      document.plain(template.substring(at, open));
      PersonalKind kind = KINDS.get(slot.startsWith("IPV") ? "IP" : slot.replaceAll("_.*", ""));
      if (kind == null) {
        document.plain(values.of(slot));
      } else {
        document.personal(values.of(slot), kind);
      }
      at = close + 1;
    }
    document.plain(template.substring(at));
  }

  private static Map<String, List<String>> templates() throws IOException {
    Map<String, List<String>> templates = new TreeMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                GeneratedDocuments.class.getResourceAsStream("templates.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("#") && tab > 0) {
          templates
              .computeIfAbsent(line.substring(0, tab), k -> new ArrayList<>())
              .add(line.substring(tab + 1));
        }
      }
    }
    return templates;
  }
}
