"""Times greedy generation by Seekforge against transformers' generate(), on the 134M shape of train_speed.py in one
run, and prints a Markdown table of new tokens/s (medians; reading of the prompts included).

    pip install torch transformers
    python3 modules/bench/src/test/python/generate_speed.py [--dtypes fp32,bf16] [--batches 1,8] [--rounds 2]
"""

import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from train_speed import LLAMA, ROOT, random_model

PROMPT, NEW, RUNS = 32, 64, 5


def peer(dtype, batch):
    import torch

    model = random_model(LLAMA, dtype).eval()
    ids = torch.randint(LLAMA["vocab_size"], (batch, PROMPT))
    rates = []
    for run in range(-1, RUNS):
        start = time.perf_counter()
        with torch.no_grad():
            out = model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                max_new_tokens=NEW,
                min_new_tokens=NEW,
                pad_token_id=0,
            )
        assert out.shape[1] == PROMPT + NEW
        if run >= 0:
            rates.append(batch * NEW / (time.perf_counter() - start))
    print(statistics.median(rates))


def run_peer(dtype, batch):
    command = [sys.executable, __file__, "--peer", dtype, str(batch)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def run_ours(dtype, batch):
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(json.dumps(LLAMA))
        command = [ROOT / "submit/seekforge", "bench-generate", "--config", folder, "--dtype", dtype]
        command += ["--batch", str(batch), "--prompt-tokens", str(PROMPT), "--max-new-tokens", str(NEW)]
        done = subprocess.run(command + ["--runs", str(RUNS)], check=True, capture_output=True, text=True)
    return float(re.search(r"median ([0-9.]+)", done.stdout)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dtypes", default="fp32,bf16")
    parser.add_argument("--batches", default="1,8")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        peer(arguments.peer[0], int(arguments.peer[1]))
        return
    print("| weights | batch | Seekforge tok/s | transformers tok/s | ratio |")
    print("|---|---|---|---|---|")
    for dtype in arguments.dtypes.split(","):
        for batch in map(int, arguments.batches.split(",")):
            pairs = [(run_ours(dtype, batch), run_peer(dtype, batch)) for _ in range(arguments.rounds)]
            ours, theirs = (statistics.median(values) for values in zip(*pairs))
            print(f"| {dtype} | {batch} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |", flush=True)


if __name__ == "__main__":
    main()
