"""Times LoRA training steps of Seekforge against Hugging Face transformers + PEFT, row by row in one run, and
prints a Markdown table: tokens/s (medians), the ratio, peak memory of each process.

    pip install torch transformers peft
    python3 modules/bench/src/test/python/train_speed.py [--rows llama134-fp32,…] [--steps 5] [--rounds 2]

Both sides: random weights of the same config.json, LoRA on all seven linears (on the attention and the dense MLP of
DeepSeek-V2), loss on every token, gradient clipping and AdamW included, two warm-up steps left out. Rounds alternate
between the two, so that a busy machine slows both.
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
    "qwen-4-layers-bf16": (QWEN, "bf16", 4, 512),
    "v2-lite-3-layers-bf16": (DEEPSEEK, "bf16", 2, 512),
}
RANK = 16


def peer(config, dtype, batch, length, steps):
    """What a PEFT user writes; prints one line of JSON."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoConfig, AutoModelForCausalLM

    torch.manual_seed(1)
    torch.set_num_threads(os.cpu_count())
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(json.dumps(config))
        model = AutoModelForCausalLM.from_config(
            AutoConfig.from_pretrained(folder), dtype=torch.bfloat16 if dtype == "bf16" else torch.float32
        )
    if config["model_type"] == "deepseek_v2":
        targets = ["q_proj", "kv_a_proj_with_mqa", "kv_b_proj", "o_proj"]
    else:
        targets = "all-linear"
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=targets))
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4, weight_decay=0.0)
    ids = torch.randint(config["vocab_size"], (batch, length))
    seconds = []
    for step in range(-2, steps):
        start = time.perf_counter()
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if step >= 0:
            seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"rates": [batch * length / s for s in seconds], "peak": peak, "loss": loss.item()}))


def run_peer(row, steps):
    command = [sys.executable, __file__, "--peer", row, "--steps", str(steps)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.strip().splitlines()[-1])
    return statistics.median(result["rates"]), result["peak"]


def run_ours(row, steps):
    config, dtype, batch, length = ROWS[row]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "config.json").write_text(json.dumps(config))
        command = [ROOT / "submit/seekforge", "bench-train", "--config", folder, "--dtype", dtype]
        command += ["--seq", str(length), "--batch", str(batch), "--steps", str(steps), "--rank", str(RANK)]
        if config["model_type"] == "deepseek_v2":
            command += ["--targets", "q_proj,kv_a_proj_with_mqa,kv_b_proj,o_proj"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"median ([0-9.]+), peak memory ([0-9.]+) GB", done.stdout)
    return float(found[1]), float(found[2]) * 1e9


def table(rows, steps, rounds):
    print("| row | batch × tokens | Seekforge tok/s | PEFT tok/s | ratio | memory GB | PEFT's | share |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        ours, peers = [], []
        for _ in range(rounds):
            ours.append(run_ours(row, steps))
            peers.append(run_peer(row, steps))
        rate, memory = (statistics.median(values) for values in zip(*ours))
        peer_rate, peer_memory = (statistics.median(values) for values in zip(*peers))
        print(
            f"| {row} | {ROWS[row][2]} × {ROWS[row][3]} | {rate:.0f} | {peer_rate:.0f} | {rate / peer_rate:.2f} "
            f"| {memory / 1e9:.2f} | {peer_memory / 1e9:.2f} | {memory / peer_memory:.2f} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default=",".join(ROWS), help="comma-separated; default: all")
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        peer(*ROWS[arguments.peer], arguments.steps)
        return
    rows = arguments.rows.split(",")
    if unknown := [row for row in rows if row not in ROWS]:
        parser.error(f"unknown rows {unknown}: choose from {list(ROWS)}")
    table(rows, arguments.steps, arguments.rounds)


if __name__ == "__main__":
    main()
