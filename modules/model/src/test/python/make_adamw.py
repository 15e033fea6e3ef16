"""Writes what torch.optim.AdamW and clip_grad_norm_ make of some random gradients.

    python3 make_adamw.py > ../resources/io/seekforge/model/optim/adamw.json

One case for each setting: `initial` [n], and per step the learning rate, the gradient, its norm before clipping, and
the parameters after the step. The last gradients are tiny, so that epsilon counts.
"""

import json
import sys

import torch

SETTINGS = [
    {"betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.0, "max_grad_norm": 1.0},
    {"betas": [0.9, 0.95], "eps": 1e-6, "weight_decay": 0.1, "max_grad_norm": 0.0},
    {"betas": [0.8, 0.99], "eps": 1e-3, "weight_decay": 0.01, "max_grad_norm": 3.0},
]
SIZE = 19  # two vectors of eight lanes and three elements
STEPS = 8


def case(setting, seed):
    generator = torch.Generator().manual_seed(seed)
    parameter = torch.nn.Parameter(torch.randn(SIZE, generator=generator))
    optimizer = torch.optim.AdamW(
        [parameter], betas=setting["betas"], eps=setting["eps"], weight_decay=setting["weight_decay"]
    )
    written = {**setting, "initial": parameter.tolist(), "steps": []}
    for step in range(STEPS):
        scale = 1e-5 if step >= STEPS - 2 else 1.0
        gradient = scale * torch.randn(SIZE, generator=generator)
        rate = 1e-2 / (1 + step)
        parameter.grad = gradient.clone()
        limit = setting["max_grad_norm"] or float("inf")
        norm = torch.nn.utils.clip_grad_norm_([parameter], limit).item()
        optimizer.param_groups[0]["lr"] = rate
        optimizer.step()
        written["steps"].append(
            {"lr": rate, "gradient": gradient.tolist(), "norm": norm, "parameters": parameter.tolist()}
        )
    return written


json.dump([case(setting, 11 + i) for i, setting in enumerate(SETTINGS)], sys.stdout)
print()
