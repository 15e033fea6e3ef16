package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EdgarParserTest {
  private static final Sources EDGAR = Sources.of("edgar").maxRecordBytes(1 << 24);

  private static final String SUBMISSION =
      """
      <SEC-DOCUMENT>0000950123-10-078896.txt : 20100818
      <SEC-HEADER>0000950123-10-078896.hdr.sgml : 20100818
      <ACCEPTANCE-DATETIME>20100818160000
      ACCESSION NUMBER:		0000950123-10-078896
      CONFORMED SUBMISSION TYPE:	8-K
      CONFORMED PERIOD OF REPORT:	20100816
      FILED AS OF DATE:		20100818

      FILER:

      	COMPANY DATA:
      		COMPANY CONFORMED NAME:			SANDISK CORP
      		CENTRAL INDEX KEY:			0001000180
      </SEC-HEADER>
      <DOCUMENT>
      <TYPE>8-K
      <SEQUENCE>1
      <FILENAME>f8k.htm
      <DESCRIPTION>FORM 8-K
      <TEXT>
      <HTML><BODY><P>The registrant&#146;s report &#151; 5&#160;%</P>
      <TABLE><TR><TD><FONT style="font-family: Wingdings">&#111;</FONT></TD><TD>&nbsp;</TD><TD>Written communications</TD></TR></TABLE>
      <TABLE><TR><TD>Sales</TD><TD>$</TD><TD>(1,234</TD><TD>)</TD><TD>12</TD><TD>%</TD></TR></TABLE>
      <div style="display:none"><ix:header><ix:hidden><ix:nonNumeric name="dei:X">secret</ix:nonNumeric></ix:hidden></ix:header></div>
      </BODY></HTML>
      </TEXT>
      </DOCUMENT>
      <DOCUMENT>
      <TYPE>EX-99.1
      <SEQUENCE>2
      <FILENAME>ex99.txt
      <TEXT>
      <PAGE>
      PRESS RELEASE: profit &amp; loss
      <TABLE>
      <S>      <C>
      Sales    12
      </TABLE>
      </TEXT>
      </DOCUMENT>
      <DOCUMENT>
      <TYPE>GRAPHIC
      <SEQUENCE>3
      <FILENAME>logo.jpg
      <TEXT>
      begin 644 logo.jpg
      M_]C_X
      end
      </TEXT>
      </DOCUMENT>
      </SEC-DOCUMENT>
      """;

  @Test
  void aSubmissionGivesItsDocumentsAndHeader() {
    Sources.Result result = EDGAR.parse(SUBMISSION);
    assertThat(result.rejected()).isEmpty();
    assertThat(result.documents()).hasSize(2);
    Document main = result.documents().get(0);
    assertThat(main.text())
        .isEqualTo(
            "The registrant\u2019s report \u2014 5 %\n\n\u2610 Written communications\n\n"
                + "Sales | $(1,234) | 12%");
    assertThat(main.key()).isEqualTo("0000950123-10-078896");
    assertThat(main.created()).isEqualTo("2010-08-18");
    assertThat(main.url())
        .isEqualTo("https://www.sec.gov/Archives/edgar/data/1000180/000095012310078896/f8k.htm");
    assertThat(main.metadata())
        .containsEntry("form_type", "8-K")
        .containsEntry("company", "SANDISK CORP")
        .containsEntry("cik", "1000180")
        .containsEntry("period", "2010-08-16")
        .containsEntry("filed", "2010-08-18");
    Document exhibit = result.documents().get(1);
    assertThat(exhibit.key()).isEqualTo("0000950123-10-078896/2");
    assertThat(exhibit.text()).startsWith("PRESS RELEASE: profit & loss").contains("Sales    12");
    assertThat(exhibit.metadata()).containsEntry("form_type", "EX-99.1");
    assertThat(exhibit.position()).isEqualTo(1);
  }

  @Test
  void aFilingWithoutTextIsNamed() {
    assertThat(EDGAR.parse("<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n<html><body></body></html>\n").reasons())
        .containsExactly("missing_field");
  }

  @Test
  void realFilingsGiveTextCompaniesAndDates() throws IOException {
    List<Document> documents = new ArrayList<>();
    for (Path file : RealDataTest.files(SharedData.at("edgar/raw"), ".htm")) {
      Sources.Result result = EDGAR.parse(file);
      assertThat(result.rejected()).as(file.toString()).isEmpty();
      documents.addAll(result.documents());
    }
    assertThat(documents).hasSize(235);
    assertThat(documents)
        .allSatisfy(
            document -> {
              assertThat(document.key()).matches("\\d{10}-\\d{2}-\\d{6}");
              assertThat(document.text().chars()).noneMatch(c -> c >= 128 && c < 160);
              assertThat(document.text()).doesNotContain("dei:", "xbrli", "<TEXT>", "<TYPE>");
              assertThat(document.metadata().get("form_type")).startsWith("8-K");
              assertThat(document.metadata()).containsKey("cik");
            });
    assertThat(documents)
        .filteredOn(d -> d.metadata().containsKey("company"))
        .hasSizeGreaterThan(230);
    assertThat(documents).filteredOn(d -> d.created().isEmpty()).hasSizeLessThan(10);
    Document first = documents.get(0);
    assertThat(first.metadata()).containsEntry("company", "SanDisk Corporation");
    assertThat(first.created()).isEqualTo("2010-08-18");
  }
}
