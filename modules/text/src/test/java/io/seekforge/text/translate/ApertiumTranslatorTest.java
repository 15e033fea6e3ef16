package io.seekforge.text.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ApertiumTranslatorTest {
  private static final Path DATA = Path.of("/usr/share/apertium");
  private static final String TEXT =
      "The patient takes 20 mg of the drug every day [now].\n\nWhat is a xyzzyword? {a} <b> ^c$ a/b *x @y #z\\";

  @Test
  void translatesManyTextsThroughProgramsThatStay() throws TranslationFailure {
    try (ApertiumTranslator translator = installed()) {
      String first = translator.translate("The house is red.", "en", "es").text();
      assertThat(first).isEqualTo("La casa es roja.");
      List<String> answers =
          IntStream.range(0, 40)
              .parallel()
              .mapToObj(i -> answer(translator, "There are " + i + " houses."))
              .toList();
      for (int i = 0; i < 40; i++) {
        assertThat(answers.get(i)).contains(Integer.toString(i)).contains("casa");
      }
      assertThat(translator.translate("The house is red.", "en-US", "es").text()).isEqualTo(first);
    }
  }

  @Test
  void marksAndControlCharactersOfTheStreamStayText() throws TranslationFailure {
    try (ApertiumTranslator translator = installed()) {
      String answer = translator.translate(TEXT, "en", "es").text();
      assertThat(answer)
          .contains("20 mg", "[", "].\n\n", "xyzzyword", "{", "<b>", "^c$", "#z", "\\");
      assertThat(answer).doesNotContain("*xyzzyword", "[]");
      assertThat(translator.translate("a\0b", "en", "es").text()).doesNotContain("\0");
      String huge = "The house is red. ".repeat(20_000);
      assertThat(translator.translate(huge, "en", "es").text().length()).isGreaterThan(200_000);
    }
  }

  @Test
  void aMissingPairIsNamedBeforeAnythingStarts(@TempDir Path empty) {
    try (ApertiumTranslator none = new ApertiumTranslator(empty, 5)) {
      assertThatThrownBy(() -> none.require(List.of("en", ""), List.of("es")))
          .isInstanceOf(SeekforgeException.class)
          .hasMessageContaining(
              "Cannot translate en to es and back: Apertium has only no directions");
      assertThatThrownBy(() -> none.translate("a", "../../x", "es"))
          .isInstanceOf(TranslationFailure.class);
    }
    try (ApertiumTranslator translator = installed()) {
      translator.require(List.of("en", "zh"), List.of("es"));
      assertThatThrownBy(() -> translator.require(List.of("en"), List.of("es", "de")))
          .hasMessageContaining("en to de and back: Apertium has only eng-spa");
      assertThatThrownBy(() -> translator.translate("你好", "zh", "es"))
          .isInstanceOfSatisfying(
              TranslationFailure.class,
              failure -> assertThat(failure.reason()).isEqualTo("pair_missing"));
    }
  }

  @Test
  void aModeIsAPlainPipeline(@TempDir Path data) throws IOException {
    ApertiumMode mode =
        ApertiumMode.parse(
            "a-b", "lt-proc '/d/a b.bin' | apertium-tagger -g $2 '/d/x.prob' | lt-proc $1 'y'\n");
    assertThat(mode.commands())
        .containsExactly(
            List.of("lt-proc", "-z", "/d/a b.bin"),
            List.of("apertium-tagger", "-z", "-g", "/d/x.prob"),
            List.of("lt-proc", "-z", "-n", "y"));
    for (String hostile :
        List.of("a; rm -rf x", "a `b`", "a $(b)", "a > b", "a 'b", "a | | b", "")) {
      assertThatThrownBy(() -> ApertiumMode.parse("a-b", hostile))
          .as(hostile)
          .hasMessageContaining("no plain pipeline");
    }
    Files.createDirectories(data.resolve("modes"));
    Files.writeString(data.resolve("modes/eng-spa.mode"), "seekforge-no-such-program 'x'");
    Files.writeString(data.resolve("modes/spa-eng.mode"), "seekforge-no-such-program 'x'");
    try (ApertiumTranslator broken = new ApertiumTranslator(data, 5)) {
      assertThatThrownBy(() -> broken.require(List.of("en"), List.of("es")))
          .hasMessageContaining("Cannot start Apertium's eng-spa")
          .hasMessageContaining("install the packages apertium and apertium-eng-spa");
    }
    Files.writeString(data.resolve("modes/eng-spa.mode"), "sleep 60");
    Files.writeString(data.resolve("modes/spa-eng.mode"), "true");
    try (ApertiumTranslator stuck = new ApertiumTranslator(data, 1)) {
      assertThatThrownBy(() -> stuck.translate("a", "en", "es"))
          .hasMessageContaining("did not answer in 1 s");
      assertThatThrownBy(() -> stuck.translate("a", "es", "en"))
          .hasMessageContaining("a program of Apertium ended");
    }
  }

  @Test
  void aCachedTranslationIsNotMadeAgain(@TempDir Path folder) throws TranslationFailure {
    List<String> asked = new ArrayList<>();
    Translator counting =
        (text, from, to) -> {
          asked.add(text);
          return new Translation(text + "!", 0, 0);
        };
    ConcurrentMap<String, KeptAnswer> kept = new ConcurrentHashMap<>();
    TranslationCache cache =
        new TranslationCache() {
          @Override
          public Optional<KeptAnswer> read(String key) {
            return Optional.ofNullable(kept.get(key));
          }

          @Override
          public void write(String key, KeptAnswer answer) {
            kept.put(key, answer);
          }
        };
    CachedTranslator translator = new CachedTranslator(counting, cache);
    assertThat(translator.translate("a", "en", "es").text()).isEqualTo("a!");
    assertThat(translator.translate("a", "en", "es").text()).isEqualTo("a!");
    translator.translate("a", "es", "en");
    assertThat(asked).hasSize(2);
  }

  private static String answer(Translator translator, String text) {
    try {
      return translator.translate(text, "en", "es").text();
    } catch (TranslationFailure e) {
      throw new AssertionError(e);
    }
  }

  private static ApertiumTranslator installed() {
    Assumptions.assumeTrue(
        Files.exists(DATA.resolve("modes/eng-spa.mode")),
        "apertium with eng-spa is not installed (apt-get install apertium apertium-eng-spa)");
    return new ApertiumTranslator(DATA, 60);
  }
}
