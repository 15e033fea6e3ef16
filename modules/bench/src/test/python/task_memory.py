"""Prints what tasks took of Spark's execution memory, from the event logs of a run:

    SEEKFORGE_SUBMIT_ARGS="--conf spark.eventLog.enabled=true --conf spark.eventLog.dir=FOLDER" submit/seekforge run …
    python3 modules/bench/src/test/python/task_memory.py FOLDER
"""

import json
import pathlib
import sys


def main():
    stages = {}
    for file in pathlib.Path(sys.argv[1]).iterdir():
        for line in file.open(encoding="utf-8"):
            event = json.loads(line)
            if event["Event"] == "SparkListenerTaskEnd" and event.get("Task Metrics"):
                metrics = event["Task Metrics"]
                peak, spilled, tasks = stages.get((file.name, event["Stage ID"]), (0, 0, 0))
                stages[file.name, event["Stage ID"]] = (
                    max(peak, metrics["Peak Execution Memory"]),
                    spilled + metrics["Memory Bytes Spilled"],
                    tasks + 1,
                )
    print("| stage | tasks | peak of a task, MiB | spilled, MiB |")
    print("|---|---|---|---|")
    for (_, stage), (peak, spilled, tasks) in sorted(stages.items(), key=lambda entry: -entry[1][0])[:10]:
        print(f"| {stage} | {tasks} | {peak / 2**20:.1f} | {spilled / 2**20:.1f} |")


if __name__ == "__main__":
    main()
