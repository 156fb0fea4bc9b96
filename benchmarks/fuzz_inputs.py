"""Damaged input that is no PDF, and PDFs of damaged structure: none may raise a foreign exception.

    python benchmarks/fuzz_inputs.py --kind json|toml|cache|argv|structure [--count N] [--seed S]

json: surveys saved by extract, read again, checked, compared and written in every format; toml:
layouts; cache: entries of the cache of OCR results, which must be read anew; argv: command lines;
structure: PDFs put together from content operators, layers, annotations, object streams and
incremental updates. A run is an offender on any exception but ``KyotenError``, a message of
several lines, or more than 10 seconds of CPU time. The same seed and number make the same input.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import json
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import numpy as np

from fuzz import judge
from kyoten_extract import KyotenError, Survey, diff, extract, read_records, validate
from kyoten_extract.cli.commands import main as kyoten
from kyoten_extract.editions.panel import panel_of
from kyoten_extract.editions.saved_survey import saved
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.ocr import ocr_cache, requirements
from kyoten_extract.ocr.image.binarize import PageImage
from kyoten_extract.output.export import json_bytes, to_bytes
from kyoten_extract.page.grid import PageContent, TextRun
from structures import structured

FIXTURES = Path(__file__).parents[1] / "tests" / "fixtures"
SHIPPED = Path(__file__).parents[1] / "src" / "kyoten_extract" / "layout" / "kyoten.toml"
SECONDS = 10.0
MEMORY = 4 << 30
# One in so many surveys is also written in the formats that take long.
WRITTEN = 20

VALUES = [
    None, True, False, 0, -1, 1, 10**18, 10**30, 2**63, -(2**63) - 1, 1e308, 0.5, float("nan"),
    float("inf"), "", "a", "\ud800", "\udc82\udca0", "\0", "\x1b[31m", "\u202e", "=1+1", "\n", "{}",
    "{{x}}", "<b>", "9" * 5000, "http://\ud800.jp/", "あ" * 3000, [], {}, [None], [[]], {"": ""},
    {"a": {"b": []}}, [1, 2, 3, 4, 5], "平成", "error", "KY101", [1, 0, 0, 1, 1],
]  # fmt: skip
# Stands for lists within lists.
DEEP = "deep"
TOKENS = [
    "[", "]", "[[", "]]", "{", "}", '"', "'", '"""', "=", ",", "\n", "#", "\\",
    "\\u0000", "\\ud800",
    "true", "nan", "inf", "-1", "9" * 5000, "1e400", "0x", "2017-09-30", "[[columns]]", "key",
    'holds = "number"', 'pattern = "(a+)+$"', 'pattern = "("', "choices = [1]", "labels = []",
    'into = ["x"]', "required = 3", "\x00", "\ufeff", "名", "a.b.c = 1",
]  # fmt: skip


class HangError(BaseException):
    """A run took more CPU time than SECONDS."""


def _stop(*_: object) -> None:
    raise HangError


# JSON


def _paths(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    items: list[tuple[object, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path, *(found for key, item in items for found in _paths(item, (*path, key)))]


def damaged_json(data: dict[str, object], random: Random) -> bytes:
    """A survey's JSON with a few values replaced, removed, added or moved; or bytes of it."""
    copy = json.loads(json.dumps(data))
    for _ in range(random.randint(1, 4)):
        paths = [path for path in _paths(copy) if path]
        *way, last = random.choice(paths)
        place = copy
        for key in way:
            place = place[key]
        kind = random.random()
        if kind < 0.6:
            alike = [value for value in VALUES if isinstance(value, type(place[last]))]
            place[last] = random.choice(alike if random.random() < 0.9 and alike else VALUES)
        elif kind < 0.75:
            del place[last]
        elif kind < 0.9 and isinstance(place, dict):
            place[random.choice(["", "\ud800", "x" * 300, "code", last])] = random.choice(VALUES)
        else:
            place[last] = DEEP
        if not _paths(copy)[1:]:
            break
    text = json.dumps(copy, ensure_ascii=random.random() < 0.8)
    depth = random.choice([3, 50, 900, 100_000])
    text = text.replace(f'"{DEEP}"', "[" * depth + "]" * depth)
    if random.random() < 0.2:
        at = random.randrange(len(text))
        text = text[:at] + random.choice(["", "}", "[" * 2000, "1" * 5000, ","]) + text[at + 1 :]
    return text.encode("utf-8", "surrogatepass")


def _json(random: Random, folder: Path, number: int) -> str:
    file = folder / "s.json"
    file.write_bytes(damaged_json(_survey().to_dict(), random))
    found = saved(file)
    if found is None:
        return "no JSON"
    report = validate(found)
    json_bytes(report.to_dict())
    json_bytes(found.to_dict())
    if isinstance(found, Records):
        return "records"
    json_bytes(diff(found, _survey()).to_dict())
    json_bytes(diff(_survey(), found).to_dict())
    if number % WRITTEN == 0:
        report.to_html().encode()
        panel_of([_survey(), found]).to_dataframe()
        for form in ("csv", "xlsx", "parquet"):
            to_bytes(found, form)
    return "read"


_SURVEYS: list[Survey] = []


def _survey() -> Survey:
    if not _SURVEYS:
        lines = (FIXTURES / "transcript.tsv").read_bytes().split(b"\n")
        whole = extract(b"\n".join(lines[:12] + lines[-14:]))
        _SURVEYS.append(whole)
    return _SURVEYS[0]


# TOML


def _toml(random: Random, folder: Path, _: int) -> str:
    text = SHIPPED.read_text("utf-8")
    for _ in range(random.randint(1, 5)):
        at, kind = random.randrange(len(text)), random.random()
        if kind < 0.4:
            text = text[:at] + random.choice(TOKENS) + text[at:]
        elif kind < 0.7:
            text = text[:at] + text[at + random.randint(1, 40) :]
        else:
            lines = text.split("\n")
            one, other = random.randrange(len(lines)), random.randrange(len(lines))
            lines[one] = lines[other] if random.random() < 0.6 else random.choice(TOKENS)
            text = "\n".join(lines)
    file = folder / "l.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    layout = Layout.load(file)
    records = read_records(_small(), layout=layout)
    json_bytes(validate(records).to_dict())
    json_bytes(records.to_dict())
    return "read"


def _small() -> bytes:
    lines = (FIXTURES / "transcript.tsv").read_bytes().split(b"\n")
    return b"\n".join(lines[:7])


# Cache


def _cache(random: Random, folder: Path, number: int) -> str:
    picture = PageImage(np.full((8, 8), number % 256, np.uint8), 200.0)
    content = PageContent(1, (), (TextRun(1, f"甲{number}", (0.0, 0.0, 9.0, 9.0)),), 2)
    other = PageContent(1, (), (), 0)
    for kept in folder.glob("*.json"):
        kept.unlink()
    original = ocr_cache.read_page_image
    try:
        ocr_cache.read_page_image = lambda *_: content
        ocr_cache.read_cached(1, picture, None, str(folder))
        (entry,) = folder.glob("*.json")
        whole = entry.read_bytes()
        data = bytearray(whole)
        for _ in range(random.randint(1, 4)):
            at, kind = random.randrange(len(data) + 1), random.random()
            if kind < 0.5 and at < len(data):
                data[at] ^= 1 << random.randrange(8)
            elif kind < 0.7:
                del data[at : at + random.randint(1, 200)]
            elif kind < 0.9:
                data[at:at] = random.choice([b"\n", b"[" * 5000, b"9" * 5000, b"NaN", b"\xff"])
            else:
                data = data[:at]
            if not data:
                break
        entry.write_bytes(bytes(data))
        ocr_cache.read_page_image = lambda *_: other
        found = ocr_cache.read_cached(1, picture, None, str(folder))
    finally:
        ocr_cache.read_page_image = original
    if bytes(data) != whole and found != other:
        raise AssertionError("a damaged entry was trusted")
    return "read anew" if found == other else "unchanged"


# Command lines

COMMANDS = ["extract", "table", "validate", "diff", "panel", "layout", "debug", "explain", "demo"]
OPTIONS = [
    "--pages", "--engine", "--format", "-o", "--report", "--repair", "--password", "--layout",
    "--fail-on", "--only", "--ignore", "--area", "--table", "--all", "--page", "--infer", "--help",
    "--cache", "--verify", "--processes", "--nope", "--", "-", "--version", "--columns",
]  # fmt: skip
WORDS = [
    "1", "0", "-1", "1-", "9" * 5000, "²", "1-3,5", "auto", "ocr", "json", "csv", "xlsx", "html",
    "text", "github", "safe", "all", "", " ", "\n", "\udcff", "\udc82\udca0.pdf", "KY101",
    "KY*",
    "error", "1,2,3,4", "nan,nan,nan,nan", "inf,0,1,1", "no.pdf", ".", "/", "x" * 5000, "{}", "[1",
]  # fmt: skip


def _argv(random: Random, folder: Path, _: int) -> str:
    files = folder / "argv"
    files.mkdir(exist_ok=True)
    _argv_files(files)
    names = [str(files / name) for name in (*_inputs(), "new.json")]
    arguments = [random.choice(COMMANDS) if random.random() < 0.95 else random.choice(WORDS)]
    arguments += random.choices(names, k=random.choice([0, 1, 1, 1, 1, 2]))
    for _ in range(random.choice([0, 0, 1, 1, 2])):
        arguments.append(random.choice(OPTIONS))
        if random.random() < 0.7:
            arguments.append(random.choice(random.choice([WORDS, WORDS, names])))
    # Outputs are written into the folder only.
    arguments = [
        str(files / "out.json")
        if index and arguments[index - 1] in ("-o", "--report", "--cache") and one not in names
        else one
        for index, one in enumerate(arguments)
    ]
    return _run(arguments)


def _argv_files(files: Path) -> None:
    # A command may have written over its inputs.
    for name, data in _inputs().items():
        (files / name).write_bytes(data)


@cache
def _inputs() -> dict[str, bytes]:
    return {
        "t.tsv": _small(),
        "s.json": to_bytes(_survey(), "json"),
        "l.toml": SHIPPED.read_bytes(),
        "p.pdf": (FIXTURES / "password.pdf").read_bytes(),
        "e.pdf": b"",
    }


def _run(arguments: list[str]) -> str:
    # As Python opens them: only standard error writes what UTF-8 cannot.
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace")
    before = sys.argv, sys.stdout, sys.stderr
    sys.argv, sys.stdout, sys.stderr = ["kyoten", *arguments], out, err
    status: object = 0
    try:
        kyoten()
    except SystemExit as error:
        status = error.code
    finally:
        sys.argv, sys.stdout, sys.stderr = before
    if status not in (0, 1, 2, None):
        raise AssertionError(f"status {status!r} of {arguments}")
    return f"status {status or 0}"


# PDFs


def _structure(random: Random, _: Path, number: int) -> str:
    verdict = judge(structured(random), exported=number % 10 == 0)
    if verdict.offence:
        raise AssertionError(f"{verdict.kind}: {verdict.detail}")
    return verdict.kind


KINDS: dict[str, Callable[[Random, Path, int], str]] = {
    "json": _json,
    "toml": _toml,
    "cache": _cache,
    "argv": _argv,
    "structure": _structure,
}


def one(kind: str, seed: int, number: int, folder: Path) -> tuple[str, str]:
    """Outcome of one run, and what is wrong with it: empty if nothing is."""
    random = Random(f"{kind}/{seed}/{number}")
    try:
        return KINDS[kind](random, folder, number), ""
    except KyotenError as error:
        text = str(error)
        problem = "" if len(text.splitlines()) == 1 and text.isprintable() else repr(text[:200])
        return type(error).__name__, problem
    except HangError:
        return "hang", f"over {SECONDS:g} s"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        return type(error).__name__, f"{str(error)[:200]!r} ({place})"


def run(kind: str, count: int, seed: int, first: int = 0) -> int:
    """Runs ``first`` to ``first + count``; returns the number of offenders."""
    # To recognize a page takes seconds, which is work and no hang.
    requirements.is_installed = lambda: False
    counts: Counter[str] = Counter()
    offenders, slowest, began = 0, (0.0, -1), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            started = time.process_time()
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            outcome, problem = one(kind, seed, number, Path(folder))
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            slowest = max(slowest, (time.process_time() - started, number))
            counts[outcome] += 1
            if problem:
                offenders += 1
                print(f"{kind} {seed}/{number}: {outcome}: {problem}", flush=True)
    print(f"{kind}: {count} runs in {time.monotonic() - began:.0f} s, {offenders} offenders")
    print("  " + ", ".join(f"{found} {name}" for name, found in counts.most_common(12)))
    print(f"  slowest: {slowest[1]} ({slowest[0]:.2f} s)")
    return offenders


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kind", choices=[*KINDS, "all"], default="all")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    faulthandler.enable()
    signal.signal(signal.SIGVTALRM, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    kinds = list(KINDS) if options.kind == "all" else [options.kind]
    found = sum(run(kind, options.count, options.seed, options.first) for kind in kinds)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
