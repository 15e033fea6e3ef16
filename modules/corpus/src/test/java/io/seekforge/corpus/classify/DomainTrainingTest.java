package io.seekforge.corpus.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.api.recipe.DomainsSection;
import io.seekforge.text.classify.DomainModel;
import io.seekforge.text.classify.HashedFeatures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class DomainTrainingTest {
  private static final DomainsSection SECTION =
      new DomainsSection(
          Map.of("a", "law", "b", "finance", "c", "medicine"),
          List.of(),
          0,
          0.2,
          100,
          1024,
          16,
          3,
          8,
          0.01,
          7,
          "");

  /** Ours computes what DL4J's network computes, also after its JSON. */
  @Test
  void theModelIsTheNetwork() throws IOException {
    DomainTraining training = new DomainTraining(SECTION);
    MultiLayerNetwork network = training.network(new long[] {10, 20, 30});
    DomainModel model = DomainModel.of(training.model(network).json());
    assertThat(model.domains()).containsExactly("finance", "law", "medicine");
    for (String text :
        List.of("A fever lasts three days.", "患者发热三天", "the net income of the quarter")) {
      HashedFeatures features = HashedFeatures.of(text, 1024);
      INDArray expected = network.output(training.inputs(List.of(features)));
      SortedMap<String, Double> found = model.probabilities(text);
      for (int i = 0; i < 3; i++) {
        assertThat(found.get(model.domains().get(i)))
            .isCloseTo(expected.getDouble(0, i), within(1e-6));
      }
    }
  }

  @Test
  void aSeedFixesTheFirstWeights() {
    DomainTraining training = new DomainTraining(SECTION);
    long[] counts = {10, 20, 30};
    String once = training.model(training.network(counts)).json();
    assertThat(training.model(training.network(counts)).json()).isEqualTo(once);
  }

  @Test
  void damagedModelsAreNamed() {
    assertThatThrownBy(
            () -> DomainModel.of("{\"format\":1,\"kind\":\"quality\",\"features\":1024}"))
        .hasMessage("it is no domains model of format 1");
    assertThatThrownBy(
            () ->
                DomainModel.of(
                    "{\"format\":1,\"kind\":\"domains\",\"features\":1024,\"domains\":[\"a\"],\"hidden\":{\"bias\":[0],\"weights\":[]}}"))
        .hasMessage("a layer has 0 inputs in place of 1024");
  }
}
