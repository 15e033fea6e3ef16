package io.seekforge.cli.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.junit.jupiter.api.Test;

class DomainsPartTest {
  private static final String MATRIX =
      """
      {"base": {"law": {"loss": 4.5, "token_accuracy": 0.2, "cases": 4, "accuracy": 0.25},
                "<b>": {"loss": 5.5, "token_accuracy": 0.1, "cases": 0}},
       "mixture": {"parameters": 7,
                "law": {"loss": 2.5, "token_accuracy": 0.5, "cases": 4, "accuracy": 0.75,
                        "router_load": [[1.5, 0.5], [0.25, 1.75]], "expert_share": [0.4375, 0.5625]},
                "<b>": {"loss": 3.5, "token_accuracy": 0.4, "cases": 0,
                        "router_load": [[1, 1], [1, 1]], "expert_share": [0.5, 0.5]}}}
      """;

  @Test
  void everyDomainHasItsRowAndItsHeatMap() throws JsonProcessingException {
    JsonNode matrix = new ObjectMapper().readTree(MATRIX);
    String html = new DomainsPart(matrix).html();
    assertThat(html)
        .contains(Text.number(2.5) + " (" + Text.percent(0.5) + ")")
        .contains(Text.percent(0.75) + " of 4", "no cases", Text.percent(0.5625))
        .contains("Routers on law", "layer 1, expert 1: load " + Text.number(1.75))
        .contains("&lt;b&gt;")
        .doesNotContain("<b>");
  }

  @Test
  void withoutAMixtureThereIsNone() {
    assertThat(new DomainsPart(MissingNode.getInstance()).html()).isEmpty();
  }
}
