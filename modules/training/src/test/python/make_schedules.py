"""Learning rates of Hugging Face's schedules, for LearningRateTest.

python3 make_schedules.py > ../resources/schedules.csv
"""

import torch
from transformers import get_scheduler

HF_NAMES = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


def main():
    print("shape,peak,warmup_steps,total_steps,step,rate")
    for shape, name in HF_NAMES.items():
        for peak, warmup, total in [(2e-4, 3, 100), (1e-5, 0, 7), (0.01, 5, 5), (1.0, 1, 1)]:
            parameter = torch.nn.Parameter(torch.zeros(1))
            optimizer = torch.optim.AdamW([parameter], lr=peak)
            schedule = get_scheduler(
                name, optimizer, num_warmup_steps=warmup, num_training_steps=total
            )
            for step in range(total):
                print(f"{shape},{peak!r},{warmup},{total},{step},{schedule.get_last_lr()[0]!r}")
                optimizer.step()
                schedule.step()


if __name__ == "__main__":
    main()
