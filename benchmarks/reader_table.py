"""One table and one plot: every installed reader beside ours, in one run.

    python -m benchmarks [PDF ...] [--rounds 15] [--plot FILE.svg]

Run from the project's folder. Without PDF: the prints of one edition by LibreOffice, Chromium and
Typst in tests/fixtures. Each reader works in a process of its own; the rounds of all alternate, so
that a machine that slows down slows all. What ours remembers of texts is forgotten before each
round. Columns: median seconds of a warm read, by the clock and of the processors, each with the
ratio to tablers, the fastest peer (ours load the next page on a second processor, the others use
one); the most memory the process took in MB (its imports included), rows, and for the fixtures how
many of their 37 rows came out with every cell as printed, but for spaces. A reader that takes long
has fewer rounds. Readers that are not installed are left out (extra ``benchmark``; PyMuPDF is AGPL
and no dependency).
"""

from __future__ import annotations

import argparse
import csv
import gc
import inspect
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

FIXTURES = Path(__file__).resolve().parents[1] / "tests" / "fixtures"
PRINTS = ("calc.pdf", "chromium.pdf", "typst.pdf")
# Columns of the specimen that all of its prints have as cells.
TRUE_COLUMNS = ("municipality", "name", "city", "contractor", "department", "url")

# CPU seconds after which a reader has been measured enough, if so many times.
ENOUGH, FEWEST = 20.0, 3

Rows = list[list[str]]


class Measured(NamedTuple):
    """Medians of seconds, by the clock and of the processors; memory; and what was read."""

    seconds: float
    cpu: float
    megabytes: int
    rows: Rows | str


def ours(path: str) -> Rows:
    from kyoten_extract import extract

    return [list(map(str, base.raw.values())) for base in extract(path, processes=1).bases]


def our_table(path: str) -> Rows:
    from kyoten_extract import read_table

    return [list(row.cells) for row in read_table(path, processes=1).rows]


def bare_pdfium(path: str) -> Rows:
    """Every page and its text: the least for any reader on PDFium."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            page = pdfium.FPDF_LoadPage(document.raw, index)
            text = pdfium.FPDFText_LoadPage(page)
            pdfium.FPDFText_ClosePage(text)
            pdfium.FPDF_ClosePage(page)
    return []


def tablers(path: str) -> Rows:
    from tablers import Document, find_tables

    rows: Rows = []
    with Document(path) as document:
        for page in document.pages():
            for table in find_tables(page, extract_text=True):
                rows += [[cell.text if cell else "" for cell in row.cells] for row in table.rows]
    return rows


def pdfplumber(path: str) -> Rows:
    import pdfplumber as plumber

    with plumber.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document.pages
            for table in page.extract_tables()
            for row in table
        ]


def camelot(path: str, engine: str = "vector") -> Rows:
    import camelot as library

    tables = library.read_pdf(path, pages="all", engine=engine, split_text=True)
    return [list(map(str, row)) for table in tables for row in table.df.values.tolist()]


def pymupdf(path: str) -> Rows:
    import pymupdf as library

    with library.open(path) as document:
        return [
            [cell or "" for cell in row]
            for page in document
            for table in page.find_tables().tables
            for row in table.extract()
        ]


READERS: dict[str, tuple[Callable[[str], Rows], str]] = {
    "kyoten_extract: extract": (ours, "kyoten_extract"),
    "kyoten_extract: read_table": (our_table, "kyoten_extract"),
    "PDFium alone: pages and text": (bare_pdfium, "pypdfium2"),
    "tablers": (tablers, "tablers"),
    "pdfplumber": (pdfplumber, "pdfplumber"),
    "camelot, lattice, vector": (camelot, "camelot"),
    "PyMuPDF": (pymupdf, "pymupdf"),
}
"""Functions of readers, and the module that must be installed."""
_PACKAGES = {"camelot": "camelot-py", "kyoten_extract": "kyoten-extract"}


def forget() -> None:
    """Forget what ours remembers of the texts of documents."""
    for name, module in list(sys.modules.items()):
        if not name.startswith("kyoten_extract."):
            continue
        for function in vars(module).values():
            if inspect.isfunction(function) and "found" in function.__code__.co_freevars:
                found = inspect.getclosurevars(function).nonlocals["found"]
                if isinstance(found, dict):
                    found.clear()


def work(connection: Connection, name: str) -> None:
    """A reader's process: paths in, and seconds, memory in MB and rows out."""
    read = READERS[name][0]
    while (path := connection.recv()) is not None:
        forget()
        gc.collect()
        started, begun = time.process_time(), time.perf_counter()
        try:
            rows: Rows | str = read(path)
        except Exception as error:  # a peer's failure is a result
            rows = type(error).__name__
        spent = time.perf_counter() - begun, time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        connection.send((spent, peak, rows))


def measure(pdf: Path, names: Sequence[str], rounds: int) -> dict[str, Measured]:
    """Measure each reader on one file."""
    context = multiprocessing.get_context("spawn")
    lines: dict[str, Connection] = {}
    for name in names:
        near, far = context.Pipe()
        context.Process(target=work, args=(far, name), daemon=True).start()
        lines[name] = near
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    found: dict[str, Measured] = {}
    # The first turn imports and warms up.
    for turn in range(rounds + 1):
        for name, line in lines.items():
            if len(seconds[name]) >= FEWEST and sum(cpu for _, cpu in seconds[name]) > ENOUGH:
                continue
            line.send(str(pdf))
            spent, peak, rows = line.recv()
            if turn:
                seconds[name].append(spent)
            by_clock, cpu = map(statistics.median, zip(*(seconds[name] or [spent]), strict=True))
            found[name] = Measured(by_clock, cpu, peak, rows)
    for line in lines.values():
        line.send(None)
    return found


def folded(text: str) -> str:
    """A text without widths and spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def exact(rows: Iterable[Sequence[str]]) -> int:
    """How many rows of the specimen are among ``rows``, each in one."""
    with (FIXTURES / "specimen.tsv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file, delimiter="\t"))
    # The prints have a dash, or nothing, where there is no contractor or name.
    wanted = [{folded(row[key]) for key in TRUE_COLUMNS} - {"", "-"} for row in truth]
    free = Counter(frozenset(map(folded, row)) for row in rows)
    count = 0
    for cells in wanted:
        at = next((row for row, left in free.items() if left and cells <= row), None)
        if at is not None:
            free[at] -= 1
            count += 1
    return count


def versions(names: Iterable[str]) -> str:
    """The versions of what was measured, and of the machine."""
    parts = []
    for module in dict.fromkeys(READERS[name][1] for name in names):
        try:
            parts.append(f"{module} {version(_PACKAGES.get(module, module))}")
        except PackageNotFoundError:
            parts.append(module)
    cores = len(os.sched_getaffinity(0))
    machine = f"Python {platform.python_version()}, {platform.machine()}, {cores} cores"
    return f"{', '.join(parts)}; {machine}"


def plot(results: dict[str, dict[str, Measured]], file: Path) -> None:
    """Bars of seconds, a group for each reader."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    names = list(next(iter(results.values())))
    figure, axes = pyplot.subplots(figsize=(9, 0.7 * len(names) + 1.5), layout="constrained")
    high = 0.8 / len(results)
    for number, (pdf, found) in enumerate(results.items()):
        places = [place + high * number for place in range(len(names))]
        axes.barh(places, [found[name].seconds for name in names], height=high, label=pdf)
    axes.set_yticks([place + 0.4 - high / 2 for place in range(len(names))], names)
    axes.set(xscale="log", xlabel="seconds of a warm read")
    axes.invert_yaxis()
    axes.legend()
    figure.savefig(file)


def main() -> None:
    """Print the table, and draw the plot."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("pdf", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = parser.parse_args()
    names = [name for name, (_, module) in READERS.items() if find_spec(module)]
    results, prints = {}, [FIXTURES / name for name in PRINTS]
    for pdf in given.pdf or prints:
        results[pdf.name] = found = measure(pdf, names, given.rounds)
        least = found.get("tablers", found[names[0]])
        heads = ("seconds", "ratio", "CPU s", "ratio", "MB", "rows", "exact")
        print(f"{pdf.name:32} {' '.join(f'{head:>7}' for head in heads)}")
        for name, one in found.items():
            rows = one.rows
            known = (
                pdf.name in PRINTS and pdf.parent == FIXTURES and isinstance(rows, list) and rows
            )
            print(
                f"{name:32} {one.seconds:7.3f} {one.seconds / least.seconds:7.2f} "
                f"{one.cpu:7.3f} {one.cpu / least.cpu:7.2f} {one.megabytes:7} "
                f"{len(rows) if isinstance(rows, list) else rows:>7} "
                f"{exact(rows) if known else '':>7}",
                flush=True,
            )
        print()
    print(versions(names))
    if given.plot:
        plot(results, given.plot)
