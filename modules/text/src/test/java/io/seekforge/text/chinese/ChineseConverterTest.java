package io.seekforge.text.chinese;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.text.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChineseConverterTest {
  private final ChineseConverter simplified = ChineseScript.SIMPLIFIED.converter();
  private final ChineseConverter traditional = ChineseScript.TRADITIONAL.converter();

  @Test
  void phrasesGoBeforeCharacters() {
    assertThat(traditional.convert("头发发展，皇后在后面，干燥的干部").text()).isEqualTo("頭髮發展，皇后在後面，乾燥的幹部");
    assertThat(simplified.convert("頭髮發展，皇后在後面，乾隆與乾燥").text()).isEqualTo("头发发展，皇后在后面，乾隆与干燥");
  }

  @Test
  void otherTextIsUntouched() {
    String text = "SARS-CoV-2 🦠 感染 ｘ²㎎ é \uD800 end";
    assertThat(simplified.convert(text).text()).isEqualTo(text);
    assertThat(simplified.convert(text).edits()).isEmpty();
  }

  @Test
  void placesLeadBackAcrossCharactersOfTwoUnits() {
    String text = "𠁞a發b";
    ConvertedText converted = simplified.convert(text);
    assertThat(converted.text()).isEqualTo("𠀾a发b");
    int place = converted.text().indexOf('b');
    assertThat(converted.original(place)).isEqualTo(text.indexOf('b'));
    ConvertedText longer = simplified.convert("㑮發");
    assertThat(longer.text()).endsWith("发");
    assertThat(longer.original(longer.text().length() - 1)).isEqualTo(1);
  }

  /** Every key of the published tables gives its first target, a phrase as a whole. */
  @ParameterizedTest
  @CsvSource({
    "STPhrases,TRADITIONAL,49174",
    "STCharacters,TRADITIONAL,4012",
    "TSPhrases,SIMPLIFIED,477",
    "TSCharacters,SIMPLIFIED,4148"
  })
  void simpleCasesOfTheDictionaries(String table, ChineseScript script, int entries)
      throws IOException {
    ChineseConverter converter = script.converter();
    int total = 0;
    int right = 0;
    for (String line : Files.readAllLines(SharedData.file("data/terms/" + table + ".txt"))) {
      int tab = line.indexOf('\t');
      if (tab > 0 && !line.startsWith("#")) {
        total++;
        String target = line.substring(tab + 1).split(" ")[0];
        right += converter.convert(line.substring(0, tab)).text().equals(target) ? 1 : 0;
      }
    }
    assertThat(total).isEqualTo(entries);
    assertThat((double) right / total).isGreaterThan(0.999);
  }
}
