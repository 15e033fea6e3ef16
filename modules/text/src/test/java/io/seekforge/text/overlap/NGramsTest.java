package io.seekforge.text.overlap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class NGramsTest {
  private static final String CASE =
      "A 45-year-old woman has had wheezing and tightness of the chest for 3 days. Name the diagnosis.";

  @Test
  void aQuotedTextIsFoundWhole() {
    long[] wanted = NGrams.of(CASE).wanted(13);
    assertThat(wanted).isNotEmpty();
    assertThat(
            found(
                wanted,
                "The lecturer said: \""
                    + CASE.toUpperCase(java.util.Locale.ROOT)
                    + "\" and went home."))
        .isEqualTo(wanted.length);
    assertThat(found(wanted, "Wheezing and tightness of the chest are signs of asthma in a woman."))
        .isZero();
  }

  @Test
  void aShortTextMustBeContainedWhole() {
    NGrams shortText = NGrams.of("what causes chronic gout today");
    long[] wanted = shortText.wanted(13);
    assertThat(wanted).hasSize(1);
    assertThat(found(wanted, "Tell me what causes chronic gout today please")).isEqualTo(1);
    assertThat(found(wanted, "Tell me what causes chronic gout please")).isZero();
    assertThat(NGrams.of("name it").wanted(13)).isEmpty();
  }

  @Test
  void chineseIsCountedByCharacters() {
    long[] wanted = NGrams.of("患者女性,今年四十五岁,夜间咳嗽、喘鸣三天。").wanted(13);
    assertThat(wanted.length).isGreaterThan(3);
    assertThat(found(wanted, "课堂笔记:患者女性,今年四十五岁,夜间咳嗽、喘鸣三天。讨论。")).isEqualTo(wanted.length);
  }

  private static long found(long[] wanted, String text) {
    Set<Long> offered =
        Arrays.stream(NGrams.of(text).offered(13, new int[] {5}))
            .boxed()
            .collect(Collectors.toSet());
    return Arrays.stream(wanted).filter(offered::contains).count();
  }
}
