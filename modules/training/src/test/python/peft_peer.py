"""Trains a LoRA adapter with Hugging Face transformers and PEFT on the very shards that a run of
Seekforge trained on: same initial adapter, same order of batches, same AdamW, schedule and clipping.
Prints both held-out losses as one JSON object.

    pip install torch transformers peft pyarrow safetensors numpy
    python3 peft_peer.py --pack WORK/pack/FINGERPRINT --train WORK/train/FINGERPRINT --model BASE

--pack is the output folder of the stage pack, --train that of the stage train: its manifest.json
gives the hyper-parameters (--set key=value changes single ones, also without --train). Rules of
order and initial values: docs/spec/training.md.
"""

import argparse
import glob
import json
import math
import os
import sys

import pyarrow.parquet as parquet
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, get_scheduler

MASK64 = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
IGNORE = -100
SCHEDULES = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}
DEFAULTS = {
    "seed": 42,
    "epochs": 1.0,
    "max-steps": 0,
    "sequences-per-step": 1,
    "accumulation": 1,
    "local-steps": 1,
    "learning-rate": 2e-4,
    "schedule": "cosine",
    "warmup": 0.03,
    "weight-decay": 0.0,
    "beta1": 0.9,
    "beta2": 0.999,
    "epsilon": 1e-8,
    "max-grad-norm": 1.0,
    "lora": {"r": 16, "alpha": 32, "rslora": False, "targets": ["all-linear"]},
}


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK64
    return z ^ (z >> 31)


def following(key, number):
    return mix((key + GAMMA * (number + 1)) & MASK64)


def epoch_order(seed, replica, epoch, rows):
    key = following(following(mix(seed & MASK64), replica), epoch)
    return sorted(range(rows), key=lambda row: (following(key, row), row))


def initial_a(seed, name, shape):
    """Kaiming-uniform(sqrt 5), drawn by a counter under the tensor's name."""
    start = mix(seed & MASK64)
    for byte in name.encode():
        start = mix((start + byte + GAMMA) & MASK64)
    bound = 1 / math.sqrt(shape[1])
    uniform = [
        ((mix((start + (i + 1) * GAMMA) & MASK64) >> 11) + 0.5) * 2.0**-53
        for i in range(shape[0] * shape[1])
    ]
    values = [bound * (2 * u - 1) for u in uniform]
    return torch.tensor(values, dtype=torch.float64).to(torch.float32).reshape(shape)


def shards(pack, split):
    files = sorted(glob.glob(os.path.join(pack, "shards", split, "*.parquet")))
    return [parquet.read_table(file).to_pylist() for file in files]


def forward(model, row):
    """Summed loss over the label tokens of one packed sequence, their number, and the right ones."""
    ids = torch.tensor([row["input_ids"]])
    length = ids.shape[1]
    document = torch.zeros(length, dtype=torch.long)
    position = torch.arange(length)
    labels = torch.tensor(row["labels"])
    for start in row["document_starts"]:
        document[start:] += 1
        position[start:] = torch.arange(length - start)
        labels[start] = IGNORE
    allowed = (document[:, None] == document[None, :]) & torch.tril(
        torch.ones(length, length, dtype=torch.bool)
    )
    mask = torch.zeros(1, 1, length, length).masked_fill(~allowed, torch.finfo(torch.float32).min)
    logits = model(input_ids=ids, attention_mask=mask, position_ids=position[None]).logits[0]
    loss = torch.nn.functional.cross_entropy(
        logits[:-1], labels[1:], ignore_index=IGNORE, reduction="sum"
    )
    return loss, int((labels[1:] != IGNORE).sum())


def held_out(model, rows):
    with torch.no_grad():
        results = [forward(model, row) for row in rows]
    tokens = sum(count for _, count in results)
    return sum(loss.item() for loss, _ in results) / tokens if tokens else None


def peft_model(folder, settings):
    lora = settings["lora"]
    base = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    )
    targets = lora["targets"]
    model = get_peft_model(
        base,
        LoraConfig(
            r=lora["r"],
            lora_alpha=lora["alpha"],
            lora_dropout=0.0,
            use_rslora=lora["rslora"],
            target_modules="all-linear" if targets == ["all-linear"] else targets,
            task_type="CAUSAL_LM",
        ),
    )
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_A" in name:
                key = name.replace(".default", "")
                parameter.copy_(initial_a(settings["seed"], key, tuple(parameter.shape)))
            elif "lora_B" in name:
                parameter.zero_()
    return model


def train(model, replicas, settings):
    per_step = settings["sequences-per-step"] * settings["accumulation"]
    longest = max(len(rows) for rows in replicas)
    if settings["max-steps"] > 0:
        slots = settings["max-steps"] * per_step
    else:
        slots = max(1, math.ceil(settings["epochs"] * longest))
    steps = -(-slots // per_step)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        trained,
        lr=settings["learning-rate"],
        betas=(settings["beta1"], settings["beta2"]),
        eps=settings["epsilon"],
        weight_decay=settings["weight-decay"],
    )
    scheduler = get_scheduler(
        SCHEDULES[settings["schedule"]],
        optimizer,
        num_warmup_steps=math.ceil(steps * settings["warmup"]),
        num_training_steps=steps,
    )
    orders = {}
    losses = []
    for step in range(steps):
        total, tokens = 0.0, 0
        for replica, rows in enumerate(replicas):
            for slot in range(step * per_step, min(slots, (step + 1) * per_step)):
                epoch, place = divmod(slot, longest)
                if place >= len(rows):
                    continue
                if (replica, epoch) not in orders:
                    orders[replica, epoch] = epoch_order(
                        settings["seed"], replica, epoch, len(rows)
                    )
                loss, count = forward(model, rows[orders[replica, epoch][place]])
                loss.backward()
                total += loss.item()
                tokens += count
        for parameter in trained:
            parameter.grad /= tokens
        if settings["max-grad-norm"] > 0:
            torch.nn.utils.clip_grad_norm_(trained, settings["max-grad-norm"])
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        losses.append(total / tokens)
        print(f"step {step + 1}/{steps} loss {losses[-1]:.6f}", file=sys.stderr)
    return losses


def settings_of(arguments):
    settings = json.loads(json.dumps(DEFAULTS))
    if arguments.train:
        with open(os.path.join(arguments.train, "manifest.json")) as file:
            written = json.load(file)["settings"]
        settings.update(written["train"])
        settings["seed"] = written["seed"]
    for change in arguments.set:
        key, value = change.split("=", 1)
        target = settings
        *parents, last = key.split(".")
        for parent in parents:
            target = target[parent]
        try:
            target[last] = json.loads(value)
        except json.JSONDecodeError:
            target[last] = value
    if settings["local-steps"] != 1:
        sys.exit("peft_peer.py knows synchronous rounds only (local-steps: 1)")
    return settings


def ours(train):
    """Losses of each round, and of each validation, as training.jsonl has them."""
    rounds, validations = [], []
    with open(os.path.join(train, "training.jsonl")) as file:
        for line in map(json.loads, file):
            (validations if "valid_loss" in line else rounds).append(line)
    return [line["loss"] for line in rounds], [line["valid_loss"] for line in validations]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--train")
    parser.add_argument("--split", default="valid", help="held-out split (default: valid)")
    parser.add_argument("--most", type=int, default=0, help="first rows of the split, 0: all")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--save", help="folder for the peer's adapter")
    arguments = parser.parse_args()
    settings = settings_of(arguments)
    torch.manual_seed(0)
    rows = [row for shard in shards(arguments.pack, arguments.split) for row in shard]
    rows = rows[: arguments.most] if arguments.most else rows
    model = peft_model(arguments.model, settings)
    result = {"split": arguments.split, "peft_before": held_out(model, rows)}
    losses = train(model, shards(arguments.pack, "train"), settings)
    result["peft_after"] = held_out(model, rows)
    if arguments.train:
        own_losses, validations = ours(arguments.train)
        result["largest_step_difference"] = max(
            abs(a - b) / b for a, b in zip(own_losses, losses, strict=True)
        )
        if arguments.split == "valid" and not arguments.most and validations:
            result["seekforge_before"] = validations[0]
            result["seekforge_after"] = validations[-1]
            result["difference"] = validations[-1] / result["peft_after"] - 1
    if arguments.save:
        model.save_pretrained(arguments.save)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
