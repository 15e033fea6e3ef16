package io.seekforge.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** config.json of small models of every supported type, with widths that no block divides. */
public final class ConfigFiles {
  private static final String COMMON =
      "\"model_type\":\"%s\",\"vocab_size\":60,\"hidden_size\":72,\"intermediate_size\":200,"
          + "\"num_hidden_layers\":4,\"num_attention_heads\":6,\"initializer_range\":0.05,"
          + "\"max_position_embeddings\":64,\"bos_token_id\":1,\"eos_token_id\":2,";
  private static final String LATENT =
      "\"kv_lora_rank\":36,\"q_lora_rank\":40,\"qk_nope_head_dim\":12,\"qk_rope_head_dim\":8,"
          + "\"v_head_dim\":10,\"n_routed_experts\":4,\"n_shared_experts\":1,"
          + "\"num_experts_per_tok\":2,\"moe_intermediate_size\":136,\"first_k_dense_replace\":1,";

  private ConfigFiles() {}

  /** Writes {@code folder/config.json}; llama, qwen2, qwen3, deepseek_v2 or deepseek_v3. */
  public static Path write(Path folder, String type) {
    return write(folder, type, "");
  }

  /**
   * Writes {@code folder/config.json}.
   *
   * @param more further fields, each with a comma behind it
   */
  public static Path write(Path folder, String type, String more) {
    String own = type.startsWith("deepseek") ? LATENT : "\"num_key_value_heads\":3,";
    String json = "{" + COMMON.formatted(type) + own + more + "\"hidden_act\":\"silu\"}";
    try {
      Files.createDirectories(folder);
      return Files.writeString(folder.resolve("config.json"), json).getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
