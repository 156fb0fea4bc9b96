"""Cells of random lists found by us and by peers, on the same pages in one run.

    python benchmarks/cell_f1.py [--lists 2] [--first-seed 0] [--kinds NAME ...] [--producer NAME]

For each kind of list (``kyoten_extract.testing.pages``) so many lists are printed and read by every
reader. Measured against what a person sees, over the whole document:

    cells   F1 of the multiset of cell texts, folded (NFKC, no blanks); empty cells do not count
    pairs   F1 of the multiset of neighbors: a cell and the next one with text to its right, a cell
            and the next one with text below (the measure of the ICDAR 2013 competition)

Cells of the header count for nobody: texts that are a label, or a level of one, are left out on
both sides, since peers give header rows and we give one label per column. Tables follow each other
in printed order. Peers read page by page: a row that a page end cuts is two to them, and a merged
cell has its text once. The last lines give the ratio of ours to each peer's, in F1 and in time.
Peers that are not installed (extra ``benchmark``) are left out by name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from kyoten_extract import read_tables
from kyoten_extract.testing.pages import PrintedList, kinds, producers, random_list

Rows = list[list[str]]
Reader = Callable[[Path], list[Rows]]
R = TypeVar("R")
OURS = "kyoten_extract"


def ours(path: Path) -> list[Rows]:
    return [[list(row.cells) for row in table.rows] for table in read_tables(path)]


def tablers(path: Path) -> list[Rows]:
    from tablers import Document, find_tables

    with Document(str(path)) as document:
        return [
            [[cell.text if cell else "" for cell in row.cells] for row in table.rows]
            for page in document.pages()
            for table in find_tables(page, extract_text=True)
        ]


def pdfplumber(path: Path) -> list[Rows]:
    import pdfplumber as library

    with library.open(path) as document:
        return [
            [[text or "" for text in row] for row in table]
            for page in document.pages
            for table in page.extract_tables()
        ]


def camelot(engine: str) -> Reader:
    def read(path: Path) -> list[Rows]:
        import camelot as library

        tables = library.read_pdf(
            str(path), pages="all", flavor="lattice", engine=engine, split_text=True
        )
        return [table.df.values.tolist() for table in tables]

    return read


def installed(peers: Mapping[str, tuple[str, R]]) -> dict[str, R]:
    """The readers, by name, whose package is there; the others are told."""
    found = {}
    for name, (package, read) in peers.items():
        if find_spec(package):
            found[name] = read
        else:
            print(f"{name} is left out: not installed", file=sys.stderr)
    return found


def readers() -> dict[str, Reader]:
    """Those that are installed."""
    peers = {
        "tablers": ("tablers", tablers),
        "pdfplumber": ("pdfplumber", pdfplumber),
        "camelot, lattice, vector": ("camelot", camelot("vector")),
        "camelot, lattice, combined (default)": ("camelot", camelot("combined")),
    }
    return {OURS: ours, **installed(peers)}


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def labels(printed: PrintedList) -> set[str]:
    """All labels, joined and level by level."""
    found = set()
    for table in printed.tables:
        for label in table.header:
            parts = label.split(" ")
            # A label of two Latin words is no level of its own.
            found |= {
                folded("".join(parts[i:j]))
                for i in range(len(parts))
                for j in range(i + 1, len(parts) + 1)
            }
    return found


def cells_and_pairs(
    tables: Iterable[Sequence[Sequence[str]]], left_out: set[str]
) -> tuple[Counter[str], Counter[tuple[str, str, str]]]:
    cells: Counter[str] = Counter()
    pairs: Counter[tuple[str, str, str]] = Counter()
    above: dict[int, str] = {}
    for table in tables:
        for row in table:
            left = ""
            for column, cell in enumerate(row):
                text = folded(cell)
                if not text or text in left_out:
                    continue
                cells[text] += 1
                if left:
                    pairs[left, text, "right"] += 1
                if column in above:
                    pairs[above[column], text, "below"] += 1
                left = above[column] = text
    return cells, pairs


class Tally:
    """Counts of one reader."""

    def __init__(self) -> None:
        self.right = [0, 0]
        self.printed = [0, 0]
        self.read = [0, 0]
        self.seconds = 0.0
        self.failed = 0

    def add(self, which: int, want: Counter[object], have: Counter[object]) -> None:
        self.right[which] += (want & have).total()
        self.printed[which] += want.total()
        self.read[which] += have.total()

    def f1(self, which: int) -> float:
        whole = self.printed[which] + self.read[which]
        return 2 * self.right[which] / whole if whole else 0.0


def measure(
    printed: PrintedList, chosen: dict[str, Reader], tallies: list[dict[str, Tally]]
) -> None:
    """Read one list with every reader, and count."""
    left_out = labels(printed)
    want = cells_and_pairs(
        ([row.cells for row in table.rows] for table in printed.tables), left_out
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.pdf"
        path.write_bytes(printed.pdf)
        for name, read in chosen.items():
            start = time.perf_counter()
            try:
                tables = read(path)
            except Exception as error:
                print(
                    f"{name}, {printed.spec.kind} {printed.spec.seed}: {error!r}", file=sys.stderr
                )
                tables = []
            seconds = time.perf_counter() - start
            have = cells_and_pairs(tables, left_out)
            for tally in tallies:
                tally[name].seconds += seconds
                for which in (0, 1):
                    tally[name].add(which, Counter(want[which]), Counter(have[which]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--lists", type=int, default=2, help="of each kind")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", choices=kinds(), metavar="NAME")
    parser.add_argument("--producer", choices=producers(), default="reportlab")
    asked = parser.parse_args()
    chosen = readers()
    names = [k for k in kinds(asked.producer) if not asked.kinds or k in asked.kinds]
    by_kind: dict[str, dict[str, Tally]] = {name: defaultdict(Tally) for name in [*names, "all"]}
    pages: Counter[str] = Counter()
    # Imports and first calls are nobody's time.
    for read in chosen.values():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "first.pdf"
            path.write_bytes(random_list(asked.first_seed, "row_lines", asked.producer).pdf)
            read(path)
    for kind in names:
        for seed in range(asked.first_seed, asked.first_seed + asked.lists):
            printed = random_list(seed, kind, asked.producer)
            pages[kind] += printed.pages
            pages["all"] += printed.pages
            measure(printed, chosen, [by_kind[kind], by_kind["all"]])
    print(f"{asked.producer}, {pages['all']} pages: F1 of cells / of pairs of neighbors\n")
    short = {name: name.replace("camelot, lattice, ", "camelot ") for name in chosen}
    print(f"{'kind':16} pages " + "".join(f"{short[name]:>26}" for name in chosen))
    for kind, tallies in by_kind.items():
        shown = "".join(f"{tallies[n].f1(0):17.4f} / {tallies[n].f1(1):.4f}" for n in chosen)
        print(f"{kind:16} {pages[kind]:5} {shown}")
    print(f"\n{'ratio of ours to':40} {'cells':>7} {'pairs':>7} {'seconds':>8}")
    total = by_kind["all"]
    mine = total[OURS]
    for name in chosen:
        ratios = [mine.f1(which) / max(total[name].f1(which), 1e-9) for which in (0, 1)]
        slower = mine.seconds / total[name].seconds
        print(f"{name:40} {ratios[0]:7.2f} {ratios[1]:7.2f} {slower:8.2f}")


if __name__ == "__main__":
    main()
