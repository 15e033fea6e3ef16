"""Writes the parity cases of src/test/resources/parity: small models with random weights, and what transformers and
PEFT make of them (float32, CPU, eager attention).

    python3 make_cases.py ../resources/parity [NAME …]

Each case is a folder: model/ and adapter/ as Hugging Face and PEFT write them, case.json and expected.safetensors with
logits, loss, gradients of every adapter tensor, the losses of some AdamW steps and the adapter after the last one.
transformers keeps routed experts as one tensor, so an adapter on them is made of plain linears here (`expert_linears`):
the experts' forward is replaced by one that calls a linear for each expert, and PEFT adapts those. The cases "fused" have
the adapters that PEFT itself puts on that one tensor.
"""

import argparse
import json
import pathlib
import shutil

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM

ATTENTION = ["q_proj", "k_proj", "v_proj", "o_proj"]
MLP = ["gate_proj", "up_proj", "down_proj"]
LATENT = ["kv_a_proj_with_mqa", "kv_b_proj", "o_proj"]

BASE = {"vocab_size": 64, "max_position_embeddings": 256, "initializer_range": 0.1, "bos_token_id": 0, "eos_token_id": 1}
LATENT_SIZES = {
    "hidden_size": 24,
    "intermediate_size": 40,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "num_key_value_heads": 3,
    "kv_lora_rank": 10,
    "qk_nope_head_dim": 6,
    "qk_rope_head_dim": 4,
    "v_head_dim": 7,
    "moe_intermediate_size": 12,
    "first_k_dense_replace": 1,
}
GREEDY_V2 = {
    **LATENT_SIZES,
    "model_type": "deepseek_v2",
    "q_lora_rank": None,
    "n_routed_experts": 5,
    "n_shared_experts": 1,
    "num_experts_per_tok": 2,
    "topk_method": "greedy",
    "n_group": 1,
    "topk_group": 1,
    "norm_topk_prob": False,
}


def dense(model_type, hidden, heads, kv, **more):
    return {
        "model_type": model_type,
        "hidden_size": hidden,
        "intermediate_size": more.pop("intermediate_size", 2 * hidden + 3),
        "num_hidden_layers": more.pop("num_hidden_layers", 2),
        "num_attention_heads": heads,
        "num_key_value_heads": kv,
        **more,
    }


CASES = {
    "llama-dora": {
        "config": dense("llama", 20, 2, 1),
        "lora": {"r": 3, "lora_alpha": 6, "target_modules": ATTENTION + MLP, "use_dora": True},
        "length": 13,
    },
    "llama-biases": {
        "config": dense("llama", 24, 6, 2, attention_bias=True, mlp_bias=True, tie_word_embeddings=True),
        "lora": {"r": 2, "lora_alpha": 5, "target_modules": ATTENTION + MLP},
        "length": 17,
    },
    "llama-some-targets": {
        "config": dense("llama", 36, 3, 3, num_hidden_layers=3, rope_theta=500.0),
        "lora": {"r": 5, "lora_alpha": 5, "target_modules": ["v_proj", "up_proj"], "use_rslora": True},
        "length": 23,
    },
    "llama-wide-heads": {
        "config": dense("llama", 18, 3, 1, head_dim=10),
        "lora": {"r": 1, "lora_alpha": 3, "target_modules": ["q_proj", "o_proj", "down_proj"]},
        "length": 31,
    },
    "qwen2-dora-biases": {
        "config": dense("qwen2", 28, 7, 1, tie_word_embeddings=True),
        "lora": {"r": 4, "lora_alpha": 4, "target_modules": ATTENTION + MLP, "use_dora": True, "use_rslora": True},
        "length": 9,
    },
    "qwen2-odd": {
        "config": dense("qwen2", 30, 5, 5, num_hidden_layers=1, intermediate_size=37, vocab_size=71),
        "lora": {"r": 3, "lora_alpha": 7, "target_modules": ["k_proj", "gate_proj"]},
        "length": 19,
    },
    "qwen3-rslora": {
        "config": dense("qwen3", 22, 4, 2, head_dim=8, tie_word_embeddings=True),
        "lora": {"r": 6, "lora_alpha": 8, "target_modules": ATTENTION + MLP, "use_rslora": True},
        "length": 21,
    },
    "mixtral": {
        "config": dense(
            "mixtral", 24, 4, 2, intermediate_size=20, num_local_experts=4, num_experts_per_tok=2, rope_theta=1e4
        ),
        "lora": {"r": 2, "lora_alpha": 4, "target_modules": ATTENTION + ["w1", "w2", "w3"]},
        "length": 31,
        "expert_linears": True,
    },
    "deepseek-v2-experts": {
        "config": {**GREEDY_V2, "routed_scaling_factor": 1.5},
        "lora": {"r": 2, "lora_alpha": 4, "target_modules": ["q_proj"] + LATENT + MLP},
        "length": 15,
        "expert_linears": True,
    },
    "deepseek-v2-dora": {
        "config": {
            **LATENT_SIZES,
            "model_type": "deepseek_v2",
            "q_lora_rank": 9,
            "n_routed_experts": 6,
            "n_shared_experts": 2,
            "num_experts_per_tok": 3,
            "topk_method": "group_limited_greedy",
            "n_group": 3,
            "topk_group": 2,
            "routed_scaling_factor": 2.0,
            "norm_topk_prob": False,
            "rope_scaling": {
                "rope_type": "yarn",
                "factor": 4.0,
                "original_max_position_embeddings": 16,
                "mscale": 0.7,
                "mscale_all_dim": 0.7,
                "beta_fast": 32,
                "beta_slow": 1,
            },
        },
        "lora": {"r": 3, "lora_alpha": 6, "target_modules": ["q_a_proj", "q_b_proj"] + LATENT, "use_dora": True},
        "length": 27,
    },
    "deepseek-v3-experts": {
        "config": {
            **LATENT_SIZES,
            "model_type": "deepseek_v3",
            "q_lora_rank": 8,
            "n_routed_experts": 4,
            "n_shared_experts": 1,
            "num_experts_per_tok": 2,
            "n_group": 2,
            "topk_group": 1,
            "routed_scaling_factor": 2.5,
            "norm_topk_prob": True,
        },
        "lora": {
            "r": 2,
            "lora_alpha": 3,
            "target_modules": ["q_a_proj", "q_b_proj"] + LATENT + MLP,
            "use_dora": True,
        },
        "length": 16,
        "expert_linears": True,
    },
    "deepseek-v2-fused": {
        "config": {**GREEDY_V2, "routed_scaling_factor": 1.0},
        "lora": {"r": 3, "lora_alpha": 5, "target_modules": ["q_proj"] + MLP, "use_rslora": True},
        "length": 18,
    },
    "mixtral-fused": {
        "config": dense(
            "mixtral", 20, 2, 1, intermediate_size=14, num_local_experts=3, num_experts_per_tok=2, rope_theta=1e4
        ),
        "lora": {
            "r": 2,
            "lora_alpha": 4,
            "target_modules": ["o_proj"],
            "target_parameters": ["mlp.experts.gate_up_proj", "mlp.experts.down_proj"],
        },
        "length": 25,
    },
    "qwen3-patterns": {
        "config": dense("qwen3", 20, 4, 2, head_dim=6, num_hidden_layers=3),
        "lora": {
            "r": 3,
            "lora_alpha": 5,
            "target_modules": ATTENTION + MLP,
            "layers_to_transform": [0, 2],
            "rank_pattern": {"q_proj": 5, ".*\\.2\\.mlp\\.(gate|up)_proj": 1},
            "alpha_pattern": {"model.layers.0.mlp.down_proj": 9},
        },
        "length": 22,
    },
    "deepseek-v3-shared-q": {
        "config": {
            **LATENT_SIZES,
            "model_type": "deepseek_v3",
            "hidden_size": 26,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "num_hidden_layers": 3,
            "q_lora_rank": 7,
            "n_routed_experts": 8,
            "n_shared_experts": 2,
            "num_experts_per_tok": 3,
            "n_group": 4,
            "topk_group": 2,
            "routed_scaling_factor": 1.0,
            "norm_topk_prob": False,
        },
        "lora": {"r": 4, "lora_alpha": 4, "target_modules": ["q_b_proj", "kv_a_proj_with_mqa"], "use_rslora": True},
        "length": 29,
    },
}

EAGER = {"attn_implementation": "eager", "experts_implementation": "eager", "dtype": torch.float32}
STEPS = 12
TRAINING = {"lr": 2e-3, "steps": STEPS, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01, "max_grad_norm": 1.0}


class Expert(nn.Module):
    """One routed expert as three linears, under the names of the checkpoint."""

    def __init__(self, gate_up, down, activation, names):
        super().__init__()
        self.names, self.activation = names, activation
        for name, weight in zip(names, [*gate_up.chunk(2), down], strict=True):
            self.add_module(name, linear(weight))

    def forward(self, x):
        gate, up, down = (self.get_submodule(name) for name in self.names)
        return down(self.activation(gate(x)) * up(x))


class Experts(nn.ModuleList):
    """Stands for the fused experts of transformers."""

    def forward(self, hidden, chosen, weights):
        result = torch.zeros_like(hidden)
        for number, expert in enumerate(self):
            tokens, place = torch.where(chosen == number)
            if len(tokens):
                out = expert(hidden[tokens]) * weights[tokens, place, None]
                result = result.index_add(0, tokens, out.to(result.dtype))
        return result


def linear(weight):
    module = nn.Linear(weight.shape[1], weight.shape[0], bias=False)
    module.weight.data.copy_(weight)
    return module


def unfuse(network):
    names = ["w1", "w3", "w2"] if network.config.model_type == "mixtral" else MLP
    for layer in network.model.layers:
        fused = getattr(layer.mlp, "experts", None)
        if fused is not None:
            pairs = zip(fused.gate_up_proj, fused.down_proj, strict=True)
            layer.mlp.experts = Experts(Expert(gate_up, down, fused.act_fn, names) for gate_up, down in pairs)


def randomise(network, generator):
    """Norms, biases and corrections too, which start at one value each."""
    with torch.no_grad():
        for name, tensor in list(network.named_parameters()) + list(network.named_buffers()):
            if name.endswith("norm.weight"):
                tensor.copy_(1 + 0.2 * torch.randn(tensor.shape, generator=generator))
            elif name.endswith("bias"):
                tensor.copy_(0.1 * torch.randn(tensor.shape, generator=generator))


def config_of(case):
    values = {**BASE, **case["config"]}
    model_type = values.pop("model_type")
    return AutoConfig.for_model(model_type, **values, **EAGER)


def batch_of(case, vocabulary, generator):
    length = case["length"]
    ids = torch.randint(2, vocabulary, (2, length), generator=generator)
    labels = ids.clone()
    labels[0, : length // 3] = -100
    labels[1, ::4] = -100
    return ids, labels


def move_adapter(network, generator):
    with torch.no_grad():
        for name, tensor in network.named_parameters():
            if "lora_magnitude" in name:
                tensor.mul_(1 + 0.1 * torch.randn(tensor.shape, generator=generator))
            elif "lora_" in name:
                tensor.copy_(0.15 * torch.randn(tensor.shape, generator=generator))


def trained(network, read):
    """A tensor for each key of the adapter, under PEFT's names in a file."""
    parameters = dict(network.named_parameters())
    renamed = {}
    for name in parameters:
        key = name.replace(".default", "")
        if "lora_magnitude_vector" in key:
            key = key.removesuffix(".weight")
        renamed[key] = name
    keys = get_peft_model_state_dict(network).keys()
    return {key: read(parameters[renamed[key]]).detach().clone().contiguous() for key in keys}


def on_disk(tensors, case):
    """In memory transformers 5 calls Mixtral's mixtures mlp, on disk block_sparse_moe; PEFT keeps the former."""
    if case["config"]["model_type"] != "mixtral" or not case.get("expert_linears"):
        return tensors
    return {name.replace(".mlp.", ".block_sparse_moe."): tensor for name, tensor in tensors.items()}


def train(network, ids, labels):
    optimizer = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad],
        lr=TRAINING["lr"],
        betas=TRAINING["betas"],
        eps=TRAINING["eps"],
        weight_decay=TRAINING["weight_decay"],
    )
    losses, gradients = [], None
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = network(input_ids=ids, labels=labels).loss
        loss.backward()
        for parameter in network.parameters():
            if parameter.requires_grad and parameter.grad is None:  # of an expert that no token chose
                parameter.grad = torch.zeros_like(parameter)
        if gradients is None:
            gradients = trained(network, lambda p: p.grad)
        losses.append(loss.item())
        torch.nn.utils.clip_grad_norm_(network.parameters(), TRAINING["max_grad_norm"])
        optimizer.step()
    return losses, gradients


def write(name, case, folder):
    torch.manual_seed(sum(name.encode()))
    generator = torch.Generator().manual_seed(sum(name.encode()))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    network = AutoModelForCausalLM.from_config(config_of(case))
    randomise(network, generator)
    network.save_pretrained(folder / "model")
    network = AutoModelForCausalLM.from_pretrained(folder / "model", **EAGER)
    if case["config"]["model_type"] == "mixtral":
        network.save_pretrained(folder / "fused", save_original_format=False)
    ids, labels = batch_of(case, network.config.vocab_size, generator)
    if case.get("expert_linears"):
        before = network(input_ids=ids).logits
        unfuse(network)
        torch.testing.assert_close(network(input_ids=ids).logits, before, rtol=1e-4, atol=1e-5)
        network.config.model_type = "unfused"  # or PEFT would look for the fused experts (peft#3711)
    lora = LoraConfig(task_type="CAUSAL_LM", lora_dropout=0.0, **case["lora"])
    network = get_peft_model(network, lora)
    move_adapter(network, generator)
    network.save_pretrained(folder / "adapter")
    adapter = folder / "adapter" / "adapter_model.safetensors"
    save_file(on_disk(load_file(adapter), case), adapter, metadata={"format": "pt"})
    with torch.no_grad():
        logits = network(input_ids=ids).logits
    losses, gradients = train(network, ids, labels)
    expected = {"logits": logits, "loss": torch.tensor(losses[:1]), "losses": torch.tensor(losses)}
    expected |= {f"grad.{key}": tensor for key, tensor in gradients.items()}
    expected |= {f"final.{key}": tensor for key, tensor in trained(network, lambda p: p).items()}
    expected = on_disk({key: tensor.contiguous() for key, tensor in expected.items()}, case)
    save_file(expected, folder / "expected.safetensors")
    description = {"input_ids": ids.tolist(), "labels": labels.tolist(), **TRAINING, "lora": case["lora"]}
    (folder / "case.json").write_text(json.dumps(description) + "\n")
    for leftover in [*folder.glob("adapter/README.md"), *folder.glob("*/generation_config.json")]:
        leftover.unlink()
    written = len(load_file(folder / "adapter" / "adapter_model.safetensors"))
    print(f"{name}: {written} adapter tensors, loss {losses[0]:.4f} to {losses[-1]:.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name, case in CASES.items():
        if not arguments.names or name in arguments.names:
            write(name, case, arguments.folder / name)


if __name__ == "__main__":
    main()
