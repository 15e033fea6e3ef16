"""Writes src/test/resources/routers: what PyTorch makes of losses of routers, on the models of parity cases.

    python3 make_routers.py ../resources/parity ../resources/routers

transformers runs the models (float32, CPU, eager); the losses are written out here from the papers: the load-balancing
loss of Switch Transformer in Mixtral's form and that of DeepSeek-V2 by sequence, the z-loss of ST-MoE, and the moving
correction bias of DeepSeek-V3. Every loss is taken over one row and weighted by the row's label tokens. Each file has
gradients of the first step, the losses of 20 AdamW steps on all parameters, and routers and biases after the last.
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from torch.nn import functional
from transformers import AutoModelForCausalLM

EAGER = {"attn_implementation": "eager", "experts_implementation": "eager", "dtype": torch.float32}
STEPS, RATE, BETAS, EPS = 20, 2e-3, (0.9, 0.999), 1e-8
CASES = {
    "mixtral": {"form": "batch", "balance": 0.5, "z": 0.02, "bias": 0.0},
    "deepseek-v2-experts": {"form": "sequence", "balance": 0.3, "z": 0.0, "bias": 0.0},
    "deepseek-v3-experts": {"form": "sequence", "balance": 0.2, "z": 0.01, "bias": 0.01},
}


class Routers:
    """What the gates of a model gave in its last forward."""

    def __init__(self, network, sigmoid):
        self.sigmoid, self.seen = sigmoid, []
        self.gates = [layer.mlp.gate for layer in network.model.layers if hasattr(layer.mlp, "gate")]
        for gate in self.gates:
            gate.register_forward_hook(lambda _module, _inputs, outputs: self.seen.append((outputs[0], outputs[2])))

    def scores(self, logits):
        if not self.sigmoid:
            return logits.softmax(-1)
        scores = logits.sigmoid()
        return scores / scores.sum(-1, keepdim=True)

    def load(self, chosen, experts):
        return functional.one_hot(chosen, experts).sum((0, 1)).float()

    def batch(self):
        experts = self.seen[0][0].shape[-1]
        fractions = torch.stack([self.load(chosen, experts) / len(logits) for logits, chosen in self.seen]).mean(0)
        means = torch.stack([self.scores(logits).mean(0) for logits, _ in self.seen]).mean(0)
        return experts * (fractions * means).sum()

    def sequence(self):
        total = 0
        for logits, chosen in self.seen:
            tokens, experts = logits.shape
            fractions = self.load(chosen, experts) * experts / (chosen.shape[-1] * tokens)
            total = total + (fractions * self.scores(logits).mean(0)).sum()
        return total

    def z(self):
        return sum(logits.logsumexp(-1).square().mean() for logits, _ in self.seen)


def row(network, routers, case, ids, labels):
    routers.seen.clear()
    logits = network(input_ids=ids[None]).logits[0, :-1]
    loss = functional.cross_entropy(logits, labels[1:], ignore_index=-100, reduction="sum")
    count = (labels[1:] != -100).sum()
    balance, z = getattr(routers, case["form"])(), routers.z()
    loads = [routers.load(chosen, logits.shape[-1]) for logits, chosen in routers.seen]
    return loss, count, balance, z, loads


def step(network, routers, case, ids, labels):
    rows = [row(network, routers, case, *pair) for pair in zip(ids, labels, strict=True)]
    labelled = sum(count for _, count, *_ in rows)
    mean = [sum(r[0] for r in rows) / labelled] + [sum(r[1] * r[i] for r in rows) / labelled for i in (2, 3)]
    (mean[0] + case["balance"] * mean[1] + case["z"] * mean[2]).backward()
    return [m.item() for m in mean], [sum(loads) for loads in zip(*(r[4] for r in rows), strict=True)]


def write(name, case, model, file):
    network = AutoModelForCausalLM.from_pretrained(model / "model", **EAGER)
    description = json.loads((model / "case.json").read_text())
    ids, labels = (torch.tensor(description[key]) for key in ("input_ids", "labels"))
    block = "block_sparse_moe" if name == "mixtral" else "mlp"
    layers = [i for i, layer in enumerate(network.model.layers) if hasattr(layer.mlp, "gate")]
    routers = Routers(network, sigmoid="v3" in name)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, betas=BETAS, eps=EPS, weight_decay=0.0)
    curves, expected = [], {}
    for number in range(STEPS):
        optimizer.zero_grad()
        losses, loads = step(network, routers, case, ids, labels)
        curves.append(losses)
        if number == 0:
            for i, gate in zip(layers, routers.gates, strict=True):
                expected[f"grad.model.layers.{i}.{block}.gate.weight"] = gate.weight.grad.clone()
            for i, layer in enumerate(network.model.layers):
                weight = layer.self_attn.o_proj.weight
                expected[f"grad.model.layers.{i}.self_attn.o_proj.weight"] = weight.grad.clone()
        optimizer.step()
        for gate, load in zip(routers.gates, loads, strict=True):
            if case["bias"]:
                gate.e_score_correction_bias += case["bias"] * torch.sign(load.mean() - load)
    for i, gate in zip(layers, routers.gates, strict=True):
        expected[f"final.model.layers.{i}.{block}.gate.weight"] = gate.weight.detach().clone()
        if case["bias"]:
            key = f"final.model.layers.{i}.{block}.gate.e_score_correction_bias"
            expected[key] = gate.e_score_correction_bias.clone()
    expected["curves"] = torch.tensor(curves)
    weights = {key: str(value) for key, value in case.items()}
    save_file({key: tensor.contiguous() for key, tensor in expected.items()}, file, metadata=weights)
    print(f"{name}: loss, balance, z from {curves[0]} to {curves[-1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name, case in CASES.items():
        write(name, case, arguments.cases / name, arguments.out / f"{name}.safetensors")


if __name__ == "__main__":
    main()
