"""Time and memory by the number of pages: does reading scale linearly to a thousand pages?

    python benchmarks/bench_pages.py [--pages 1,10,100,1000] [--merged] [--processes 1]
        [--readers read_table,extract] PDF

Builds files of that many pages from copies of the pages of PDF, and reads each in a fresh process
that has read one page before. Prints seconds of one reading (wall clock and CPU, which a busy
machine affects less), pages per second of both, peak memory of the process and of its child, and
the slope of CPU time over pages, both as logarithms: 1.0 is linear. ``--merged`` copies the file
with its fonts, as programs do that join files; else the copies share them.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import pypdfium2

from kyoten_extract import extract, read_table

READERS = {"read_table": read_table, "extract": extract}
KILOBYTES = 1024 if sys.platform != "darwin" else 1
# Shorter readings say more of the machine than of the pages.
LONG_ENOUGH = 10


def copies(pdf: Path, pages: int, target: Path, *, merged: bool) -> None:
    with pypdfium2.PdfDocument(pdf) as source, pypdfium2.PdfDocument.new() as result:
        if merged:
            for start in range(0, pages, len(source)):
                result.import_pages(source, list(range(min(len(source), pages - start))))
        else:
            result.import_pages(source, [i % len(source) for i in range(pages)])
        result.save(target)


def measure(name: str, path: Path, processes: int | None) -> None:
    """Print what one reading took; runs in the child process."""
    READERS[name](path, pages=[1], processes=1)
    start, begun = time.perf_counter(), time.process_time()
    READERS[name](path, processes=processes)
    seconds, worked = time.perf_counter() - start, time.process_time() - begun
    own, child = (getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
    worked += child.ru_utime + child.ru_stime
    print(seconds, worked, own.ru_maxrss * KILOBYTES, child.ru_maxrss * KILOBYTES)


def slope(points: Sequence[tuple[int, float]]) -> float:
    """Slope of the line fitted to ``points``, both axes as logarithms."""
    xs, ys = ([math.log(value) for value in values] for values in zip(*points, strict=True))
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    covered = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True))
    return covered / sum((a - x) ** 2 for a in xs)


def run(name: str, path: Path, processes: int | None) -> tuple[float, float, float, float]:
    given = [] if processes is None else [f"--processes={processes}"]
    command = [sys.executable, __file__, "--measure", name, *given, str(path)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, worked, own, child = map(float, output.split())
    return seconds, worked, own / 1e6, child / 1e6


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--pages", default="1,10,100,1000")
    parser.add_argument("--merged", action="store_true", help="each copy has fonts of its own")
    parser.add_argument("--processes", type=int, help="to read by; extract's own choice by default")
    parser.add_argument("--rounds", type=int, default=1, help="the fastest of so many counts")
    parser.add_argument("--readers", default=",".join(READERS))
    parser.add_argument("--measure", choices=READERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure, arguments.pdf, arguments.processes)
        return
    sizes = [int(size) for size in arguments.pages.split(",")]
    print(f"{arguments.pdf.name} over and over, {os.cpu_count()} processors\n")
    heads = ("seconds", "pages/s", "CPU s", "pages/s", "peak MB", "child MB")
    print(f"{'':10} {'pages':>6}", *(f"{head:>8}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        files = {size: Path(folder) / f"{size}.pdf" for size in sizes}
        for size, path in files.items():
            copies(arguments.pdf, size, path, merged=arguments.merged)
        for name in arguments.readers.split(","):
            points = []
            for size, path in files.items():
                rounds = [run(name, path, arguments.processes) for _ in range(arguments.rounds)]
                seconds, worked, own, child = map(min, zip(*rounds, strict=True))
                print(
                    f"{name:10} {size:6} {seconds:8.3f} {size / seconds:8.1f} {worked:8.3f} "
                    f"{size / worked:8.1f} {own:8.0f} {child:8.0f}",
                    flush=True,
                )
                if size >= LONG_ENOUGH:
                    points.append((size, worked))
            if len(points) > 1:
                print(f"{name:10} CPU time grows as pages to the power of {slope(points):.2f}\n")


if __name__ == "__main__":
    main()
