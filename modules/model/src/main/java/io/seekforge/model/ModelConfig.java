package io.seekforge.model;

import java.io.Serializable;
import java.util.List;

/**
 * The shape of a decoder, as config.json of a Hugging Face checkpoint gives it.
 *
 * @param modelType {@code llama}, {@code mixtral}, {@code qwen2}, {@code qwen3}, {@code
 *     deepseek_v2} or {@code deepseek_v3}
 * @param vocabSize rows of the embedding
 * @param hiddenSize width of the residual stream
 * @param intermediateSize width of a dense MLP
 * @param layers number of decoder layers
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of {@code heads}
 * @param headDim dimensions of a head (MLA: of the rotated part)
 * @param normEps epsilon of every RMSNorm but MLA's inner ones (those use 1e-6)
 * @param tiedEmbeddings whether the head is the embedding
 * @param qkvBias whether q, k and v (MLA: q_a and kv_a) have biases
 * @param outputBias whether o has a bias
 * @param mlpBias whether gate, up and down have biases
 * @param queryKeyNorm RMSNorm over each head's query and key before rotation (Qwen3)
 * @param ropeTheta base of the rotary frequencies
 * @param ropeInterleaved whether pairs (2i, 2i+1) are rotated in place of halves (i, i + d/2)
 * @param ropeScaling null for the default frequencies
 * @param mla null for ordinary attention
 * @param moe null without experts
 * @param maxPositions longest sequence the model was made for
 * @param initializerRange standard deviation of random weights
 * @param bosTokenId null without one
 * @param eosTokenIds ids that end a text
 */
public record ModelConfig(
    String modelType,
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    double normEps,
    boolean tiedEmbeddings,
    boolean qkvBias,
    boolean outputBias,
    boolean mlpBias,
    boolean queryKeyNorm,
    double ropeTheta,
    boolean ropeInterleaved,
    RopeScaling ropeScaling,
    MlaConfig mla,
    MoeConfig moe,
    int maxPositions,
    double initializerRange,
    Integer bosTokenId,
    List<Integer> eosTokenIds)
    implements Serializable {
  public ModelConfig {
    eosTokenIds = List.copyOf(eosTokenIds);
  }

  /** Whether the layer (from 0) has routed experts. */
  public boolean hasExperts(int layer) {
    return moe != null && layer >= moe.firstDenseLayers();
  }
}
