package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filters that look at addresses, word lists, patterns and word frequencies. */
final class FilterRulesTest {
  private static final UrlRule URLS =
      new UrlRule(
          List.of("spam.co.uk", "forum.example.org", "10.0.0.1"),
          List.of("https://example.org/page?id=7"),
          List.of("Casino"),
          List.of("hot", "deal"),
          List.of("pill-shop"),
          2);

  @ParameterizedTest
  @CsvSource({
    "https://spam.co.uk/, domain",
    "https://user:secret@Shop.SPAM.co.uk:8443/a, domain",
    "http://forum.example.org./thread, subdomain",
    "http://10.0.0.1/a, subdomain",
    "http://a.forum.example.org/thread, ''",
    "https://co.uk/, ''",
    "https://notspam.co.uk/, ''",
    "https://example.org/page?id=7, url",
    "https://example.org/page?id=8, ''",
    "https://x.org/best-casino.html, hard_blacklisted",
    "https://x.org/casinos, ''",
    "https://x.org/hot/deal, soft_blacklisted",
    "https://x.org/hot/hot, ''",
    "https://x.org/my_pill_shop2, blacklisted_subword",
    "no address, ''",
    "'', ''"
  })
  void addresses(String url, String reason) {
    assertThat(URLS.check(url).rule()).isEqualTo(reason);
  }

  @Test
  void patternsRunInLinearTime() {
    QualityRule rule = new RegexRule("(x+x+)+y");
    assertThat(rule.check(new MeasuredText("x".repeat(50_000))).keep()).isTrue();
    assertThat(rule.check(new MeasuredText("see xxxy")).rule()).isEqualTo("regex");
    assertThatThrownBy(() -> new RegexRule("(?=a)"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("(?=a)");
  }

  @Test
  void badWordsStandForThemselvesOrInScriptsWithoutSpaces() {
    QualityRule rule = new BadWordsRule(List.of("ass", "two words", "坏话", " "));
    assertThat(drops(rule, "A class of its own.")).isFalse();
    assertThat(drops(rule, "What an ASS!")).isTrue();
    assertThat(drops(rule, "ass_1")).isFalse();
    assertThat(drops(rule, "in two words, no")).isTrue();
    assertThat(drops(rule, "他说坏话了")).isTrue();
  }

  @Test
  void wordsMustBeCommon() throws IOException {
    Map<String, Long> counts =
        UnigramRule.counts(new StringReader("word,count\nthe,90\nfever,10\n"));
    assertThat(counts).isEqualTo(Map.of("the", 90L, "fever", 10L));
    double mean = (Math.log(0.9) + Math.log(0.1)) / 2;
    assertThat(drops(new UnigramRule(counts, mean - 1e-9), "The fever")).isFalse();
    assertThat(drops(new UnigramRule(counts, mean + 1e-9), "The fever")).isTrue();
    assertThat(
            Double.parseDouble(new UnigramRule(counts, 0).check(new MeasuredText("xyzzy")).value()))
        .isCloseTo(Math.log(1e-9), within(1e-5));
    assertThat(drops(new UnigramRule(counts, 0), "")).isFalse();
  }

  @Test
  void paragraphsMustBeLong() {
    QualityRule rule = new ParagraphRule(2, 5);
    assertThat(drops(rule, "12345\n1234\n123456")).isFalse();
    assertThat(drops(rule, "12345\n1234\n")).isTrue();
    assertThat(drops(rule, "𠀀𠀀𠀀𠀀\n𠀀𠀀𠀀𠀀")).isTrue();
  }

  @Test
  void c4CutsSentencesWhereItIsToldTo() {
    C4Options sentences = new C4Options(false, true, 1000, true, true, true, true);
    C4Lines rule = new C4Lines(true, 2, 3, sentences);
    String text = "One good sentence here. No. Another good sentence\nfollows [1]here! And a tail";
    assertThat(drops(rule, text)).isFalse();
    assertThat(rule.rewrite(text))
        .isEqualTo("One good sentence here. Another good sentence\nfollows here!");
  }

  @Test
  void dolmaCountsRepeatsWithTheirFirst() {
    MeasuredText text = new MeasuredText("- a b\n- a b\nthe the end…\nfour");
    assertThat(DolmaSignals.words(text)).isEqualTo(10);
    assertThat(DolmaSignals.medianLength(text)).isEqualTo(1);
    assertThat(DolmaSignals.stopWords(text)).isEqualTo(2);
    assertThat(DolmaSignals.symbols(text)).isEqualTo(0.1);
    assertThat(DolmaSignals.bullets(text)).isEqualTo(0.5);
    assertThat(DolmaSignals.ellipses(text)).isEqualTo(0.25);
    assertThat(DolmaSignals.duplicateLines(text)).isEqualTo(0.5);
    assertThat(DolmaSignals.duplicateLineCharacters(text)).isEqualTo(10.0 / 20);
    assertThat(DolmaSignals.top(2).of(text)).isEqualTo(4.0 / 20);
    assertThat(DolmaSignals.repeated(2).of(text)).isCloseTo(8.0 / 35, within(1e-12));
  }

  private static boolean drops(QualityRule rule, String text) {
    return !rule.check(new MeasuredText(text)).keep();
  }
}
