"""Reads an exported dataset as training code does and compares it with what was asked for and what came of it:
read_export.py DATASET SPLITS PROMPTS RESULTS."""

import glob
import hashlib
import io
import json
import sys

import datasets
import pyarrow.parquet
import webdataset
from PIL import Image

dataset, splits, prompts, results = sys.argv[1:]
AI_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

with open(prompts, encoding="utf-8") as lines:
    asked = [json.loads(line) for line in lines]
expected = []
missing = []
for line in open(results, encoding="utf-8"):
    row = json.loads(line)
    if row["state"] == "committed":
        expected += [(row["row"], image["index"], image["sha256"]) for image in row["images"]]
        assert [image["index"] for image in row["images"]] == list(range(asked[row["row"]].get("n", 1))), row
    else:
        missing.append((row["row"], row["state"]))
assert len(expected) + len(missing) >= len(asked)
assert missing == [(number, "rejected") for number, row in enumerate(asked) if "prompt" not in row], missing


def check(what, found):
    assert found == expected, f"{what}: {len(found)} samples, {len(expected)} expected"
    print(f"{what}: {len(found)} samples")


def size(picture):
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
        return image.size, AI_MADE.encode() in picture


tables = sorted(glob.glob(f"{dataset}/[0-9]*.parquet"))
rows = [row for table in tables for row in pyarrow.parquet.read_table(table).to_pylist()]
check("pyarrow", [(row["row"], row["image"], row["sha256"]) for row in rows])
assert [(row["row"], row["state"]) for row in pyarrow.parquet.read_table(f"{dataset}/missing.parquet").to_pylist()] == missing
texts = {row["key"]: row["prompt"] for row in rows}
assert len(texts) == len(expected), "keys are not unique"

for row in rows:
    own = asked[row["row"]]
    assert (row["id"], row["prompt"]) == (own["id"], own["prompt"]), row
    assert f"{row['width']}x{row['height']}" == own["size"], row
    assert row["image"] > 0 or row["seed"] == own["seed"], row
    tags = own["metadata"].get("tags")
    assert (row["metadata.shop"], row["metadata.price"]) == (own["metadata"]["shop"], own["metadata"]["price"]), row
    assert row["metadata.tags"] == (tags and json.dumps(tags, separators=(",", ":"))), row

shards = sorted(glob.glob(f"{dataset}/[0-9]*.tar"))
samples = list(webdataset.WebDataset(shards, shardshuffle=False))
fields = [json.loads(sample["json"]) for sample in samples]
check("webdataset", [(f["row"], f["image"], hashlib.sha256(s["png"]).hexdigest()) for f, s in zip(fields, samples)])
for sample, field in zip(samples, fields):
    assert sample["__key__"] == field["key"]
    assert sample["txt"].decode("utf-8") == field["prompt"] == texts[field["key"]]
    assert size(sample["png"]) == ((field["width"], field["height"]), True), field["key"]

for what, found in {
    "datasets, webdataset": datasets.load_dataset("webdataset", data_files=shards, split="train"),
    "datasets, the folder": datasets.load_dataset(dataset, split="train"),
}.items():
    found = found.cast_column("png", datasets.Image(decode=False))
    check(what, [(s["json"]["row"], s["json"]["image"], hashlib.sha256(s["png"]["bytes"]).hexdigest()) for s in found])
    assert [s["txt"] for s in found] == [texts[s["__key__"]] for s in found]

found = datasets.load_dataset("parquet", data_files=tables, split="train")
check("datasets, parquet", [(row["row"], row["image"], row["sha256"]) for row in found])
assert found["prompt"] == [texts[key] for key in found["key"]]

parts = datasets.load_dataset(splits)
found = [sample for part in ("train", "val") for sample in parts[part].cast_column("png", datasets.Image(decode=False))]
check("datasets, splits", sorted((s["json"]["row"], s["json"]["image"], hashlib.sha256(s["png"]["bytes"]).hexdigest()) for s in found))
assert all(len(s["embeddings.safetensors"]) > 0 for s in found)
for part in ("train", "val"):
    samples = list(webdataset.WebDataset(sorted(glob.glob(f"{splits}/{part}/*.tar")), shardshuffle=False))
    assert [json.loads(s["json"]) for s in samples] == [s["json"] for s in parts[part]], part
    assert len(samples) > 0, part
