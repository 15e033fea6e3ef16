package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiteratureTest {
  private static final String ARTICLE =
      """
      <!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.0//EN" "JATS-archivearticle1.dtd">
      <article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="review" xml:lang="en">
      <front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta>
      <article-id pub-id-type="pmid">12</article-id><article-id pub-id-type="doi">10.1/x</article-id>
      <title-group><article-title>On <italic>E. coli</italic> and T<sub>4</sub></article-title></title-group>
      <pub-date pub-type="collection"><year>2011</year></pub-date>
      <pub-date pub-type="epub"><day>2</day><month>8</month><year>2011</year></pub-date>
      <permissions><license license-type="open-access" xlink:href="http://creativecommons.org/licenses/by-nc/3.0/"><license-p>Open.</license-p></license></permissions>
      <abstract><sec><title>Aim</title><p>To see.</p></sec></abstract>
      </article-meta></front>
      <body><sec><title>Intro</title><p>Known [<xref ref-type="bibr" rid="b1">1</xref>-<xref ref-type="bibr" rid="b2">9</xref>]
       as <xref ref-type="bibr" rid="b3">Hill (2004)</xref> said<sup><xref ref-type="bibr" rid="b4">4</xref>,<xref ref-type="bibr" rid="b5">5</xref></sup>; see Table <xref ref-type="table" rid="t">1</xref>.
      <list list-type="bullet"><list-item><p>one</p></list-item><list-item><p>two</p></list-item></list> End.</p>
      <table-wrap id="t"><label>Table 1</label><caption><p>Counts.</p></caption>
      <table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></table-wrap>
      </sec></body>
      <back><ref-list><ref><mixed-citation>Old book</mixed-citation></ref></ref-list></back></article>
      """;

  @Test
  void jatsGivesTitleAbstractSectionsIdsAndLicence() {
    Document document = Sources.of("jats").parse(ARTICLE).only();
    assertThat(document.text())
        .isEqualTo(
            """
            On E. coli and T4

            Abstract

            Aim

            To see.

            Intro

            Known as Hill (2004) said; see Table 1.

            - one

            - two

            End.

            Table 1

            Counts.

            a | b
            1 | 2""");
    assertThat(document.key()).isEqualTo("10.1/x");
    assertThat(document.url()).isEqualTo("https://doi.org/10.1/x");
    assertThat(document.license()).isEqualTo("CC-BY-NC-3.0");
    assertThat(document.created()).isEqualTo("2011-08-02");
    assertThat(document.lang()).isEqualTo("en");
    assertThat(document.metadata())
        .containsEntry("pmid", "12")
        .containsEntry("doi", "10.1/x")
        .containsEntry("journal", "J")
        .containsEntry("title", "On E. coli and T4")
        .containsEntry("sections", "Intro");
  }

  @Test
  void realArticlesGiveTheirTitlesSectionsAndLicences() throws Exception {
    List<String> titles = new ArrayList<>();
    List<String> licences = new ArrayList<>();
    for (Path file : RealDataTest.files(SharedData.at("pubmed"), ".nxml")) {
      Document document = Sources.of("auto").maxRecordBytes(1 << 24).parse(file).only();
      titles.add(document.metadata().get("title"));
      licences.add(document.license());
      assertThat(document.key()).startsWith("10.");
      assertThat(document.metadata()).containsKeys("pmid", "pmc", "journal");
      assertThat(document.created()).matches("20\\d\\d-\\d\\d-\\d\\d");
      assertThat(document.text())
          .startsWith(document.metadata().get("title") + "\n\nAbstract\n\n")
          .doesNotContain("\uE000", "[]", "()", " ,", "xlink");
    }
    assertThat(titles)
        .containsExactly(
            "Factors influencing lysis time stochasticity in bacteriophage λ",
            "The Dutch version of the Oral Health Impact Profile (OHIP-NL): Translation, reliability and construct validity",
            "Dietary Exposure to 2,2′,4,4′-Tetrabromodiphenyl Ether (PBDE-47) Alters Thyroid Status and Thyroid Hormone–Regulated Gene Transcription in the Pituitary and Brain",
            "Serological Evidence of Rift Valley Fever Virus Circulation in Sheep and Goats in Zambézia Province, Mozambique",
            "Quantifying Organismal Complexity using a Population Genetic Approach",
            "MmPPOX Inhibits Mycobacterium tuberculosis Lipolytic Enzymes Belonging to the Hormone-Sensitive Lipase Family and Alters Mycobacterial Growth");
    assertThat(licences)
        .containsExactly("CC-BY-2.0", "CC-BY-2.0", "CC-PDM-1.0", "CC-BY", "CC-BY", "CC-BY");
  }

  @Test
  void everyRealFileGivesItsIdsLicenceAndAbstract() {
    file(
        "1471-2180-11-174.nxml",
        "21810267",
        "3166277",
        "10.1186/1471-2180-11-174",
        "CC-BY-2.0",
        "Despite identical genotypes and seemingly uniform environments",
        10);
    file(
        "1472-6831-8-11.nxml",
        "18405359",
        "2329613",
        "10.1186/1472-6831-8-11",
        "CC-BY-2.0",
        "The purpose of this study was to make a cross-culturally adapted, Dutch version",
        7);
    file(
        "ehp-116-1694.nxml",
        "19079722",
        "2599765",
        "10.1289/ehp.11570",
        "CC-PDM-1.0",
        "Polybrominated diphenyl ether (PBDE) flame retardants",
        3);
    file(
        "pntd.0002065.nxml",
        "23469300",
        "3585041",
        "10.1371/journal.pntd.0002065",
        "CC-BY",
        "Rift Valley fever (RVF) is endemic in most parts of Africa",
        4);
    file(
        "pone.0000217.nxml",
        "17299597",
        "1790863",
        "10.1371/journal.pone.0000217",
        "CC-BY",
        "Various definitions of biological complexity have been proposed",
        4);
    file(
        "pone.0046493.nxml",
        "23029536",
        "3460867",
        "10.1371/journal.pone.0046493",
        "CC-BY",
        "Lipid metabolism plays an important role during the lifetime of Mycobacterium",
        5);
  }

  private static void file(
      String name,
      String pmid,
      String pmc,
      String doi,
      String licence,
      String start,
      int sections) {
    Path path = SharedData.at("pubmed").resolve(name);
    Document document = Sources.of("auto").maxRecordBytes(1 << 24).parse(path).only();
    assertThat(document.metadata())
        .as(name)
        .containsEntry("pmid", pmid)
        .containsEntry("pmc", pmc)
        .containsEntry("doi", doi);
    assertThat(document.license()).as(name).isEqualTo(licence);
    String text = document.text();
    int summary = text.indexOf("\n\nAbstract\n\n");
    assertThat(text.indexOf(start) - summary).as(name).isBetween(12, 40);
    List<String> titles = List.of(document.metadata().get("sections").split(" \\| "));
    assertThat(titles).as(name).hasSize(sections);
    int at = summary;
    for (String title : titles) {
      at = (text + "\n").indexOf("\n\n" + title + "\n", at);
      assertThat(at).as(name + ": " + title).isPositive();
    }
  }

  @Test
  void pubmedGivesLabelledAbstractAndIds() throws Exception {
    Path file = SharedData.at("pubmed").resolve("pubmed-29768149.xml");
    for (String format : List.of("pubmed", "auto")) {
      Document document = Sources.of(format).parse(file).only();
      assertThat(document.key()).isEqualTo("29768149");
      assertThat(document.text())
          .startsWith(
              "Inhaled Combined Budesonide-Formoterol as Needed in Mild Asthma.\n\n"
                  + "BACKGROUND: In patients with mild asthma, as-needed use of an inhaled"
                  + " glucocorticoid plus a fast-acting β2-agonist may be an alternative")
          .contains("\n\nMETHODS: We conducted a 52-week");
      assertThat(document.created()).isEqualTo("2018-05-17");
      assertThat(document.lang()).isEqualTo("en");
      assertThat(document.url()).isEqualTo("https://pubmed.ncbi.nlm.nih.gov/29768149/");
      assertThat(document.metadata())
          .containsEntry("doi", "10.1056/NEJMoa1715274")
          .containsEntry("journal", "The New England journal of medicine");
      assertThat(document.metadata().get("mesh")).startsWith("Administration, Inhalation | Adole");
    }
  }

  @Test
  void licencesAreNamed() {
    assertThat(LicenceName.of("https://creativecommons.org/licenses/by-nc-nd/4.0/", ""))
        .isEqualTo("CC-BY-NC-ND-4.0");
    assertThat(
            LicenceName.of(
                "", "under the Creative Commons Attribution Non-Commercial License (4.0)"))
        .startsWith("CC-BY-NC");
    assertThat(LicenceName.of("", "CC0 1.0")).isEqualTo("CC0-1.0");
    assertThat(LicenceName.of("", "All rights reserved")).isEqualTo("All rights reserved");
    assertThat(LicenceName.of("http://x", "")).isEqualTo("http://x");
  }

  @Test
  void datesAreRead() {
    assertThat(StatedDate.of("August 18, 2010")).isEqualTo("2010-08-18");
    assertThat(StatedDate.of("20100818")).isEqualTo("2010-08-18");
    assertThat(StatedDate.of("2010", "Aug", "")).isEqualTo("2010-08");
    assertThat(StatedDate.of("2010", "Spring", "")).isEqualTo("2010");
    assertThat(StatedDate.of("soon")).isEmpty();
  }
}
