"""Folds a mixture of adapters into its base with `seekforge merge`, loads the result in transformers as
MixtralForCausalLM, and compares its logits with those that Seekforge computes of base and mixture.

    python3 modules/model/src/test/python/check_mixture.py BASE MIXTURE [--tolerance 1e-3]

BASE is a Llama checkpoint with tokenizer.json, MIXTURE what train.method mixture left. Exits 1 above the tolerance.
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

ROOT = pathlib.Path(__file__).resolve().parents[5]
EAGER = {"dtype": torch.float32, "attn_implementation": "eager", "experts_implementation": "eager"}
PROMPT = "What are the symptoms of lung cancer? A cough that does not go away, and"


def seekforge(*arguments):
    subprocess.run([ROOT / "submit/seekforge", *arguments], check=True, capture_output=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=pathlib.Path)
    parser.add_argument("mixture", type=pathlib.Path)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        merged, logits = pathlib.Path(name, "merged"), pathlib.Path(name, "logits.safetensors")
        model = ["--model", arguments.base, "--adapter", arguments.mixture]
        seekforge("merge", *model, "--out", merged)
        seekforge("generate", *model, "--prompt", PROMPT, "--max-new-tokens", "8", "--greedy", "--logits", logits)
        own = load_file(logits)
        theirs = AutoModelForCausalLM.from_pretrained(merged, **EAGER).eval()
        with torch.no_grad():
            difference = (theirs(input_ids=own["input_ids.0"].long()[None]).logits[0] - own["logits.0"]).abs().max()
    kind = type(theirs).__name__
    print(json.dumps({"class": kind, "difference": difference.item()}))
    sys.exit(kind != "MixtralForCausalLM" or difference.item() > arguments.tolerance)


if __name__ == "__main__":
    main()
