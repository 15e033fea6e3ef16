package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EdgarItemsTest {
  private static final String ANNUAL =
      """
      UNITED STATES SECURITIES AND EXCHANGE COMMISSION
      FORM 10-K

      TABLE OF CONTENTS

      PART I
      Item 1. | Business | 3
      Item 1A. | Risk Factors | 9
      Item 2. | Properties | 20
      Item 7. | Management's Discussion and Analysis | 30
      Item 7A. | Quantitative and Qualitative Disclosures About Market Risk | 40
      Item 8. | Financial Statements and Supplementary Data | 42
      Item 16. | Form 10-K Summary | 80
      Signatures | 81

      FORWARD-LOOKING STATEMENTS

      %s

      PART I

      ITEM 1. BUSINESS

      We make chips.
      Item 1A of this report names what may go wrong with them.

      ITEM\u00a01A.\u2003RISK FACTORS

      Chips may break.

      Item 2. Properties

      A hall.

      Item 7. Management\u2019s Discussion and Analysis of Financial Condition and Results of Operations

      Sales rose, as Item 8 shows in full.

      Item 7. Management\u2019s Discussion and Analysis (continued)

      Costs fell.

      Item 7A.
      Quantitative and Qualitative Disclosures About Market Risk

      None.

      Item 8 \u2014 Financial Statements and Supplementary Data

      Sales | $5

      Item 16. Form 10-K Summary

      None.

      S I G N A T U R E S

      Pursuant to the requirements of the Securities Exchange Act of 1934 it has been signed.
      """
          .formatted("This report looks forward. ".repeat(40));

  private static Map<String, String> texts(String form, String text) {
    Map<String, String> texts = new TreeMap<>();
    EdgarItems.of(form, text).forEach(item -> texts.put(item.number(), item.text()));
    return texts;
  }

  @Test
  void anAnnualReportIsCutBehindItsTableOfContents() {
    List<EdgarItems.Item> items = EdgarItems.of("10-K", ANNUAL);
    assertThat(items)
        .extracting(EdgarItems.Item::number)
        .containsExactly("1", "1A", "2", "7", "7A", "8", "16");
    Map<String, String> texts = texts("10-K405", ANNUAL);
    assertThat(texts.get("1")).startsWith("ITEM 1. BUSINESS").endsWith("wrong with them.");
    assertThat(texts.get("1A")).endsWith("RISK FACTORS\n\nChips may break.");
    assertThat(texts.get("7")).contains("Sales rose, as Item 8", "(continued)").endsWith("fell.");
    assertThat(texts.get("7A")).startsWith("Item 7A.\nQuantitative").endsWith("None.");
    assertThat(texts.get("8")).endsWith("Sales | $5");
    assertThat(texts.get("16")).isEqualTo("Item 16. Form 10-K Summary\n\nNone.");
    assertThat(items.get(4).name())
        .isEqualTo("Quantitative and Qualitative Disclosures About Market Risk");
  }

  @Test
  void formsBefore2004HaveItemsOfOneNumber() {
    String text =
        """
        FORM 8-K

        Item 5. Other Events and Required FD Disclosure.

        A fire.

        Item 7. Financial Statements, Pro Forma Financial Information and Exhibits

        (c) Exhibits

        Item 12. Results of Operations and Financial Condition. Sales rose.

        SIGNATURE

        Item 5. Other Events
        """
            .replace("\n\nItem 5. Other Events\n", "\n");
    assertThat(texts("8-K", text))
        .containsOnlyKeys("5", "7", "12")
        .containsEntry("12", "Item 12. Results of Operations and Financial Condition. Sales rose.");
    assertThat(EdgarItems.of("8-K", text).get(2).name())
        .isEqualTo("Results of Operations and Financial Condition");
  }

  @Test
  void referencesAreNoHeadings() {
    String text =
        """
        Item 2.02 Results of Operations and Financial Condition

        Sales rose.

        Item 2.02 of this report shall not be deemed filed.
        Item 9.01 is furnished.

        ITEM 9.01
        Financial Statements and Exhibits.
        (d) 99.1

        SIGNATURES
        """;
    assertThat(texts("8-K/A", text))
        .containsOnlyKeys("2.02", "9.01")
        .containsEntry("9.01", "ITEM 9.01\nFinancial Statements and Exhibits.\n(d) 99.1");
    assertThat(EdgarItems.of("EX-99.1", text)).isEmpty();
  }

  @Test
  void itemsOfRealFilingsAreFound() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    Sources source = Sources.of("edgar").record("item").maxRecordBytes(1 << 24);
    for (Path file : RealDataTest.files(SharedData.at("edgar/raw"), ".htm")) {
      List<Document> items = new ArrayList<>(source.parse(file).documents());
      assertThat(items)
          .as(file.toString())
          .isNotEmpty()
          .allSatisfy(
              item -> {
                String number = item.metadata().get("item");
                assertThat(item.key()).endsWith("#" + number);
                assertThat(item.text()).startsWithIgnoringCase("item").hasSizeGreaterThan(40);
                assertThat(item.text()).contains(number).doesNotContain("hereunto duly authorized");
              });
      items.forEach(item -> counts.merge(item.metadata().get("item"), 1, Integer::sum));
    }
    assertThat(counts)
        .containsEntry("1.01", 35)
        .containsEntry("2.02", 71)
        .containsEntry("5.02", 66)
        .containsEntry("8.01", 52)
        .containsEntry("9.01", 187)
        .containsEntry("12", 2);
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(492);
  }

  @Test
  void oneFilingWordForWord() {
    Path file = SharedData.at("edgar/raw").resolve("1001250_8K_2012_0000909518-12-000207.htm");
    List<Document> items =
        Sources.of("edgar").record("item").maxRecordBytes(1 << 24).parse(file).documents();
    assertThat(items)
        .extracting(item -> item.metadata().get("item"))
        .containsExactly("5.03", "9.01");
    assertThat(items.get(0).text())
        .startsWith(
            "ITEM 5.03 Amendments to Articles of Incorporation or Bylaws; Change in Fiscal Year\n\n"
                + "On May 22, 2012, The Est\u00e9e Lauder Companies Inc.");
    assertThat(items.get(1).metadata())
        .containsEntry("item_name", "Financial Statements and Exhibits");
  }
}
