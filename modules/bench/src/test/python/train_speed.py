"""Times LoRA training steps of Seekforge against Hugging Face transformers + PEFT, row by row in one run, and
prints a Markdown table: rates (medians), the ratio, peak memory of each process, and how much of our step the
products of the frozen weights alone would take.

    pip install torch transformers peft pyarrow
    python3 modules/bench/src/test/python/train_speed.py [--rows llama134-fp32,…] [--steps 5] [--rounds 2]
        [--shards FOLDER] [--checkpoint bf16]

Both sides: the same checkpoint of random weights (in the row's type, or that of --checkpoint), LoRA on all seven
linears (on the attention of DeepSeek-V2), gradient clipping and AdamW included, two warm-up steps left out. Rounds
alternate between the two, so that a busy machine slows both.
The rows of random tokens have a loss on every token and count tokens/s. The rows "rows-…" take real documents from
packed shards (--shards: shards/train of a pack stage whose tokenizer is that of DeepSeek-LLM), with a loss on the
answers; the peer takes the same documents one by one in the same order, padded to the longest of a batch of eight;
they count documents/s.

torch multiplies bfloat16 on processors without AVX-512 so slowly that a peer's step can take many minutes: leave
the bf16 rows out there, or give --peer-tokens a small number.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[5]

LLAMA = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 768, "num_hidden_layers": 12,
    "num_attention_heads": 12, "num_key_value_heads": 12, "intermediate_size": 2048, "vocab_size": 32000,
    "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "max_position_embeddings": 4096, "tie_word_embeddings": False,
    "hidden_act": "silu", "initializer_range": 0.02, "bos_token_id": 1, "eos_token_id": 2,
}
# DeepSeek-R1-Distill-Qwen-1.5B, 4 of its 28 layers.
QWEN = {
    "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 1536, "num_hidden_layers": 4,
    "num_attention_heads": 12, "num_key_value_heads": 2, "intermediate_size": 8960, "vocab_size": 151936,
    "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "max_position_embeddings": 4096, "tie_word_embeddings": False,
    "hidden_act": "silu", "initializer_range": 0.02, "use_sliding_window": False, "bos_token_id": 1,
    "eos_token_id": 2,
}
# DeepSeek-V2-Lite, 3 of its 27 layers.
DEEPSEEK = {
    "architectures": ["DeepseekV2ForCausalLM"], "model_type": "deepseek_v2", "hidden_size": 2048,
    "num_hidden_layers": 3, "num_attention_heads": 16, "num_key_value_heads": 16, "intermediate_size": 10944,
    "moe_intermediate_size": 1408, "n_routed_experts": 64, "n_shared_experts": 2, "num_experts_per_tok": 6,
    "first_k_dense_replace": 1, "moe_layer_freq": 1, "n_group": 1, "topk_group": 1, "topk_method": "greedy",
    "norm_topk_prob": False, "routed_scaling_factor": 1.0, "scoring_func": "softmax", "kv_lora_rank": 512,
    "q_lora_rank": None, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "vocab_size": 102400,
    "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "max_position_embeddings": 4096, "tie_word_embeddings": False,
    "hidden_act": "silu", "initializer_range": 0.02, "attention_bias": False, "aux_loss_alpha": 0.001,
    "bos_token_id": 1, "eos_token_id": 2,
}
ROWS = {
    "llama134-fp32": (LLAMA, "fp32", 4, 512),
    "llama134-bf16": (LLAMA, "bf16", 4, 512),
    "llama134-long-fp32": (LLAMA, "fp32", 1, 2048),
    "llama134-long-bf16": (LLAMA, "bf16", 1, 2048),
    "qwen-4-layers-fp32": (QWEN, "fp32", 4, 512),
    "qwen-4-layers-bf16": (QWEN, "bf16", 4, 512),
    "v2-lite-3-layers-fp32": (DEEPSEEK, "fp32", 2, 512),
    "v2-lite-3-layers-bf16": (DEEPSEEK, "bf16", 2, 512),
}
# The 134M shape with the vocabulary of DeepSeek-LLM.
WIDE = LLAMA | {"vocab_size": 102400, "bos_token_id": 100000, "eos_token_id": 100001}
DOCUMENT_ROWS = {"rows-fp32": (WIDE, "fp32", 4), "rows-bf16": (WIDE, "bf16", 4)}
PADDED_BATCH = 8
IGNORE = -100
WARM_UP = 2
RANK = 16


def seeded(dtype):
    """Seeds torch and gives it all cores; its type of that name."""
    import torch

    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count())
    return torch.bfloat16 if dtype == "bf16" else torch.float32


def random_model(config, dtype):
    """A model of transformers with random weights."""
    from transformers import AutoConfig, AutoModelForCausalLM

    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(json.dumps(config))
        return AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=seeded(dtype))


def make_model(config, dtype, folder):
    """A checkpoint with seeded random weights."""
    shape = pathlib.Path(folder, "shape")
    shape.mkdir()
    (shape / "config.json").write_text(json.dumps(config))
    model = pathlib.Path(folder, "model")
    command = [ROOT / "submit/seekforge", "make-model", "--config", shape, "--out", model, "--dtype", dtype]
    subprocess.run(command, check=True, capture_output=True)
    return model


def peer_model(config, folder, dtype):
    """What a PEFT user writes."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, dtype=seeded(dtype))
    if config["model_type"] == "deepseek_v2":
        targets = ["q_proj", "kv_a_proj_with_mqa", "kv_b_proj", "o_proj"]
    else:
        targets = "all-linear"
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=targets))
    model.train()
    return model


def random_batches(config, batch, length, steps):
    import torch

    ids = torch.randint(config["vocab_size"], (batch, length))
    return [({"input_ids": ids, "labels": ids}, ids.numel())] * steps


def padded_batches(shards, sequences, steps):
    """The documents of as many packed sequences as our steps take, in batches of eight, as a collator pads them."""
    import torch

    documents = []
    for sequence in packed(shards)[: sequences * (steps + WARM_UP)]:
        starts = sequence["document_starts"] + [len(sequence["input_ids"])]
        for start, end in zip(starts, starts[1:]):
            documents.append((sequence["input_ids"][start:end], sequence["labels"][start:end]))
    batches = []
    for first in range(0, len(documents) - PADDED_BATCH + 1, PADDED_BATCH):
        some = documents[first : first + PADDED_BATCH]
        longest = max(len(ids) for ids, _ in some)
        pad = lambda values, filler: torch.tensor([v + [filler] * (longest - len(v)) for v in values])
        batches.append(
            (
                {
                    "input_ids": pad([ids for ids, _ in some], 0),
                    "attention_mask": pad([[1] * len(ids) for ids, _ in some], 0),
                    "labels": pad([labels for _, labels in some], IGNORE),
                },
                len(some),
            )
        )
    return batches


def packed(shards):
    from pyarrow import parquet

    files = sorted(pathlib.Path(shards).glob("*.parquet"))
    return [row for file in files for row in parquet.read_table(file).to_pylist()]


def peer(row, folder, steps, tokens, shards):
    """Trains, and prints one line of JSON."""
    import torch

    if row in DOCUMENT_ROWS:
        config, dtype, sequences = DOCUMENT_ROWS[row]
        batches = padded_batches(shards, sequences, steps)
    else:
        config, dtype, batch, length = ROWS[row]
        length = min(length, tokens or length)
        batches = random_batches(config, batch, length, steps + WARM_UP)
    model = peer_model(config, folder, dtype)
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4, weight_decay=0.0)
    counts, seconds = [], []
    for step, (inputs, count) in enumerate(batches):
        start = time.perf_counter()
        loss = model(**inputs).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step >= WARM_UP:
            counts.append(count)
            seconds.append(time.perf_counter() - start)
    # Documents differ in length: of them the mean over all steps; of equal steps the median.
    rate = sum(counts) / sum(seconds)
    if row in ROWS:
        rate = statistics.median(count / s for count, s in zip(counts, seconds))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"rate": rate, "peak": peak, "loss": loss.item()}))


def run_peer(row, folder, steps, tokens, shards):
    command = [sys.executable, __file__, "--peer", row, "--model", folder, "--steps", str(steps)]
    command += ["--peer-tokens", str(tokens)]
    if shards:
        command += ["--shards", shards]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return result["rate"], result["peak"]


def run_ours(row, folder, steps, shards):
    if row in DOCUMENT_ROWS:
        config, dtype, batch = DOCUMENT_ROWS[row]
        data = ["--shards", shards]
    else:
        config, dtype, batch, length = ROWS[row]
        data = ["--seq", str(length)]
    command = [ROOT / "submit/seekforge", "bench-train", "--model", folder, "--dtype", dtype]
    command += data + ["--batch", str(batch), "--steps", str(steps), "--rank", str(RANK)]
    if config["model_type"] == "deepseek_v2":
        command += ["--targets", "q_proj,kv_a_proj_with_mqa,kv_b_proj,o_proj"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(
        r"median ([0-9.]+), documents/s ([0-9.]+), peak memory ([0-9.]+) GB.* ([0-9]+) % of", done.stdout
    )
    rate = float(found[2] if row in DOCUMENT_ROWS else found[1])
    return rate, float(found[3]) * 1e9, float(found[4]) / 100


def table(rows, steps, rounds, tokens, shards, stored):
    print("| row | a step | Seekforge /s | PEFT /s | ratio | memory GB | PEFT's | share | products |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        ours, peers = [], []
        with tempfile.TemporaryDirectory() as temporary:
            config, dtype = (ROWS | DOCUMENT_ROWS)[row][:2]
            folder = make_model(config, stored or dtype, temporary)
            for _ in range(rounds):
                ours.append(run_ours(row, folder, steps, shards))
                peers.append(run_peer(row, folder, steps, tokens, shards))
        rate, memory, products = (statistics.median(values) for values in zip(*ours))
        peer_rate, peer_memory = (statistics.median(values) for values in zip(*peers))
        size = f"{ROWS[row][2]} × {ROWS[row][3]} tokens" if row in ROWS else "documents"
        print(
            f"| {row} | {size} | {rate:.4g} | {peer_rate:.4g} | {rate / peer_rate:.2f} "
            f"| {memory / 1e9:.2f} | {peer_memory / 1e9:.2f} | {memory / peer_memory:.2f} | {products:.0%} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default=",".join(ROWS), help="comma-separated; default: all of random tokens")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--shards", help="packed sequences for the rows of documents")
    parser.add_argument("--peer-tokens", type=int, default=0, help="shorter sequences for the peer (0: as ours)")
    parser.add_argument("--checkpoint", choices=["fp32", "bf16"], help="type of the checkpoint (default: the row's)")
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--model", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        peer(arguments.peer, arguments.model, arguments.steps, arguments.peer_tokens, arguments.shards)
        return
    rows = arguments.rows.split(",")
    if unknown := [row for row in rows if row not in ROWS and row not in DOCUMENT_ROWS]:
        parser.error(f"unknown rows {unknown}: choose from {[*ROWS, *DOCUMENT_ROWS]}")
    if not arguments.shards and any(row in DOCUMENT_ROWS for row in rows):
        parser.error("the rows of documents need --shards")
    table(rows, arguments.steps, arguments.rounds, arguments.peer_tokens, arguments.shards, arguments.checkpoint)


if __name__ == "__main__":
    main()
