package io.seekforge.text.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.seekforge.api.Document;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MarkdownTextTest {
  private static final Sources MARKDOWN = Sources.of("markdown");

  @Test
  void marksGoAndStructureStays() {
    Document document =
        MARKDOWN
            .parse(
                """
                # The **gout** #

                Also called *gouty* _arthritis_; snake_case_name and 2 * 3 * 4 stay.
                See [the guide](https://example.org/a "t"), ![a toe](toe.png) and <https://x.org>.

                Section
                -------

                - a hot `toe_*x*`
                  - [x] nested \\*not marked\\*
                1. first
                > quoted __strong__ word

                | sign | share |
                | ---- | :---: |
                | pain | 90 %  |

                ```java
                int a = b * c; // # no heading
                ```

                ***
                <div>html &amp; entities</div>
                [ref]: https://example.org
                """)
            .only();
    assertThat(document.text())
        .isEqualTo(
            """
            The gout

            Also called gouty arthritis; snake_case_name and 2 * 3 * 4 stay.
            See the guide, a toe and https://x.org.

            Section

            - a hot toe_*x*
              - nested *not marked*
            1. first
            quoted strong word

            sign | share
            pain | 90 %

            int a = b * c; // # no heading

            html & entities""");
    assertThat(document.metadata()).containsEntry("title", "The gout");
    assertThat(document.position()).isEqualTo(-1);
  }

  @Test
  void frontMatterIsNoText() {
    Document document = MARKDOWN.parse("---\ntitle: \"On gout\"\nx: 1\n---\nText.\n").only();
    assertThat(document.text()).isEqualTo("Text.");
    assertThat(document.metadata()).containsEntry("title", "On gout");
  }

  @Test
  void baitForPatternsEndsInTime() {
    String bait = "**a ".repeat(200_000) + "\n" + "[".repeat(100_000) + "\n" + "> ".repeat(100_000);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> MARKDOWN.maxRecordBytes(1 << 24).parse(bait));
  }
}
