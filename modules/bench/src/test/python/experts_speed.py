"""Times expert-specialised training of Seekforge against transformers with requires_grad on the same experts, in one run:
DeepSeek-V2-Lite cut to 3 layers, experts chosen at a share of 0.2 of the token scores.

    pip install torch transformers
    python3 modules/bench/src/test/python/experts_speed.py [--dtype fp32|bf16] [--steps 5] [--rounds 2]
        [--batch 2] [--length 512]

Both sides: random weights, random tokens with a loss on each, gradient clipping and AdamW on the chosen experts alone, two
warm-up steps left out, medians. transformers holds the experts of a layer as one tensor, all of which would have to be
trained; the peer gets them as linears of their own (views of that tensor, no copies), as ESFT's own code has them, and
is faster for it, in both types. Neither side pads the rows of an expert or drops tokens.
Prints a Markdown table; "outside" is the share of our step that its matrix products do not take.
"""

import argparse
import json
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from train_speed import DEEPSEEK, ROOT, WARM_UP, random_model

SHARE = 0.2


def peer_model(config, dtype, experts):
    import torch
    from torch import nn

    class Expert(nn.Module):
        def __init__(self, gate_up, down, activation):
            super().__init__()
            self.gate, self.up = (nn.Parameter(part, requires_grad=False) for part in gate_up.chunk(2))
            self.down, self.activation = nn.Parameter(down, requires_grad=False), activation

        def forward(self, x):
            inner = self.activation(nn.functional.linear(x, self.gate)) * nn.functional.linear(x, self.up)
            return nn.functional.linear(inner, self.down)

    class Experts(nn.ModuleList):
        def forward(self, hidden, chosen, weights):
            result = torch.zeros_like(hidden)
            for number, expert in enumerate(self):
                tokens, place = torch.where(chosen == number)
                if len(tokens):
                    out = expert(hidden[tokens]) * weights[tokens, place, None]
                    result = result.index_add(0, tokens, out.to(result.dtype))
            return result

    model = random_model(config, dtype)
    model.requires_grad_(False)
    trained = []
    for number, layer in enumerate(model.model.layers):
        if hasattr(layer.mlp, "experts"):
            fused = layer.mlp.experts
            pairs = zip(fused.gate_up_proj.data, fused.down_proj.data, strict=True)
            layer.mlp.experts = Experts(Expert(gate_up, down, fused.act_fn) for gate_up, down in pairs)
            for chosen in experts[str(number)]:
                trained += layer.mlp.experts[chosen].requires_grad_(True).parameters()
    model.train()
    return model, trained


def peer(arguments):
    """Trains, and prints one line of JSON."""
    import torch

    model, trained = peer_model(DEEPSEEK, arguments.dtype, json.loads(arguments.peer))
    ids = torch.randint(DEEPSEEK["vocab_size"], (arguments.batch, arguments.length))
    optimizer = torch.optim.AdamW(trained, lr=1e-5, weight_decay=0.0)
    rates = []
    for step in range(WARM_UP + arguments.steps):
        start = time.perf_counter()
        model(input_ids=ids, labels=ids).loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step >= WARM_UP:
            rates.append(ids.numel() / (time.perf_counter() - start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"rate": statistics.median(rates), "peak": peak}))


def run_ours(arguments):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(json.dumps(DEEPSEEK))
        command = [ROOT / "submit/seekforge", "bench-train", "--config", folder, "--dtype", arguments.dtype]
        command += ["--seq", str(arguments.length), "--batch", str(arguments.batch)]
        command += ["--steps", str(arguments.steps), "--experts", str(SHARE)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"median ([0-9.]+), .*peak memory ([0-9.]+) GB.* ([0-9]+) % of", done.stdout)
    layers = re.findall(r"([0-9]+)=\[([0-9, ]*)\]", done.stdout)
    experts = {layer: [int(i) for i in ids.split(", ")] for layer, ids in layers}
    return float(found[1]), float(found[2]) * 1e9, float(found[3]) / 100, experts


def run_peer(arguments, experts):
    command = [sys.executable, __file__, "--peer", json.dumps(experts), "--dtype", arguments.dtype]
    command += ["--steps", str(arguments.steps), "--batch", str(arguments.batch), "--length", str(arguments.length)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["rate"], result["peak"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dtype", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--batch", type=int, default=2)
    parser.add_argument("--length", type=int, default=512)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        peer(arguments)
        return
    ours, peers, experts = [], [], {}
    for _ in range(arguments.rounds):
        *measured, experts = run_ours(arguments)
        ours.append(measured)
        peers.append(run_peer(arguments, experts))
    rate, memory, products = (statistics.median(values) for values in zip(*ours))
    peer_rate, peer_memory = (statistics.median(values) for values in zip(*peers))
    chosen = " + ".join(str(len(ids)) for ids in experts.values())
    print("| weights | experts of 64 + 64 | Seekforge /s | transformers /s | ratio | memory GB | transformers' | outside |")
    print("|---|---|---|---|---|---|---|---|")
    print(
        f"| {arguments.dtype} | {chosen} | {rate:.4g} | {peer_rate:.4g} | {rate / peer_rate:.2f} "
        f"| {memory / 1e9:.2f} | {peer_memory / 1e9:.2f} | {1 - products:.0%} |"
    )


if __name__ == "__main__":
    main()
