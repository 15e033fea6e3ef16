"""Times quality rules and near-duplicate removal of Seekforge against datatrove's, on the same text in one run, and
the normalisation of terms, which datatrove does not have; prints a Markdown table.

    pip install datatrove[processing] spacy orjson
    ./mvnw -DskipTests package
    python3 modules/bench/src/test/python/corpus_speed.py --data SHARED_DATA --work FOLDER [--megabytes 300]
        [--peer-megabytes 20] [--only quality,near,terms] [--model FOLDER]

The text is composed, seeded, of sentences of MedQuAD, PubMedQA, TAT-QA and news articles: one document in ten is a
near-duplicate of an earlier one (3 % of its words replaced), one in thirty an exact copy. Quality: Gopher's repetition
and quality rules, C4 and FineWeb, one thread each; the peer judges the first --peer-megabytes of the same documents,
and the decisions are compared. Near-duplicates: end to end from JSON Lines, all cores, ours with the start of Spark;
ours verifies every candidate by exact Jaccard similarity, datatrove's MinHash does not. Terms: the three lists of THUOCL (over 30,000 Chinese terms)
and the Symptom Ontology, in English text and in Chinese patients' questions, one thread.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[5]
DIST = ROOT / "modules/cli/target/dist"


def sentences(data):
    texts = []
    for file in sorted((data / "medquad").glob("*/*.xml")):
        texts += re.findall(r"<Answer>(.*?)</Answer>", file.read_text("utf-8"), re.S)
    for record in json.loads((data / "pubmedqa/ori_pqal.json").read_text("utf-8")).values():
        texts += record["CONTEXTS"] + [record["LONG_ANSWER"]]
    for context in json.loads((data / "tatqa/tatqa_dataset_dev.json").read_text("utf-8")):
        texts += [paragraph["text"] for paragraph in context["paragraphs"]]
    articles = data / "near-duplicates/articles/articles_1000.train"
    texts += [line.split(" ", 1)[1] for line in articles.read_text("utf-8").splitlines() if " " in line]
    found = []
    for text in texts:
        found += [s for s in re.split(r"(?<=[.!?])\s+", " ".join(text.split())) if 20 <= len(s) <= 600]
    return found


def compose(data, file, megabytes):
    """Documents of 2 to 12 paragraphs, as JSON Lines."""
    dice = random.Random(7)
    pool = sentences(data)
    words = [word for sentence in pool[:20000] for word in sentence.split()]
    written, number, earlier = 0, 0, []
    with open(file, "w", encoding="utf-8") as out:
        while written < megabytes * 1e6:
            draw = dice.random()
            if earlier and draw < 1 / 30:
                text = dice.choice(earlier)
            elif earlier and draw < 1 / 30 + 1 / 10:
                text = " ".join(
                    dice.choice(words) if dice.random() < 0.03 else w for w in dice.choice(earlier).split(" ")
                )
            else:
                paragraphs = [
                    " ".join(dice.choice(pool) for _ in range(dice.randint(2, 6)))
                    for _ in range(dice.randint(2, 12))
                ]
                text = "\n".join(paragraphs)
            if len(earlier) < 5000:
                earlier.append(text)
            elif dice.random() < 0.05:
                earlier[dice.randrange(5000)] = text
            out.write(json.dumps({"id": f"d{number:07}", "text": text}, ensure_ascii=False) + "\n")
            written += len(text.encode())
            number += 1


def first(file, megabytes):
    documents, size = [], 0
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            if size >= megabytes * 1e6:
                break
            documents.append(json.loads(line))
            size += len(documents[-1]["text"].encode())
    return documents, size


def quality_peer(file, megabytes, decisions):
    """datatrove's filters in FineWeb's order; C4 without its rule of terminal punctuation, as FineWeb has it."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )

    documents, size = first(file, megabytes)
    filters = [
        GopherRepetitionFilter(),
        GopherQualityFilter(),
        C4QualityFilter(filter_no_terminal_punct=False),
        FineWebQualityFilter(),
    ]
    judge(filters, Document(text=documents[0]["text"], id="warm-up"))
    start = time.perf_counter()
    reasons = [judge(filters, Document(text=d["text"], id=d["id"])) for d in documents]
    seconds = time.perf_counter() - start
    with open(decisions, "w", encoding="utf-8") as out:
        for document, reason in zip(documents, reasons):
            out.write(f"{document['id']}\t{reason}\n")
    print(json.dumps({"rate": size / 1e6 / seconds}))


def judge(filters, document):
    for rule in filters:
        result = rule.filter(document)
        if result is not True:
            return "" if result is False else result[1]
    return None


def near_peer(file, work):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)
    cores = os.cpu_count()
    parts = file.parent / "parts"
    reader = JsonlReader(str(parts))
    at = lambda name: str(work / name)
    stages = [
        ([reader, MinhashDedupSignature(at("signatures"), config=config)], cores),
        ([MinhashDedupBuckets(at("signatures"), at("buckets"), config=config)], config.num_buckets),
        ([MinhashDedupCluster(at("buckets"), at("remove"), config=config)], 1),
        (
            [
                reader,
                MinhashDedupFilter(at("remove")),
                JsonlWriter(at("kept"), output_filename="${rank}.jsonl", compression=None),
            ],
            cores,
        ),
    ]
    start = time.perf_counter()
    for number, (pipeline, tasks) in enumerate(stages):
        LocalPipelineExecutor(
            pipeline=pipeline, tasks=tasks, workers=min(tasks, cores), logging_dir=at(f"log{number}")
        ).run()
    seconds = time.perf_counter() - start
    kept = sum(sum(1 for _ in open(f, encoding="utf-8")) for f in (work / "kept").glob("*.jsonl"))
    print(json.dumps({"seconds": seconds, "kept": kept}))


def split(file, parts):
    folder = file.parent / "parts"
    folder.mkdir(exist_ok=True)
    outs = [open(folder / f"{i}.jsonl", "w", encoding="utf-8") for i in range(parts)]
    with open(file, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            outs[number % parts].write(line)
    for out in outs:
        out.close()


def call_self(arguments):
    done = subprocess.run([sys.executable, __file__, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.strip().splitlines()[-1])


def quality(file, work, megabytes):
    classes = next((ROOT / "modules/bench/target/classes").glob("2.*"))
    command = ["java", "-Xmx4g", "-cp", f"{classes}:{DIST}/lib/*:{DIST}/spark/jars/*"]
    command += ["io.seekforge.bench.text.QualitySpeed", str(file), "fineweb", str(work / "ours.tsv")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ours = float(re.search(r"([0-9.]+) MB/s", done.stdout)[1])
    theirs = call_self(["--quality-peer", file, megabytes, work / "theirs.tsv"])["rate"]
    own = dict(line.split("\t") for line in (work / "ours.tsv").read_text("utf-8").splitlines())
    peer = dict(line.split("\t") for line in (work / "theirs.tsv").read_text("utf-8").splitlines())
    # Same reason, or both keep: ours writes null or the empty word, theirs None.
    blank = {"null": "", "None": ""}
    same = sum(blank.get(own[i], own[i]) == blank.get(reason, reason) for i, reason in peer.items())
    print(f"| quality rules, MB/s/core | {ours:.2f} | {theirs:.2f} | {ours / theirs:.1f} "
          f"| {same} of {len(peer)} decisions the same |", flush=True)


def terms(data, file, work):
    """English and Chinese in equal parts of 20 MB."""
    lists = ["THUOCL_medical.txt", "THUOCL_law.txt", "THUOCL_caijing.txt", "symp.obo"]
    glossaries = ",".join(str(data / "terms" / name) for name in lists)
    english = work / "english.txt"
    english.write_text("\n\n".join(d["text"] for d in first(file, 20)[0]), "utf-8")
    rows = next((data / "zh-medical").iterdir()).read_bytes().decode("gb18030").splitlines()
    chinese = work / "chinese.txt"
    once = "\n\n".join(rows)
    chinese.write_text("\n\n".join([once] * max(1, int(20e6 / len(once.encode())))), "utf-8")
    classes = next((ROOT / "modules/bench/target/classes").glob("2.*"))
    for name, text in ("English", english), ("Chinese", chinese):
        command = ["java", "-Xmx4g", "-cp", f"{classes}:{DIST}/lib/*:{DIST}/spark/jars/*"]
        command += ["io.seekforge.bench.text.TextThroughput", glossaries, str(text)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for what, rate in re.findall(r"(\d+ terms(?:, both scripts)?) +([0-9.]+) MB/s", done.stdout):
            print(f"| {what}, {name}, MB/s/core | {rate} | | | |", flush=True)


RECIPE = """name: speed
seed: 1
workspace: {work}/workspace
model: {{path: {model}}}
collect:
  sources:
    - {{name: speed, path: "{parts}/*.jsonl", format: jsonl, license: unstated, lang: en}}
clean: {{profile: none, unicode: none, whitespace: false}}
dedup: {{threshold: 0.8}}
pack: {{sequence-length: 256}}
"""


def near(file, work, size, model):
    split(file, os.cpu_count())
    for earlier in "workspace", "peer":
        shutil.rmtree(work / earlier, ignore_errors=True)
    recipe = work / "speed.yaml"
    recipe.write_text(RECIPE.format(work=work, parts=file.parent / "parts", model=model))
    command = [ROOT / "submit/seekforge", "run", recipe, "--to", "dedup"]
    subprocess.run([command[0], "--help"], check=True, capture_output=True)  # builds what is missing
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, text=True)
    ours = time.perf_counter() - start
    folder = next((work / "workspace").rglob("dedup/*/manifest.json"))
    manifest = json.loads(folder.read_text())
    theirs = call_self(["--near-peer", file, work / "peer"])
    cores = os.cpu_count()
    rate = lambda seconds: size / 1e6 / seconds / cores
    print(f"| near-duplicates, MB/s/core | {rate(ours):.2f} | {rate(theirs['seconds']):.2f} "
          f"| {theirs['seconds'] / ours:.1f} | kept {manifest['counts']['kept']}, datatrove {theirs['kept']} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--model", type=pathlib.Path, default=ROOT / "conf/quickstart/base",
                        help="any model folder with a tokenizer; a recipe needs one")
    parser.add_argument("--work", type=pathlib.Path)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--peer-megabytes", type=int, default=20, help="text the peer's quality rules judge")
    parser.add_argument("--only", default="quality,near,terms")
    parser.add_argument("--quality-peer", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--near-peer", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.quality_peer:
        file, megabytes, decisions = arguments.quality_peer
        return quality_peer(file, int(megabytes), decisions)
    if arguments.near_peer:
        return near_peer(*map(pathlib.Path, arguments.near_peer))
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    file = work / f"text-{arguments.megabytes}.jsonl"
    if not file.exists():
        compose(arguments.data.resolve(), file, arguments.megabytes)
    size = first(file, float("inf"))[1]
    print("| what | Seekforge | datatrove | ratio | |")
    print("|---|---|---|---|---|")
    if "quality" in arguments.only:
        quality(file, work, arguments.peer_megabytes)
    if "near" in arguments.only:
        near(file, work, size, arguments.model.resolve())
    if "terms" in arguments.only:
        terms(arguments.data.resolve(), file, work)


if __name__ == "__main__":
    main()
