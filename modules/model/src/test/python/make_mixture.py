"""Writes src/test/resources/mixture.safetensors: what PyTorch makes of LoRA experts over the frozen feed-forward of a
parity case (Li et al. 2024, "MixLoRA": softmax over the experts, weights of the best two divided by their sum, the
load-balancing loss of Mixtral over each row, weighted by its label tokens).

    python3 make_mixture.py ../resources/parity/llama-biases ../resources/mixture.safetensors

The model runs in transformers (float32, CPU, eager); only its feed-forwards are replaced, by the module below. The file
has the initial values, logits, gradients of the first step, the losses of 20 AdamW steps and the last values.
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional
from transformers import AutoModelForCausalLM

EAGER = {"attn_implementation": "eager", "dtype": torch.float32}
EXPERTS, TOP_K, RANK, ALPHA, BALANCE, STEPS, RATE = 3, 2, 2, 6.0, 0.3, 20, 2e-3
LINEARS = ("gate_proj", "up_proj", "down_proj")


class Mixture(nn.Module):
    def __init__(self, mlp, generator):
        super().__init__()
        self.mlp = mlp.requires_grad_(False)
        self.moe_gate = nn.Parameter(0.05 * torch.randn(EXPERTS, mlp.gate_proj.in_features, generator=generator))
        self.adapters = nn.ParameterDict()
        for name in LINEARS:
            linear = getattr(mlp, name)
            for expert in range(EXPERTS):
                for part, shape in (("A", (RANK, linear.in_features)), ("B", (linear.out_features, RANK))):
                    value = 0.15 * torch.randn(*shape, generator=generator)
                    self.adapters[f"{name}/{expert}/{part}"] = nn.Parameter(value)

    def adapted(self, name, expert, x):
        a, b = (self.adapters[f"{name}/{expert}/{part}"] for part in "AB")
        return getattr(self.mlp, name)(x) + ALPHA / RANK * (x @ a.T @ b.T)

    def forward(self, x):
        scores = functional.linear(x, self.moe_gate).softmax(-1)
        weights, chosen = scores.topk(TOP_K, dim=-1)
        weights = weights / weights.sum(-1, keepdim=True)
        self.seen = scores.flatten(0, -2), chosen.flatten(0, -2)
        out = torch.zeros_like(x)
        for expert in range(EXPERTS):
            inner = functional.silu(self.adapted("gate_proj", expert, x)) * self.adapted("up_proj", expert, x)
            weight = (weights * (chosen == expert)).sum(-1, keepdim=True)
            out = out + weight * self.adapted("down_proj", expert, inner)
        return out


def balance(mixtures):
    fractions = [functional.one_hot(m.seen[1], EXPERTS).sum((0, 1)) / len(m.seen[1]) for m in mixtures]
    means = [m.seen[0].mean(0) for m in mixtures]
    return EXPERTS * (torch.stack(fractions).mean(0) * torch.stack(means).mean(0)).sum()


def named(mixtures, read):
    tensors = {}
    for layer, mixture in enumerate(mixtures):
        tensors[f"mixlora.layers.{layer}.mlp.moe_gate.weight"] = read(mixture.moe_gate)
        for key, value in mixture.adapters.items():
            name, expert, part = key.split("/")
            tensors[f"mixlora.layers.{layer}.mlp.{name}.experts.{expert}.lora_{part}.weight"] = read(value)
    return {key: tensor.detach().clone().contiguous() for key, tensor in tensors.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(11)
    network = AutoModelForCausalLM.from_pretrained(arguments.case / "model", **EAGER).requires_grad_(False)
    mixtures = []
    for layer in network.model.layers:
        layer.mlp = Mixture(layer.mlp, generator)
        mixtures.append(layer.mlp)
    description = json.loads((arguments.case / "case.json").read_text())
    ids, labels = (torch.tensor(description[key]) for key in ("input_ids", "labels"))
    expected = named(mixtures, lambda p: p)
    with torch.no_grad():
        expected["logits"] = network(input_ids=ids).logits.contiguous()
    parameters = [p for m in mixtures for p in m.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.0)
    curve = []
    for step in range(STEPS):
        optimizer.zero_grad()
        total, pulled, count = 0, 0, 0
        for row, wanted in zip(ids, labels, strict=True):
            logits = network(input_ids=row[None]).logits[0, :-1]
            total = total + functional.cross_entropy(logits, wanted[1:], ignore_index=-100, reduction="sum")
            tokens = (wanted[1:] != -100).sum()
            pulled, count = pulled + tokens * balance(mixtures), count + tokens
        ((total + BALANCE * pulled) / count).backward()
        curve.append([(total / count).item(), (pulled / count).item()])
        if step == 0:
            expected |= {f"grad.{key}": value for key, value in named(mixtures, lambda p: p.grad).items()}
        optimizer.step()
    expected |= {f"final.{key}": value for key, value in named(mixtures, lambda p: p).items()}
    expected["curve"] = torch.tensor(curve)
    save_file(expected, arguments.out)
    print(f"{len(parameters)} tensors, loss and balance from {curve[0]} to {curve[-1]}")


if __name__ == "__main__":
    main()
