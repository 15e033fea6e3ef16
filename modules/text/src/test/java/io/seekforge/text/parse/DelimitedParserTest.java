package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.QuarantineEntry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DelimitedParserTest {
  private static final Sources CSV = Sources.of("csv").fields(Map.of("text", "body", "key", "no"));

  @Test
  void quotedFieldsHoldSeparatorsQuotesAndLineBreaks() {
    Sources.Result result =
        CSV.parse("no,body\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,it's \"fine\"\n\n3,\"\"\"\"\n");
    assertThat(result.rejected()).isEmpty();
    assertThat(result.texts()).containsExactly("a, \"b\"\nc", "it's \"fine\"", "\"");
    assertThat(result.documents()).extracting(d -> d.position()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void aBadRowDoesNotSpoilTheNext() {
    Sources.Result result = CSV.parse("no,body\n1,a\n2,\"b\"x,\"\n3,c\n4,d,e\n5\n6,f\n");
    assertThat(result.texts()).containsExactly("a", "c", "f");
    assertThat(result.reasons()).containsOnly("invalid_csv");
    assertThat(result.rejected()).extracting(QuarantineEntry::position).containsExactly(1L, 3L, 4L);
    assertThat(result.rejected())
        .extracting(QuarantineEntry::detail)
        .containsExactly(
            "a closing quote is followed by \"x\"",
            "the row has 3 fields, the header has 2",
            "the row has 1 fields, the header has 2");
  }

  @Test
  void aQuoteThatNeverClosesCostsOneLine() {
    Sources.Result result = CSV.parse("no,body\n1,a\n2,\"b\n3,c\n4,\"d\ne\"\n5,f\"\n6,g\n");
    assertThat(result.texts()).containsExactly("a", "c", "d\ne", "f\"", "g");
    assertThat(result.onlyReason()).isEqualTo("invalid_csv");
    assertThat(result.rejected().get(0).detail()).isEqualTo("a closing quote is followed by \"d\"");
    Sources.Result open = CSV.parse("no,body\n1,\"a\n2,b\n");
    assertThat(open.texts()).containsExactly("b");
    assertThat(open.rejected().get(0).detail()).isEqualTo("a quote is never closed");
  }

  @Test
  void aRowThatIsTooLongCostsOneRow() {
    String longQuoted = "\"" + "x".repeat(5000) + "\"";
    Sources small = CSV.maxRecordBytes(2048);
    Sources.Result result =
        small.parse("no,body\n1,a\n2," + longQuoted + "\n3,c\n4," + "y".repeat(5000) + "\n5,e\n");
    assertThat(result.texts()).containsExactly("a", "c", "e");
    assertThat(result.reasons()).containsExactly("record_too_long", "record_too_long");
  }

  @Test
  void linesThatAllOpenAQuoteEndInTime() {
    Sources small = CSV.maxRecordBytes(1024);
    Sources.Result paired = small.parse("no,body\n" + "1,\"x\n".repeat(100));
    assertThat(paired.rejected()).hasSize(100);
    // From its start and from within a quote alike, each line ends within a quote.
    Sources.Result open = small.parse("no,body\n" + "x\",\"y\n".repeat(10_000));
    assertThat(open.rejected()).hasSizeBetween(2, 20);
    QuarantineEntry last = open.rejected().get(open.rejected().size() - 1);
    assertThat(last.detail()).endsWith("the rest of the file is not read");
  }

  @Test
  void malformedBytesCostOneRow() {
    byte[] bytes = "no,body\n1,é\n2,b\n".getBytes(StandardCharsets.ISO_8859_1);
    Sources.Result result = CSV.parse(bytes);
    assertThat(result.texts()).containsExactly("b");
    assertThat(result.onlyReason()).isEqualTo("invalid_encoding");
    assertThat(result.rejected().get(0).detail()).isEqualTo("the bytes at offset 10 are not UTF-8");
  }

  @Test
  void anUnknownColumnIsAMissingField() {
    Sources.Result result = CSV.parse("no,text\n1,a\n");
    assertThat(result.onlyReason()).isEqualTo("missing_field");
    assertThat(CSV.parse("no,body\n").documents()).isEmpty();
    assertThat(CSV.parse("no,body\n").rejected()).isEmpty();
  }

  @Test
  void columnsOfAKnownFormAreRecognised() {
    Sources.Result result = Sources.of("tsv").parse("prompt\tcompletion\nq\t\"a\tb\"\n");
    assertThat(result.only().messages()).hasSize(2);
    assertThat(result.only().messages().get(1).content()).isEqualTo("a\tb");
  }
}
