"""Writes the ids that transformers generates greedily for the models of a folder of parity cases.

    python3 make_greedy.py SHARED/parity > ../resources/io/seekforge/model/generate/greedy.json

For each case the base and the adapter continue a prompt, without and with a repetition penalty, for 64 tokens, whatever
the end-of-text token. The prompt is the shortest start of the case's first sequence with which no choice is closer than
MARGIN to the second best, so that rounding cannot turn it.
"""

import json
import pathlib
import sys

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, RepetitionPenaltyLogitsProcessor

TOKENS = 64
MARGIN = 2e-3
PENALTY = 1.3


def continued(network, prompt, penalty):
    """New ids, and how close the closest choice was."""
    processor = RepetitionPenaltyLogitsProcessor(penalty)
    ids, margin = torch.tensor([prompt]), float("inf")
    with torch.no_grad():
        for _ in range(TOKENS):
            logits = processor(ids, network(input_ids=ids, use_cache=False).logits[:, -1].float())
            best = logits.topk(2)
            margin = min(margin, (best.values[0, 0] - best.values[0, 1]).item())
            ids = torch.cat([ids, best.indices[:, :1]], 1)
    return ids[0, len(prompt) :].tolist(), margin


def entry(network, sequences, penalty):
    for sequence in sequences:
        for length in range(3, len(sequence) + 1):
            ids, margin = continued(network, sequence[:length], penalty)
            if margin > MARGIN:
                return {"prompt": sequence[:length], "penalty": penalty, "ids": ids}
    sys.exit("no prompt is far enough from a tie")


def main(folder):
    torch.set_num_threads(1)
    cases = {}
    for case in sorted(pathlib.Path(folder).glob("*/case.json")):
        sequences = json.loads(case.read_text())["input_ids"]
        network = AutoModelForCausalLM.from_pretrained(
            case.parent / "model", dtype=torch.float32, attn_implementation="eager"
        ).eval()
        base = [entry(network, sequences, penalty) for penalty in (1.0, PENALTY)]
        network = PeftModel.from_pretrained(network, case.parent / "adapter").eval()
        cases[case.parent.name] = {"base": base, "adapter": [entry(network, sequences, p) for p in (1.0, PENALTY)]}
        print(case.parent.name, [len(e["prompt"]) for e in base], file=sys.stderr)
    json.dump(cases, sys.stdout)
    print()


if __name__ == "__main__":
    main(sys.argv[1])
