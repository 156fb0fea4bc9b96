"""How much of other lists than this survey survives being scanned.

    python benchmarks/bench_scan_lists.py [-v] [--pages 1,2] [--profiles 200 ...] LIST.pdf ...

Pages of a born-digital list are scanned (``degrade.py``, by a seed) and read by ``read_table``. The
text layer of the list is the ground truth; no layout and no lexicon is used. One line per list and
profile:

    rows      found, of those of the list; columns likewise
    cells     that differ, of all; ignoring blanks, kinds of rings and widths
    CER       edits by the length of all texts
"""

from __future__ import annotations

import argparse
import unicodedata
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

from bench_scan import only
from degrade import PROFILES, scan
from kyoten_extract import Table, read_table
from kyoten_extract.errors import KyotenError

_RINGS = str.maketrans("〇◯", "○○")
Cells = list[tuple[str, ...]]


def cells_of(table: Table) -> Cells:
    """The rows of a table, each cell folded for comparison."""
    return [
        tuple(
            "".join(unicodedata.normalize("NFKC", text.translate(_RINGS)).split())
            for text in row.cells
        )
        for row in table.rows
    ]


def edits(one: str, other: str) -> int:
    """Approximate number of edits between two texts."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return sum(
        max(end - start, high - low)
        for tag, start, end, low, high in matcher.get_opcodes()
        if tag != "equal"
    )


def compared(truth: Table, seen: Table, *, verbose: bool) -> str:
    """One line for the reading, and one for each cell that differs."""
    one, other = cells_of(truth), cells_of(seen)
    said = f"rows {len(other)}/{len(one)}  columns {len(seen.header)}/{len(truth.header)}"
    if len(one) != len(other):
        return said
    pairs = [
        (number, a, b)
        for number, (x, y) in enumerate(zip(one, other, strict=True), 1)
        for a, b in zip_longest(x, y, fillvalue="")
    ]
    wrong = [(number, a, b) for number, a, b in pairs if a != b]
    share = sum(edits(a, b) for _, a, b in wrong) / max(sum(len(a) for _, a, _ in pairs), 1)
    said += f"  cells {len(wrong)}/{len(pairs)}  CER {share:.2%}"
    if verbose:
        said += "".join(f"\n    {number}: {a!r} {b!r}" for number, a, b in wrong)
    return said


def main() -> None:
    """Print the lines."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("lists", type=Path, nargs="+")
    parser.add_argument("--pages", default="1,2")
    parser.add_argument("--profiles", type=int, nargs="+", default=[200])
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    pages = [int(number) for number in chosen.pages.split(",")]
    for path in chosen.lists:
        data = only(path.read_bytes(), pages)
        truth = read_table(data)
        for profile in (p for p in PROFILES if p.dpi in chosen.profiles):
            try:
                seen = read_table(scan(data, profile, seed=5), engine="ocr")
                said = compared(truth, seen, verbose=chosen.verbose)
            except KyotenError as error:
                said = str(error)
            print(f"{path.stem:12} {profile.name:16} {said}", flush=True)


if __name__ == "__main__":
    main()
