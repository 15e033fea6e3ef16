"""Loads an adapter and a merged checkpoint of Seekforge in Hugging Face PEFT and compares logits.

    python3 check_peft.py --base DIR --adapter DIR [--merged DIR] [--logits FILE.safetensors] [--tolerance 1e-3]

FILE holds what Seekforge computed (io.seekforge.model.checkpoint.LogitsFile): for i = 0, 1, … the tensors
`input_ids.<i>` [T] and `logits.<i>` [T, V], with the adapter applied. Without it, the adapter in PEFT is compared with
the merged checkpoint on seeded random tokens. Exits 1 above the tolerance or if a tensor of the adapter was not taken.
"""

import argparse
import sys

import torch
from peft import PeftModel, get_peft_model_state_dict
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM


def model(folder):
    return AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()


def inputs_and_logits(file, vocabulary):
    if file is None:
        generator = torch.Generator().manual_seed(7)
        return [torch.randint(vocabulary, (48,), generator=generator) for _ in range(4)], None
    tensors = load_file(file)
    count = sum(name.startswith("input_ids.") for name in tensors)
    return (
        [tensors[f"input_ids.{i}"].long() for i in range(count)],
        [tensors[f"logits.{i}"].float() for i in range(count)],
    )


def all_logits(network, inputs):
    with torch.no_grad():
        return [network(ids[None]).logits[0].float() for ids in inputs]


def largest_difference(some, others):
    return max((a - b).abs().max().item() for a, b in zip(some, others, strict=True))


def check_tensors_taken(network, folder):
    written = load_file(f"{folder}/adapter_model.safetensors")
    taken = get_peft_model_state_dict(network)
    lost = [name for name, tensor in written.items() if not torch.equal(taken.get(name, torch.empty(0)), tensor)]
    if lost or len(taken) != len(written):
        sys.exit(f"PEFT took {len(taken)} of {len(written)} tensors; not taken as written: {lost[:5]}")
    print(f"adapter: {len(written)} tensors taken by PEFT, bit for bit")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True)
    parser.add_argument("--adapter", required=True)
    parser.add_argument("--merged")
    parser.add_argument("--logits")
    parser.add_argument("--tolerance", type=float, default=1e-3)
    arguments = parser.parse_args()
    if not (arguments.merged or arguments.logits):
        parser.error("nothing to compare with: give --merged, --logits or both")

    base = model(arguments.base)
    inputs, ours = inputs_and_logits(arguments.logits, base.config.vocab_size)
    plain = all_logits(base, inputs)
    tuned = PeftModel.from_pretrained(base, arguments.adapter).eval()
    check_tensors_taken(tuned, arguments.adapter)
    with_adapter = all_logits(tuned, inputs)
    print(f"adapter against base: logits moved by up to {largest_difference(with_adapter, plain):.3g}")

    differences = {}
    if ours is not None:
        differences["ours against PEFT"] = largest_difference(ours, with_adapter)
    if arguments.merged:
        merged = all_logits(model(arguments.merged), inputs)
        differences["merged against PEFT"] = largest_difference(merged, with_adapter)
        if ours is not None:
            differences["ours against merged"] = largest_difference(ours, merged)
    for name, difference in differences.items():
        print(f"{name}: largest difference {difference:.3g} (allowed {arguments.tolerance:g})")
    if not all(difference <= arguments.tolerance for difference in differences.values()):
        sys.exit(1)


if __name__ == "__main__":
    main()
