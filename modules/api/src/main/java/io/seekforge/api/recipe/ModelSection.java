package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** The base model. */
public record ModelSection(
    @Key(
            doc =
                "Folder of a Hugging Face checkpoint: config.json, *.safetensors, tokenizer.json. For pretrain: where the new"
                    + " checkpoint goes.",
            path = true)
        String path,
    @Key(
            doc =
                "Folder with tokenizer.json and tokenizer_config.json; empty: the model's folder.",
            def = "",
            path = true)
        String tokenizer,
    @Key(
            doc =
                "For pretrain: folder or file with the config.json of the new model; empty: the model's folder.",
            def = "",
            path = true)
        String config,
    @Key(
            doc =
                "Type of the frozen weights: fp32 (matrices that come in bf16 may stay so in memory) or bf16; or, for LoRA, with quantised linears: int8, nf4 (QLoRA) or fp8.",
            def = "fp32")
        String precision)
    implements Serializable {
  public ModelSection {
    Check.named("path", path);
    Check.oneOf("precision", precision, List.of("fp32", "bf16", "int8", "nf4", "fp8"));
  }

  /** The folder the tokenizer is read from. */
  public String tokenizerPath() {
    return tokenizer.isEmpty() ? path : tokenizer;
  }
}
