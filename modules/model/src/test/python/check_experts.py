"""Merges a delta checkpoint (train.method experts) into DeepSeek-V2 and V3 models, loads them in transformers, and compares
logits with Seekforge's own.

    python3 modules/model/src/test/python/check_experts.py ../shared [--tolerance 1e-3]

Models have random weights in the shapes of ../shared/parity, with an embedding row for each id of the tokenizer of
../shared/models/stories260K.
Exits 1 if a difference is above the tolerance, or a tensor has not the bytes of the delta or, if it was not chosen, of the base.
"""

import argparse
import hashlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

EAGER = {"dtype": torch.float32, "attn_implementation": "eager", "experts_implementation": "eager"}
ROOT = pathlib.Path(__file__).resolve().parents[5]
PROMPT = "Once upon a time there was a dog. The dog had a small house in the big garden."


def seekforge(*arguments):
    subprocess.run([ROOT / "submit/seekforge", *map(str, arguments)], check=True, capture_output=True)


def compare(folder, work):
    """Type of the model in transformers, and the largest difference of logits."""
    out = work / "logits.safetensors"
    seekforge("generate", "--model", folder, "--prompt", PROMPT, "--greedy", "--max-new-tokens", 16, "--logits", out)
    own = load_file(out)
    model = AutoModelForCausalLM.from_pretrained(folder, **EAGER).eval()
    with torch.no_grad():
        logits = model(input_ids=own["input_ids.0"].long()[None]).logits[0]
    return type(model).__name__, (logits - own["logits.0"]).abs().max().item()


def base_model(config, tokenizer, work):
    shape = work / "shape"
    shape.mkdir()
    values = json.loads(config.read_text())
    values["vocab_size"] = 1 + max(json.loads((tokenizer / "tokenizer.json").read_text())["model"]["vocab"].values())
    (shape / "config.json").write_text(json.dumps(values))
    for name in ["tokenizer.json", "tokenizer_config.json"]:
        shutil.copy(tokenizer / name, shape)
    seekforge("make-model", "--config", shape, "--out", work / "base", "--seed", 5)
    return work / "base"


def same_bits(a, b):
    return a is not None and b is not None and a.dtype == b.dtype and torch.equal(a.view(torch.int32), b.view(torch.int32))


def check_delta(case, tokenizer, work):
    base = base_model(case / "model/config.json", tokenizer, work)
    weights = load_file(base / "model.safetensors")
    layers = sorted({int(name.split(".")[2]) for name in weights if ".mlp.experts." in name})
    experts = {str(layer): [1, 3] for layer in layers}
    chosen = [
        name for name in weights for layer, ids in experts.items() for expert in ids
        if name.startswith(f"model.layers.{layer}.mlp.experts.{expert}.")
    ]
    generator = torch.Generator().manual_seed(3)
    changed = {name: weights[name] + 0.3 * weights[name].std() * torch.randn(weights[name].shape, generator=generator) for name in chosen}
    digest = hashlib.sha256(b"model.safetensors\n" + (base / "model.safetensors").read_bytes()).hexdigest()
    delta = work / "delta"
    delta.mkdir()
    save_file(changed, delta / "delta.safetensors", metadata={"format": "pt", "base_sha256": digest})
    (delta / "expert_cfg.json").write_text(json.dumps({"experts": experts, "shared_experts": False, "non_expert_modules": False}))
    seekforge("merge", "--model", base, "--delta", delta, "--out", work / "merged")
    merged = load_file(work / "merged/model.safetensors")
    expected = {**weights, **changed}
    wrong = [name for name in expected.keys() | merged.keys() if not same_bits(expected.get(name), merged.get(name))]
    name, difference = compare(work / "merged", work)
    print(f"{case.name}: {len(chosen)} of {len(weights)} tensors changed, {len(wrong)} wrong; {name}, logits {difference:.3g}", flush=True)
    return float("inf") if wrong else difference


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    stories = arguments.shared / "models/stories260K"
    differences = []
    for case in ["deepseek-v2-lite", "deepseek-v2-groups-yarn", "deepseek-v3"]:
        with tempfile.TemporaryDirectory() as work:
            differences.append(check_delta(arguments.shared / "parity" / case, stories, pathlib.Path(work)))
    sys.exit(not max(differences) <= arguments.tolerance)


if __name__ == "__main__":
    main()
