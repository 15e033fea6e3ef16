package io.seekforge.text.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QualityProfileTest {
  private static final String PAGE =
      "The patient was given two tablets of the medicine and told to rest at home with plenty of"
          + " water. She should have felt better after three days. The fever came back on the"
          + " fourth day, and that was when her doctor decided to order a blood test. Results of"
          + " the test showed a bacterial infection. It responds well to common antibiotics. Her"
          + " temperature fell within one night.";

  @ParameterizedTest
  @CsvSource({
    "en,What is the dose ?  5 mg twice a day",
    "en,Is asthma inherited ?  Yes",
    "en,Fever cough fatigue. Diagnosis: influenza",
    "zh,发热三天怎么办？  多喝水，注意休息。",
    "zh,CT 显示什么？  肺炎",
    "'',Was ist Fieber? Erhöhte Temperatur."
  })
  void basicKeepsShortRows(String lang, String text) {
    assertThat(profile("basic").check(text, lang)).isEqualTo(Verdict.kept());
  }

  @ParameterizedTest
  @CsvSource({
    "replacement_characters,en,The pa\uFFFD\uFFFD\uFFFDent has a f\uFFFDver",
    "symbol_ratio,en,@@## abc $$%% ^^&& def **++ <<>>",
    "character_run,en,aaaaaaaaaaaaaaaaaaaaaa test",
    "letter_ratio,en,1234 5678 90 12-34 ok",
    "character_repetition,en,click here now click here now click here now click here now click here now",
    "mean_word_length_low,en,a b c d e f g h i j",
    "mean_word_length_high,en,qwrtzpsdfghjklyxcvbnmq wrtzpsdfghjklyxcvbnmqwr",
    "han_ratio,zh,only latin letters here although the source says Chinese",
    "too_short,en,''"
  })
  void basicDropsNoise(String rule, String lang, String text) {
    Verdict verdict = profile("basic").check(text, lang);
    assertThat(verdict.rule()).isEqualTo(rule);
    assertThat(verdict.value()).isNotEmpty();
    assertThat(verdict.threshold()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gopher-datatrove", "c4", "fineweb"})
  void aGoodPagePassesEveryEnglishProfile(String name) {
    assertThat(profile(name).check(PAGE, "en")).isEqualTo(Verdict.kept());
  }

  @Test
  void lengthLimitsHoldInEveryProfile() {
    QualityProfile none = QualityProfile.named("none", 3, 5);
    assertThat(none.check("𝒳𝒳", "")).isEqualTo(Verdict.drop("too_short", 2, 3));
    assertThat(none.check("abcdef", "")).isEqualTo(Verdict.drop("too_long", 6, 5));
    assertThat(none.check("abcd", "").keep()).isTrue();
  }

  @Test
  void zhJudgesCharacters() {
    QualityProfile zh = profile("zh");
    assertThat(zh.check("流感是由流感病毒引起的急性呼吸道传染病，主要通过飞沫传播，冬春季高发。", "zh").keep()).isTrue();
    assertThat(zh.check("短。", "zh").rule()).isEqualTo("zh_short_doc");
    assertThat(zh.check("点击这里看更多精彩内容吧".repeat(9), "zh").rule())
        .isEqualTo("zh_character_repetition");
  }

  @Test
  void c4DropsLinesAndFineWebJudgesWhatIsLeft() {
    String text = PAGE + "\nEnable JavaScript to read on.\nShare\nWe use cookies to help you.";
    assertThat(profile("c4").rewrite(text)).isEqualTo(PAGE);
    assertThat(profile("basic").rewrite(text)).isEqualTo(text);
    assertThat(profile("fineweb").rewrite(PAGE + "\nno stop at the end here"))
        .isEqualTo(PAGE + "\nno stop at the end here");
  }

  @Test
  void profilesTravelToTasks() throws IOException {
    for (String name : new String[] {"none", "basic", "gopher-datatrove", "c4", "fineweb", "zh"}) {
      new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(profile(name));
    }
  }

  private static QualityProfile profile(String name) {
    return QualityProfile.named(name, 1, 1_000_000);
  }
}
