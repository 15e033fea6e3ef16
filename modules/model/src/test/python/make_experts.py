"""What transformers' routers choose and what autograd makes of experts: expected values for RoutingTest and
ExpertGradientTest.

    python3 make_experts.py ../../../../../../shared/parity ../resources/experts

For each DeepSeek parity case (base model alone, float32, CPU, eager attention and experts, the batch of case.json) a
safetensors file with
  layers.<L>.experts   [B·T, k] chosen experts, ascending, as float32; layers.<L>.weights: their weights in that order
  loss                 [1], mean over label tokens
  grad.<HF name>       gradients of the loss of two experts of each layer, the shared experts and all that is no expert
  lora.<PEFT key>      A and B (r 2, alpha 6) on the same two experts; lora_loss and lora_grad.<PEFT key> with them
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

CASES = ["deepseek-v2-lite", "deepseek-v2-groups-yarn", "deepseek-v3"]
RANK, ALPHA = 2, 6
PREFIX = "base_model.model."


def chosen_experts(tensors, layer):
    """The most and the second most used expert of a layer: both have a gradient."""
    counts = tensors[f"layers.{layer}.experts"].long().flatten().bincount()
    return counts.argsort(descending=True, stable=True)[:2].tolist()


def record_routing(model, tensors):
    def watch(layer):
        def hook(_, __, output):
            _, weights, indices = output
            ids, order = indices.sort(dim=-1)
            tensors[f"layers.{layer}.experts"] = ids.float().contiguous()
            tensors[f"layers.{layer}.weights"] = weights.detach().gather(-1, order).float().contiguous()

        return hook

    return [
        layer.mlp.gate.register_forward_hook(watch(number))
        for number, layer in enumerate(model.model.layers)
        if hasattr(layer.mlp, "gate")
    ]


def expert_slices(gate_up, down, module):
    """The parts of transformers' fused tensors under their names on disk."""
    gate, up = gate_up.chunk(2, dim=0)
    return {f"{module}.gate_proj.weight": gate, f"{module}.up_proj.weight": up, f"{module}.down_proj.weight": down}


def full_gradients(model, layers, chosen, tensors):
    for name, parameter in model.named_parameters():
        if ".mlp.experts." not in name:
            tensors["grad." + name] = parameter.grad.clone()
    for layer in layers:
        experts = model.model.layers[layer].mlp.experts
        for expert in chosen[layer]:
            module = f"model.layers.{layer}.mlp.experts.{expert}"
            parts = expert_slices(experts.gate_up_proj.grad[expert], experts.down_proj.grad[expert], module)
            tensors.update({"grad." + name: part.clone() for name, part in parts.items()})


def lora_gradients(model, layers, chosen, batch, tensors):
    generator = torch.Generator().manual_seed(7)
    leaves, replaced = {}, {}
    for layer in layers:
        experts = model.model.layers[layer].mlp.experts
        gate_up = list(experts.gate_up_proj.detach().unbind(0))
        down = list(experts.down_proj.detach().unbind(0))
        for expert in chosen[layer]:
            module = f"model.layers.{layer}.mlp.experts.{expert}"
            tuned = {}
            for name, weight in expert_slices(gate_up[expert], down[expert], module).items():
                key = PREFIX + name.removesuffix(".weight")
                a = (torch.randn(RANK, weight.shape[1], generator=generator) * 0.2).requires_grad_()
                b = (torch.randn(weight.shape[0], RANK, generator=generator) * 0.2).requires_grad_()
                leaves[key + ".lora_A.weight"] = a
                leaves[key + ".lora_B.weight"] = b
                tuned[name] = weight + ALPHA / RANK * b @ a
            gate, up, last = tuned.values()
            gate_up[expert], down[expert] = torch.cat([gate, up]), last
        replaced[f"model.layers.{layer}.mlp.experts.gate_up_proj"] = torch.stack(gate_up)
        replaced[f"model.layers.{layer}.mlp.experts.down_proj"] = torch.stack(down)
    loss = torch.func.functional_call(model, replaced, kwargs=batch).loss
    gradients = torch.autograd.grad(loss, list(leaves.values()))
    tensors["lora_loss"] = loss.detach().reshape(1)
    for (key, leaf), gradient in zip(leaves.items(), gradients):
        tensors["lora." + key] = leaf.detach()
        tensors["lora_grad." + key] = gradient


def expected(case):
    model = AutoModelForCausalLM.from_pretrained(
        case / "model", dtype=torch.float32, attn_implementation="eager", experts_implementation="eager"
    )
    data = json.loads((case / "case.json").read_text())
    batch = {"input_ids": torch.tensor(data["input_ids"]), "labels": torch.tensor(data["labels"])}
    tensors = {}
    hooks = record_routing(model, tensors)
    loss = model(**batch).loss
    for hook in hooks:
        hook.remove()
    loss.backward()
    tensors["loss"] = loss.detach().reshape(1)
    layers = [number for number, layer in enumerate(model.model.layers) if hasattr(layer.mlp, "gate")]
    chosen = {layer: chosen_experts(tensors, layer) for layer in layers}
    full_gradients(model, layers, chosen, tensors)
    lora_gradients(model, layers, chosen, batch, tensors)
    return {name: tensor.contiguous() for name, tensor in tensors.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("parity", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    for name in CASES:
        tensors = expected(arguments.parity / name)
        save_file(tensors, arguments.out / f"{name}.safetensors")
        print(name, len(tensors), sum(tensor.numel() for tensor in tensors.values()))


main()
