"""Makes dense Llama branches of one base, joins them with `seekforge upcycle`, loads the mixture in transformers as
MixtralForCausalLM, and compares its logits with Seekforge's own and, with equal branches, with those of the base.

    python3 modules/model/src/test/python/check_upcycled.py [--tolerance 1e-3]

Exits 1 above the tolerance.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, LlamaForCausalLM

ROOT = pathlib.Path(__file__).resolve().parents[5]
BASE = ROOT / "conf/quickstart/base"
EAGER = {"dtype": torch.float32, "attn_implementation": "eager", "experts_implementation": "eager"}
PROMPT = "A patient complains of fever and a dry cough. The diagnosis is"


def seekforge(*arguments):
    subprocess.run([ROOT / "submit/seekforge", *arguments], check=True, capture_output=True)


def branch(folder, seed):
    """The base after a training of sorts: noise of a tenth of each weight's spread."""
    torch.manual_seed(seed)
    model = LlamaForCausalLM.from_pretrained(BASE, dtype=torch.float32)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(0.1 * weight.std() * torch.randn_like(weight))
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(BASE / name, folder)


def compare(branches, out, logits_file):
    seekforge("upcycle", *[f"--branch={b}" for b in branches], "--out", out)
    arguments = ["--model", out, "--prompt", PROMPT, "--max-new-tokens", "1", "--greedy", "--logits", logits_file]
    seekforge("generate", *arguments)
    own = load_file(logits_file)
    model = AutoModelForCausalLM.from_pretrained(out, **EAGER).eval()
    ids = own["input_ids.0"].long()[None]
    with torch.no_grad():
        theirs = model(input_ids=ids).logits[0]
    return type(model).__name__, ids, theirs, (theirs - own["logits.0"]).abs().max().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        branches = [folder / f"branch{i}" for i in range(3)]
        for seed, path in enumerate(branches):
            branch(path, seed)
        kind, _, _, apart = compare(branches, folder / "mixture", folder / "a.safetensors")
        _, ids, theirs, equal = compare([BASE, BASE], folder / "copies", folder / "b.safetensors")
        with torch.no_grad():
            dense = LlamaForCausalLM.from_pretrained(BASE, **EAGER)(input_ids=ids).logits[0]
        to_base = (theirs - dense).abs().max().item()
    print(json.dumps({"class": kind, "three_branches": apart, "two_copies": equal, "two_copies_to_base": to_base}))
    sys.exit(kind != "MixtralForCausalLM" or max(apart, equal, to_base) > arguments.tolerance)


if __name__ == "__main__":
    main()
