"""Whether two trees of the package read the same output from the same files.

    python benchmarks/same_output.py OLD/src src FILE_OR_FOLDER ...

Each tree reads each file in a process of its own: as a survey, validated, and as a table. All
output is compared, the ledger included, except for wording (messages and evidence). Prints each
place where they differ; exit status 1 if there is any.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SUFFIXES = {".pdf", ".png", ".tif", ".tiff", ".jpg", ".tsv", ".txt", ".xls", ".json"}
WORDING = {"message", "evidence", "candidates", "steps", "image"}
# Differences shown of one file.
MOST_SHOWN = 8

WORKER = r"""
import dataclasses, json, sys
from enum import Enum
import kyoten_extract as k

def plain(value):
    if dataclasses.is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict) or hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float)) else str(value)

def told(call):
    try:
        return call()
    except Exception as error:  # a crash is a result, too: both trees must have it
        return {"error": type(error).__name__, "page": getattr(error, "page", None)}

def survey_of(path):
    survey = k.extract(path)
    return {"survey": survey.to_dict(), "ledger": plain(survey.ledger),
            "report": k.validate(survey).to_dict()}

for line in sys.stdin:
    path = line.rstrip("\n")
    table = told(lambda: plain(k.read_table(path)))
    out = {"survey": told(lambda: survey_of(path)), "table": table}
    print(json.dumps(out, ensure_ascii=False, default=str), flush=True)
"""


def files_in(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES)
        else:
            yield path


def start(tree: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree.resolve())}
    return subprocess.Popen(
        [sys.executable, "-c", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
        encoding="utf-8",
    )


def ask(worker: subprocess.Popen[str], path: Path) -> None:
    assert worker.stdin
    worker.stdin.write(f"{path}\n")
    worker.stdin.flush()


def answer(worker: subprocess.Popen[str]) -> Any:
    assert worker.stdout
    return json.loads(worker.stdout.readline())


def differences(old: Any, new: Any, place: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old.keys() | new.keys():
            if key not in WORDING:
                yield from differences(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list):
        if len(old) != len(new):
            yield f"{place}: {len(old)} entries, now {len(new)}"
        for index, (one, other) in enumerate(zip(old, new, strict=False)):
            yield from differences(one, other, f"{place}[{index}]")
    elif old != new:
        yield f"{place}: {old!r}, now {new!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old", type=Path, help="the src folder of one tree")
    parser.add_argument("new", type=Path, help="the src folder of the other")
    parser.add_argument(
        "--ignore", action="append", default=[], help="a key not compared; repeatable"
    )
    parser.add_argument("paths", type=Path, nargs="+")
    arguments = parser.parse_args()
    WORDING.update(arguments.ignore)
    old, new = start(arguments.old), start(arguments.new)
    count = changed = 0
    for path in files_in(arguments.paths):
        for worker in (old, new):
            ask(worker, path)
        found = sorted(differences(answer(old), answer(new)))
        count += 1
        changed += bool(found)
        for line in found[:MOST_SHOWN]:
            print(f"{path.name}{line}"[:300])
    print(f"{count} files, {changed} read otherwise")
    return int(changed > 0)


if __name__ == "__main__":
    sys.exit(main())
