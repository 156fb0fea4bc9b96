"""Tables on composed statistical pages found by us and by peers, by relations of neighboring cells.

    python benchmarks/statistical_tables.py [--pages 40] [--first-seed 0] [--style NAME] [--each]

The measure of the ICDAR 2013 competition: of each cell, the nearest cell with text to its right and
below, over all tables of a page, the header included. A page's F1 is averaged over pages, as there.
Texts are compared without blanks and without dots that lead from a label to its figure.
``read_tables`` has one label for each column, its levels joined; so every reader is held against
the cells as printed and against labels joined, and the better counts. "grids" are ours before their
header is joined. "no table" counts tables found on pages of prose alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import cell_f1
from kyoten_extract import KyotenError, read_tables
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from statistical_pages import STYLES, PrintedCell, PrintedTable, random_page

Cells = list[PrintedCell]
Reader = Callable[[Path], list[Cells]]
_LEADERS = re.compile(r"(?:\s*\.){2,}\s*$")


def of_rows(rows: Iterable[Iterable[str | None]]) -> Cells:
    return [
        PrintedCell(i, j, 1, 1, text)
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
        if text
    ]


def ours(path: Path) -> list[Cells]:
    try:
        tables = read_tables(path)
    except KyotenError:
        return []
    return [of_rows([table.header, *(row.cells for row in table.rows)]) for table in tables]


def grids(path: Path) -> list[Cells]:
    try:
        document = read_document(load(path))
    except KyotenError:
        return []
    return [
        [PrintedCell(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells]
        for content in document.contents
        for grid in content.grids
    ]


def tablers(path: Path) -> list[Cells]:
    return [of_rows(rows) for rows in cell_f1.tablers(path)]


def pdfplumber(strategy: str) -> Reader:
    def read(path: Path) -> list[Cells]:
        import pdfplumber as library

        settings = {"vertical_strategy": strategy, "horizontal_strategy": strategy}
        with library.open(path) as document:
            return [
                of_rows(table) for page in document.pages for table in page.extract_tables(settings)
            ]

    return read


def camelot(flavor: str) -> Reader:
    def read(path: Path) -> list[Cells]:
        import camelot as library

        tables = library.read_pdf(str(path), pages="all", flavor=flavor)
        return [of_rows(table.df.values.tolist()) for table in tables]

    return read


def readers() -> dict[str, Reader]:
    peers = {
        "tablers": ("tablers", tablers),
        "plumber lines": ("pdfplumber", pdfplumber("lines")),
        "plumber text": ("pdfplumber", pdfplumber("text")),
        "camelot lattice": ("camelot", camelot("lattice")),
        "camelot stream": ("camelot", camelot("stream")),
        "camelot hybrid": ("camelot", camelot("hybrid")),
    }
    return {"read_tables": ours, "grids": grids, **cell_f1.installed(peers)}


def folded(text: str) -> str:
    return cell_f1.folded(_LEADERS.sub("", text))


def pairs(cells: Iterable[PrintedCell]) -> Counter[tuple[str, str, str]]:
    """The relations of one table."""
    owner: dict[tuple[int, int], PrintedCell] = {}
    cells = [cell for cell in cells if folded(cell.text)]
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                owner[row, column] = cell
    rows = max((row for row, _ in owner), default=-1) + 1
    columns = max((column for _, column in owner), default=-1) + 1
    found: set[tuple[PrintedCell, PrintedCell, str]] = set()
    for (row, column), cell in owner.items():
        right = next((o for j in range(column + 1, columns) if (o := owner.get((row, j)))), None)
        below = next((o for i in range(row + 1, rows) if (o := owner.get((i, column)))), None)
        found |= {
            (cell, other, way)
            for other, way in ((right, "right"), (below, "below"))
            if other is not None and other is not cell
        }
    return Counter((folded(a.text), folded(b.text), way) for a, b, way in found)


def flat(table: PrintedTable) -> Cells:
    """The cells with the levels of each column's label joined, as ``read_tables`` has them."""
    labels: dict[int, list[str]] = defaultdict(list)
    for cell in table.cells:
        if cell.row < table.depth:
            for column in range(cell.column, cell.column + cell.columns):
                labels[column].append(cell.text)
    head = [PrintedCell(0, i, 1, 1, " ".join(texts)) for i, texts in sorted(labels.items())]
    body = [c for c in table.cells if c.row >= table.depth]
    return head + [PrintedCell(c.row - table.depth + 1, c.column, 1, 1, c.text) for c in body]


class Tally:
    """Figures of one reader."""

    def __init__(self) -> None:
        self.f1: list[float] = []
        self.seconds = 0.0
        self.false = 0


def f1(want: Counter[tuple[str, str, str]], have: Counter[tuple[str, str, str]]) -> float:
    whole = want.total() + have.total()
    return 2 * (want & have).total() / whole if whole else 1.0


def measure(
    seed: int, style: str | None, chosen: dict[str, Reader]
) -> dict[str, tuple[float, float]]:
    page = random_page(seed, style)
    printed: Counter[tuple[str, str, str]] = Counter()
    joined: Counter[tuple[str, str, str]] = Counter()
    for table in page.tables:
        printed += pairs(table.cells)
        joined += pairs(flat(table))
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pdf"
        path.write_bytes(page.pdf)
        for name, read in chosen.items():
            start = time.perf_counter()
            try:
                tables = read(path)
            except Exception as error:
                print(f"{name}, seed {seed}: {error!r}", file=sys.stderr)
                tables = []
            seconds = time.perf_counter() - start
            have: Counter[tuple[str, str, str]] = Counter()
            for cells in tables:
                have += pairs(cells)
            result[name] = max(f1(printed, have), f1(joined, have)), seconds
    return result


def false_tables(seeds: Iterable[int], chosen: dict[str, Reader]) -> Counter[str]:
    """Tables found on pages of prose alone."""
    found: Counter[str] = Counter()
    for seed in seeds:
        page = random_page(seed, tables=0)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.pdf"
            path.write_bytes(page.pdf)
            for name, read in chosen.items():
                try:
                    found[name] += len(read(path))
                except Exception as error:
                    print(f"{name}, prose {seed}: {error!r}", file=sys.stderr)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=5, help="of each style, and of mixed styles")
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--style", choices=STYLES, action="append")
    parser.add_argument("--ours", action="store_true", help="without peers")
    parser.add_argument("--each", action="store_true", help="each page's figures")
    asked = parser.parse_args()
    chosen = readers()
    if asked.ours:
        chosen = {name: read for name, read in chosen.items() if name in ("read_tables", "grids")}
    rows: dict[str, dict[str, Tally]] = {}
    every: dict[str, Tally] = defaultdict(Tally)
    seeds = range(asked.first_seed, asked.first_seed + asked.pages)
    for style in asked.style or [*STYLES, None]:
        tallies = rows[style or "mixed"] = defaultdict(Tally)
        for seed in seeds:
            if not random_page(seed, style).tables:
                continue
            found = measure(seed, style, chosen)
            for name, (score, seconds) in found.items():
                for tally in (tallies[name], every[name]):
                    tally.f1.append(score)
                    tally.seconds += seconds
            if asked.each:
                shown = "  ".join(f"{name} {score:.3f}" for name, (score, _) in found.items())
                print(f"{style or 'mixed'} {seed}: {shown}")
    rows["all"] = every
    print(f"{'style':10} pages" + "".join(f"{name:>17}" for name in chosen))
    for style, tallies in rows.items():
        count = len(tallies["read_tables"].f1)
        shown = "".join(
            f"{sum(t.f1) / max(len(t.f1), 1):17.3f}" for t in map(tallies.get, chosen) if t
        )
        print(f"{style:10} {count:5}{shown}")
    print(f"{'seconds':16}" + "".join(f"{every[name].seconds:17.2f}" for name in chosen))
    false = false_tables(seeds, chosen)
    print(f"{'no table':16}" + "".join(f"{false[name]:17}" for name in chosen))


if __name__ == "__main__":
    main()
