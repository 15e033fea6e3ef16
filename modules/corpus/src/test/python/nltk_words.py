"""Writes the words of the annotator fixtures as NLTK cuts them: the fixtures were measured over these.

    pip install nltk pyarrow; python3 -m nltk.downloader punkt_tab
    python3 nltk_words.py shared/data/filters/fineweb_quality_annotator/input/test1.parquet \
        > ../resources/io/seekforge/text/quality/nltk-words.json
"""

import json
import sys

import nltk
import pyarrow.parquet

rows = pyarrow.parquet.read_table(sys.argv[1], columns=["text"]).to_pylist()
words = [nltk.word_tokenize(row["text"]) for row in rows]
print("[", ",\n ".join(json.dumps(w, ensure_ascii=False, separators=(",", ":")) for w in words), "]", sep="")
