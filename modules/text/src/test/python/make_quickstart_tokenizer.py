"""Makes the tokenizer of the quickstart's base model: byte-level BPE over its general texts and raw cases.

Usage: python3 make_quickstart_tokenizer.py conf/quickstart
"""
import json
import pathlib
import sys

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

VOCABULARY = 1536
CHAT_TEMPLATE = (
    "{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}"
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'user' %}{{ 'User: ' + message['content'] + '\n\n' }}"
    "{% elif message['role'] == 'assistant' %}{{ 'Assistant: ' + message['content'] + eos_token }}"
    "{% elif message['role'] == 'system' %}{{ message['content'] + '\n\n' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}"
)


def texts(folder):
    for name in ("general/questions.jsonl", "general/texts.jsonl", "raw/cases/cases.jsonl"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            for key, value in json.loads(line).items():
                if key != "id":
                    yield value
    for line in (folder / "glossary.csv").read_text(encoding="utf-8").splitlines():
        yield line


def main():
    folder = pathlib.Path(sys.argv[1])
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=["<s>", "</s>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts(folder), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 0)]
    )
    base = folder / "base"
    base.mkdir(exist_ok=True)
    tokenizer.save(str(base / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "add_bos_token": True,
        "clean_up_tokenization_spaces": False,
        "model_max_length": 256,
        "chat_template": CHAT_TEMPLATE,
    }
    (base / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    (base / "special_tokens_map.json").write_text(
        json.dumps({"bos_token": "<s>", "eos_token": "</s>"}, indent=2) + "\n"
    )
    print(tokenizer.get_vocab_size(), tokenizer.encode("A woman has wheezing. 患者女性,口中泛酸").tokens)


main()
