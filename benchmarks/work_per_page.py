"""Work per page, counted, against what is on record: seconds differ from run to run, counts do not.

    python benchmarks/work_per_page.py [--record] [--calls]

Counts the calls of one warm reading of a few fixtures, and of two the instructions where there is
valgrind; ``--calls`` leaves these out. All is counted without compiled loops, and with them where
there are some. Exits with 1 if a file takes over TOLERANCE more a page than work_per_page.json has
for this version of Python; ``--record`` writes what was found there.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pypdfium2

from kyoten_extract import extract, read_table
from kyoten_extract.engines.pdfium import calls as pdfium_calls

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"
RECORD = Path(__file__).with_suffix(".json")
SURVEYS = ("calc.pdf", "chromium.pdf", "writer.pdf")
FILES = (*SURVEYS, "merged.pdf", "unruled.pdf")
# Of these the instructions are counted, which takes fifty times as long as reading.
FEW = ("calc.pdf", "merged.pdf")
TOLERANCE = 0.10
# The second of two reads is counted: the first loads and compiles. ``getpgid`` parts them, as
# nothing else calls it.
_READ_TWICE = """
import os, sys
import kyoten_extract
read = getattr(kyoten_extract, sys.argv[1])
for _ in range(2):
    read(sys.argv[2], processes=1)
    os.getpgid(0)
"""


def calls(path: Path) -> int:
    """Calls, of Python and of C functions, in one warm reading."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    read = reader(path)
    read(path, processes=1)
    sys.setprofile(count)
    try:
        read(path, processes=1)
    finally:
        sys.setprofile(None)
    return counted


def instructions(path: Path) -> int:
    """Instructions of one warm reading, counted by valgrind."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                *("valgrind", "--tool=callgrind", "--dump-before=getpgid"),
                f"--callgrind-out-file={folder}/counted",
                *(sys.executable, "-c", _READ_TWICE, reader(path).__name__, path),
            ],
            env=os.environ | {"PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            check=True,
        )
        # Dump 2 begins at the end of the first read and ends at that of the second.
        dump = Path(folder, "counted.2").read_text(encoding="utf-8")
    found = re.search(r"^totals: (\d+)", dump, re.MULTILINE)
    assert found is not None
    return int(found[1])


def choose(*, compiled: bool) -> None:
    """Have PDFium called in compiled loops, or not."""
    pdfium_calls._library.cache_clear()
    os.environ.pop(pdfium_calls.PURE_PYTHON, None)
    if not compiled:
        os.environ[pdfium_calls.PURE_PYTHON] = "1"


def reader(path: Path) -> Callable[..., object]:
    """What reads a file: ``read_table`` where there is no survey in it."""
    return extract if path.name in SURVEYS else read_table


def pages(path: Path) -> int:
    """Pages of a PDF."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def main() -> int:
    """Print what each file takes; return 1 if one takes too much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--record", action="store_true", help="write what is found as the record")
    parser.add_argument("--calls", action="store_true", help="count no instructions")
    options = parser.parse_args()
    counters: dict[str, Callable[[Path], int]] = {"calls": calls}
    if shutil.which("valgrind") and not options.calls:
        counters["instructions"] = instructions
    compiled = {f"{kind}, compiled": one for kind, one in counters.items()}
    if pdfium_calls.are_compiled():
        counters |= compiled
    version = ".".join(platform.python_version_tuple()[:2])
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    too_much = 0
    for kind, counter in counters.items():
        choose(compiled=kind in compiled)
        known = record.setdefault(kind, {}).setdefault(version, {})
        for name in FILES if counter is calls else FEW:
            path = FIXTURES / name
            found = round(counter(path) / pages(path))
            before = known.get(name)
            growth = found / before - 1 if before else 0.0
            too_much += growth > TOLERANCE
            shown = f"{growth:+.1%} of {before:,}" if before else f"no record for Python {version}"
            print(f"{name:14} {found:12,} {kind} a page   {shown}", flush=True)
            known[name] = found
    if options.record:
        RECORD.write_text(json.dumps(record, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    elif too_much:
        print(f"{too_much} of these grew by more than {TOLERANCE:.0%}")
    return 0 if options.record else int(too_much > 0)


if __name__ == "__main__":
    sys.exit(main())
