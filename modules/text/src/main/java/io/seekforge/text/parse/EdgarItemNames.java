package io.seekforge.text.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The items of SEC forms by number: 8-K since August 2004 (numbers with a dot) and before (1–12),
 * 10-K with its older titles. Names are those of the forms' general instructions.
 */
final class EdgarItemNames {
  private static final Map<String, String> CURRENT =
      table(
          """
          1.01 Entry into a Material Definitive Agreement
          1.02 Termination of a Material Definitive Agreement
          1.03 Bankruptcy or Receivership
          1.04 Mine Safety - Reporting of Shutdowns and Patterns of Violations
          1.05 Material Cybersecurity Incidents
          2.01 Completion of Acquisition or Disposition of Assets
          2.02 Results of Operations and Financial Condition
          2.03 Creation of a Direct Financial Obligation or an Obligation under an Off-Balance Sheet Arrangement of a Registrant
          2.04 Triggering Events That Accelerate or Increase a Direct Financial Obligation or an Obligation under an Off-Balance Sheet Arrangement
          2.05 Costs Associated with Exit or Disposal Activities
          2.06 Material Impairments
          3.01 Notice of Delisting or Failure to Satisfy a Continued Listing Rule or Standard; Transfer of Listing
          3.02 Unregistered Sales of Equity Securities
          3.03 Material Modification to Rights of Security Holders
          4.01 Changes in Registrant's Certifying Accountant
          4.02 Non-Reliance on Previously Issued Financial Statements or a Related Audit Report or Completed Interim Review
          5.01 Changes in Control of Registrant
          5.02 Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers; Compensatory Arrangements of Certain Officers
          5.03 Amendments to Articles of Incorporation or Bylaws; Change in Fiscal Year
          5.04 Temporary Suspension of Trading Under Registrant's Employee Benefit Plans
          5.05 Amendments to the Registrant's Code of Ethics, or Waiver of a Provision of the Code of Ethics
          5.06 Change in Shell Company Status
          5.07 Submission of Matters to a Vote of Security Holders
          5.08 Shareholder Director Nominations
          6.01 ABS Informational and Computational Material
          6.02 Change of Servicer or Trustee
          6.03 Change in Credit Enhancement or Other External Support
          6.04 Failure to Make a Required Distribution
          6.05 Securities Act Updating Disclosure
          6.06 Static Pool
          7.01 Regulation FD Disclosure
          8.01 Other Events
          9.01 Financial Statements and Exhibits""");

  private static final Map<String, String> BEFORE_2004 =
      table(
          """
          1 Changes in Control of Registrant
          2 Acquisition or Disposition of Assets
          3 Bankruptcy or Receivership
          4 Changes in Registrant's Certifying Accountant
          5 Other Events and Regulation FD Disclosure
          6 Resignations of Registrant's Directors
          7 Financial Statements and Exhibits
          8 Change in Fiscal Year
          9 Regulation FD Disclosure
          10 Amendments to the Registrant's Code of Ethics, or Waiver of a Provision of the Code of Ethics
          11 Temporary Suspension of Trading Under Registrant's Employee Benefit Plans
          12 Results of Operations and Financial Condition""");

  private static final Map<String, String> ANNUAL =
      table(
          """
          1 Business
          1A Risk Factors
          1B Unresolved Staff Comments
          1C Cybersecurity
          2 Properties
          3 Legal Proceedings
          4 Mine Safety Disclosures
          5 Market for Registrant's Common Equity, Related Stockholder Matters and Issuer Purchases of Equity Securities
          6 Selected Financial Data
          7 Management's Discussion and Analysis of Financial Condition and Results of Operations
          7A Quantitative and Qualitative Disclosures About Market Risk
          8 Financial Statements and Supplementary Data
          9 Changes in and Disagreements with Accountants on Accounting and Financial Disclosure
          9A Controls and Procedures
          9B Other Information
          9C Disclosure Regarding Foreign Jurisdictions that Prevent Inspections
          10 Directors, Executive Officers and Corporate Governance
          11 Executive Compensation
          12 Security Ownership of Certain Beneficial Owners and Management and Related Stockholder Matters
          13 Certain Relationships and Related Transactions, and Director Independence
          14 Principal Accountant Fees and Services
          15 Exhibits and Financial Statement Schedules
          16 Form 10-K Summary""");

  /** Words of titles that items had before, or have in companies' own hands. */
  private static final Map<String, String> OTHER_WORDS =
      Map.of(
          "8-K 5", "required other materially important",
          "8-K 7", "pro forma information",
          "8-K 9.01", "pro forma information",
          "8-K 3.01", "satisfy",
          "10-K 1", "description our company overview general",
          "10-K 4", "submission matters vote security holders removed reserved",
          "10-K 5", "shareholder stock market price dividends",
          "10-K 6", "reserved consolidated five year summary",
          "10-K 9A", "disclosure internal",
          "10-K 14", "accounting controls procedures exhibits schedules reports");

  private static final int TITLE_WORDS = 4;
  private static final Set<String> LINKING =
      Set.of("and", "the", "for", "our", "with", "into", "any", "under", "that");

  private EdgarItemNames() {}

  /** The name of an item of a form; null if the form has no such item. */
  static String name(String form, String number) {
    if (form.startsWith("10-K")) {
      return ANNUAL.get(number);
    }
    return number.indexOf('.') > 0 ? CURRENT.get(number) : BEFORE_2004.get(number);
  }

  /**
   * Whether words may be an item's title: of the first words that say something at least half stand
   * in its name. References to an item (<em>Item 7.01 of this report shall not be …</em>) go on in
   * other words. A filer's slip, the number of one item with the title of another, is a title too.
   */
  static boolean fits(String form, String number, String title) {
    List<String> first = words(sentence(title));
    first = first.subList(0, Math.min(TITLE_WORDS, first.size()));
    if (common(form, number, first) * 2 >= first.size()) {
      return !first.isEmpty();
    }
    Map<String, String> items = form.startsWith("10-K") ? ANNUAL : CURRENT;
    for (String other : items.keySet()) {
      if (first.size() == TITLE_WORDS && common(form, other, first) == TITLE_WORDS) {
        return true;
      }
    }
    return false;
  }

  private static long common(String form, String number, List<String> title) {
    String key = (form.startsWith("10-K") ? "10-K " : "8-K ") + number;
    Set<String> known = new HashSet<>(words(name(form, number)));
    known.addAll(words(OTHER_WORDS.getOrDefault(key, "")));
    return title.stream().filter(known::contains).count();
  }

  /** Up to the full stop: text may go on in the line of a title. */
  private static String sentence(String title) {
    int stop = title.indexOf(". ");
    return stop > 0 ? title.substring(0, stop) : title;
  }

  /** Words in lower case, without a plural's s, linking words left out. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i <= text.length() && words.size() < 40; i++) {
      char c = i < text.length() ? text.charAt(i) : ' ';
      if (Character.isLetter(c)) {
        word.append(c);
      } else {
        String lower = word.toString().toLowerCase(Locale.ROOT);
        if (lower.length() > 2 && !LINKING.contains(lower)) {
          words.add(lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower);
        }
        word.setLength(0);
      }
    }
    return words;
  }

  private static Map<String, String> table(String lines) {
    Map<String, String> table = new TreeMap<>();
    for (String line : lines.split("\n")) {
      int space = line.indexOf(' ');
      table.put(line.substring(0, space), line.substring(space + 1));
    }
    return Map.copyOf(table);
  }
}
