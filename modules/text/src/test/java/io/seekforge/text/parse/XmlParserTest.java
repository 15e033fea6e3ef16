package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XmlParserTest {
  private static final Sources XML =
      Sources.of("xml").record("item").fields(Map.of("text", "body", "key", "@id"));

  @Test
  void readsPathsUpDownAndAnywhere() {
    Sources paths =
        XML.fields(
            Map.of(
                "text", "body",
                "key", "@id",
                "url", "../../@url",
                "topic", "../../head/topic",
                "near", "//topic",
                "second", "note[2]",
                "german", "note[@xml:lang='de']"));
    Sources.Result result =
        paths.parse(
            """
            <set>
              <page url="u1"><head><topic>one</topic></head>
                <items><item id="a"><body>x <i>y</i> z</body><note>n1</note><note xml:lang="de">n2</note></item></items>
              </page>
              <page url="u2"><head><topic>two</topic></head>
                <items><item id="b"><body>w</body></item><skip/><item id="c"><body>v</body></item></items>
              </page>
            </set>
            """);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.texts()).containsExactly("x y z", "w", "v");
    Document first = result.documents().get(0);
    assertThat(first.key()).isEqualTo("a");
    assertThat(first.url()).isEqualTo("u1");
    assertThat(first.metadata())
        .containsEntry("topic", "one")
        .containsEntry("near", "one")
        .containsEntry("second", "n2")
        .containsEntry("german", "n2");
    Document last = result.documents().get(2);
    assertThat(last.url()).isEqualTo("u2");
    assertThat(last.metadata()).containsEntry("topic", "two").containsEntry("near", "two");
    assertThat(last.position()).isEqualTo(2);
  }

  @Test
  void aNamedDefinitionIsNeitherFetchedNorMissed() {
    Document document =
        XML.parse(
                "<!DOCTYPE set PUBLIC \"-//X//DTD X//EN\" \"http://192.0.2.1/x.dtd\">"
                    + "<set><item id='1'><body>a&nbsp;b&alpha;&#x3bb;</body></item></set>")
            .only();
    assertThat(document.text()).isEqualTo("a\u00A0bαλ");
  }

  @Test
  void anExternalEntityIsRefused() {
    for (String declaration :
        new String[] {
          "<!ENTITY x SYSTEM \"file:///etc/passwd\">",
          "<!ENTITY % x SYSTEM \"http://192.0.2.1/x\"> %x;",
          "<!ENTITY x PUBLIC \"p\" \"file:///etc/passwd\">"
        }) {
      QuarantineEntry entry =
          XML.parse(
                  "<!DOCTYPE set ["
                      + declaration
                      + "]>"
                      + "<set><item id='1'><body>a&x;</body></item></set>")
              .onlyRejected();
      assertThat(entry.reason()).as(declaration).isEqualTo("external_entity");
      assertThat(entry.sample()).doesNotContain("root:");
    }
  }

  @Test
  void internalEntitiesAreReadAndBombsAreRefused() {
    String small =
        "<!DOCTYPE set [<!ENTITY who \"World\">]><set><item><body>&who;</body></item></set>";
    assertThat(XML.parse(small).texts()).containsExactly("World");
    StringBuilder bomb = new StringBuilder("<!DOCTYPE set [<!ENTITY e0 \"lol\">");
    for (int i = 1; i < 12; i++) {
      bomb.append("<!ENTITY e").append(i).append(" \"");
      bomb.append(("&e" + (i - 1) + ";").repeat(10)).append("\">");
    }
    String inText = bomb + "]><set><item><body>&e11;</body></item></set>";
    String inAttribute = bomb + "]><set><item id='&e11;'><body>x</body></item></set>";
    assertThat(XML.parse(inText).reasons()).containsExactly("entity_expansion");
    assertThat(XML.parse(inAttribute).reasons()).containsExactly("entity_expansion");
  }

  @Test
  void aQuadraticBombIsRefused() {
    String big = "x".repeat(100_000);
    String bomb =
        "<!DOCTYPE set [<!ENTITY b \""
            + big
            + "\">]><set><item><body>"
            + "&b;".repeat(9000)
            + "</body></item></set>";
    assertThat(XML.parse(bomb).reasons()).containsExactly("entity_expansion");
  }

  @Test
  void whatBreaksOffKeepsTheRecordsBefore() {
    Sources.Result result =
        XML.parse("<set><item id='1'><body>a</body></item><item id='2'><body>b</item></set>");
    assertThat(result.texts()).containsExactly("a");
    assertThat(result.onlyReason()).isEqualTo("invalid_xml");
    assertThat(result.rejected().get(0).position()).isEqualTo(1);
    assertThat(result.rejected().get(0).detail()).endsWith("the rest of the file is not read");
  }

  @Test
  void aRecordThatIsTooLongIsSkipped() {
    String text =
        "<set><item><body>"
            + "x".repeat(5000)
            + "</body></item>"
            + "<item><body>ok</body></item></set>";
    Sources.Result result = XML.maxRecordBytes(2048).parse(text);
    assertThat(result.texts()).containsExactly("ok");
    assertThat(result.reasons()).containsExactly("record_too_long");
  }

  @Test
  void anEndlessTagOrDeepNestEndsInQuarantine() {
    String tag = "<set><item id='" + "x".repeat(3_000_000) + "'/></set>";
    assertThat(XML.parse(tag).reasons()).containsExactly("record_too_long");
    String deep = "<set><item>" + "<b>".repeat(100_000);
    assertThat(XML.parse(deep).reasons()).containsExactly("invalid_xml");
  }

  @Test
  void theEncodingOfTheDeclarationIsUsedAndBadBytesAreNamed() {
    String text =
        "<?xml version='1.0' encoding='ISO-8859-1'?><set><item><body>é</body></item></set>";
    byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(XML.parse(latin).texts()).containsExactly("é");
    byte[] wrong = text.replace("ISO-8859-1", "UTF-8").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(XML.parse(wrong).reasons()).containsExactly("invalid_encoding");
    String three =
        "<set><item><body>a</body></item>\n<item id='é'><body>b</body></item>\n"
            + "<item><body>c</body></item></set>";
    Sources.Result one = XML.parse(three.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(one.texts()).containsExactly("a", "c");
    assertThat(one.onlyReason()).isEqualTo("invalid_encoding");
    assertThat(one.rejected().get(0).position()).isEqualTo(1);
    String chinese = "<set><item><body>高血压</body></item></set>";
    byte[] bytes = chinese.getBytes(java.nio.charset.Charset.forName("GB18030"));
    assertThat(XML.encoding("GB18030").parse(bytes).texts()).containsExactly("高血压");
  }

  @Test
  void aFileWithoutTheRecordElementIsNamed() {
    QuarantineEntry entry = XML.parse("<other><x/></other>").onlyRejected();
    assertThat(entry.reason()).isEqualTo("missing_field");
    assertThat(entry.detail()).isEqualTo("the file has no element item");
  }
}
