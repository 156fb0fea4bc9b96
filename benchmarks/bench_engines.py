"""Time of a whole extraction compared with peers, from one run.

    python benchmarks/bench_engines.py [--rounds 5] [PDF]

Without PDF the bundled ``calc.pdf`` is read. Each engine reads every page once per round; the
rounds of all engines alternate, so that a machine that slows down affects all of them. Ours is
``extract(...)``, typed, repaired and counted; the peers only find cells. Engines that are not
installed are left out (extra ``benchmark``; PyMuPDF is AGPL and not a dependency).
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from kyoten_extract import extract, read_table, validate
from reader_table import Rows, camelot, pdfplumber, pymupdf, tablers

BUNDLED = Path(__file__).parents[1] / "tests" / "fixtures" / "calc.pdf"


def ours(path: Path) -> int:
    return len(extract(path).bases)


def ours_checked(path: Path) -> int:
    return len(validate(extract(path)).survey.bases)


def ours_table(path: Path) -> int:
    return len(read_table(path).rows)


def bare_pdfium(path: Path) -> int:
    """Load every page and its text: the minimum for any reader based on PDFium."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    count = 0
    with pypdfium2.PdfDocument(path) as document:
        for index in range(len(document)):
            page = pdfium.FPDF_LoadPage(document.raw, index)
            text = pdfium.FPDFText_LoadPage(page)
            count += pdfium.FPDFText_CountChars(text)
            pdfium.FPDFText_ClosePage(text)
            pdfium.FPDF_ClosePage(page)
    return count


def counted(read: Callable[..., Rows], *more: str) -> Callable[[Path], int]:
    """How many rows a reader finds."""
    return lambda path: len(read(str(path), *more))


def engines() -> dict[str, tuple[Callable[[Path], int], int]]:
    """Name, function, and maximum number of rounds, since some are slow."""
    found: dict[str, tuple[Callable[[Path], int], int]] = {
        "kyoten_extract: extract": (ours, 99),
        "kyoten_extract: extract + validate": (ours_checked, 99),
        "kyoten_extract: read_table": (ours_table, 99),
        "PDFium alone: pages and text": (bare_pdfium, 99),
    }
    if find_spec("tablers"):
        found["tablers"] = (counted(tablers), 99)
    if find_spec("pdfplumber"):
        found["pdfplumber"] = (counted(pdfplumber), 5)
    found["camelot, lattice, vector"] = (counted(camelot, "vector"), 3)
    found["camelot, lattice, combined (default)"] = (counted(camelot, "combined"), 1)
    if find_spec("pymupdf"):
        found["PyMuPDF"] = (counted(pymupdf), 1)
    return found


def process_seconds(*arguments: str, rounds: int) -> float:
    """Median seconds of a fresh Python process, start-up included."""
    values = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        values.append(time.perf_counter() - start)
    return statistics.median(values)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("pdf", nargs="?", type=Path, default=BUNDLED)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    chosen = engines()
    seconds: dict[str, list[float]] = {name: [] for name in chosen}
    results: dict[str, str] = {}
    for turn in range(arguments.rounds + 1):
        for name, (read, most) in chosen.items():
            if turn > most:
                continue
            gc.collect()
            start = time.perf_counter()
            try:
                results[name] = str(read(arguments.pdf))
            except Exception as error:
                results[name] = f"failed: {type(error).__name__}"
            elapsed = time.perf_counter() - start
            # The first turn imports and warms up.
            if turn or most == 1:
                seconds[name].append(elapsed)
    first = statistics.median(seconds["kyoten_extract: extract"])
    print(f"{arguments.pdf.name}: median seconds of a warm run, and the ratio to ours\n")
    print(f"{'':38} {'seconds':>8} {'ratio':>7}  rows (characters for PDFium)")
    for name, values in seconds.items():
        median = statistics.median(values)
        print(f"{name:38} {median:8.3f} {median / first:7.2f}  {results[name]}")
    bare = process_seconds("-c", "pass", rounds=arguments.rounds)
    package = process_seconds("-c", "import kyoten_extract", rounds=arguments.rounds)
    command = process_seconds(
        "-m", "kyoten_extract", "extract", str(arguments.pdf), rounds=arguments.rounds
    )
    print(f"\nimport kyoten_extract: {package - bare:.3f} s beyond Python's own {bare:.3f} s")
    print(f"kyoten extract, the whole process: {command:.3f} s")


if __name__ == "__main__":
    main()
