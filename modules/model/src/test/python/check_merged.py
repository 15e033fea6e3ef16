"""Merges the adapter of parity cases with Seekforge, loads the merged checkpoints in transformers, and compares their
logits with those that transformers and PEFT gave for base and adapter (expected.safetensors). This is also the way
out for adapters on DeepSeek's experts, which PEFT 0.21 does not apply (peft#3711).

    python3 modules/model/src/test/python/check_merged.py CASE_DIR… [--tolerance 1e-3]

Exits 1 if a case is above the tolerance.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

EAGER = {"dtype": torch.float32, "attn_implementation": "eager", "experts_implementation": "eager"}
ROOT = pathlib.Path(__file__).resolve().parents[5]


def merged_logits(case, ids):
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/merged"
        command = [ROOT / "submit/seekforge", "merge", "--model", case / "model"]
        subprocess.run([*command, "--adapter", case / "adapter", "--out", out], check=True, capture_output=True)
        model = AutoModelForCausalLM.from_pretrained(out, **EAGER).eval()
    with torch.no_grad():
        return type(model).__name__, model(input_ids=ids).logits


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="+", type=pathlib.Path)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    worst = 0.0
    for case in arguments.cases:
        ids = torch.tensor(json.loads((case / "case.json").read_text())["input_ids"])
        name, logits = merged_logits(case, ids)
        expected = load_file(case / "expected.safetensors")["logits"]
        difference = (logits - expected).abs().max().item()
        worst = max(worst, difference)
        print(f"{case.name}: {name}, largest difference of logits {difference:.3g}", flush=True)
    sys.exit(worst > arguments.tolerance)


if __name__ == "__main__":
    main()
