"""Where the time of an edition goes, stage by stage.

    python benchmarks/bench_stages.py PDF [--rounds 15]

Medians of milliseconds of ``extract`` and of writing JSON, in one process and thread, warm, with
what is remembered of texts forgotten before each round; a stage does not count those within it.
"first" is the first round of the process, with what it loads: modules, patterns and indices.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from kyoten_extract import extract
from kyoten_extract.engines import read_again
from kyoten_extract.engines.pdfium import page_loader
from kyoten_extract.engines.pdfium.page_loader import PdfLoader
from kyoten_extract.engines.pdfium.pdf_file import PdfFile
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.output import export
from kyoten_extract.records import parse_base, survey_assembly
from kyoten_extract.table import cells
from reader_table import forget

# Owner and name of the function of each stage.
STAGES: dict[str, tuple[Any, str]] = {
    "parse: PDFium": (PdfLoader, "_load"),
    "page: characters and rulings": (PdfFile, "page_and_picture"),
    "cells": (cells, "page_and_content"),
    "missing rulings": (read_again, "read_again"),
    "stitch": (survey_assembly, "stitch"),
    "columns": (Layout, "match"),
    "text": (parse_base, "read_columns"),
    "records": (survey_assembly, "survey_of"),
    "output: JSON": (export, "to_bytes"),
}
ALL = "all"


def measured() -> dict[str, float]:
    """Milliseconds of each stage, from now on; set them to 0 to begin again."""
    spent = dict.fromkeys([*STAGES, ALL], 0.0)
    within: list[float] = []

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            within.append(0.0)
            started = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                took = 1000 * (time.perf_counter() - started)
                spent[stage] += took - within.pop()
                if within:
                    within[-1] += took

        return call

    for stage, (owner, name) in STAGES.items():
        setattr(owner, name, timed(stage, getattr(owner, name)))
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    page_loader.cpu_count = lambda: 1  # type: ignore[assignment]  # No thread loads ahead.
    spent = measured()
    rounds: list[dict[str, float]] = []
    for _ in range(given.rounds + 1):
        forget()
        spent.update(dict.fromkeys(spent, 0.0))
        started = time.perf_counter()
        export.to_bytes(extract(given.pdf, processes=1), "json")
        spent[ALL] = 1000 * (time.perf_counter() - started)
        rounds.append(dict(spent))
    print(f"{'ms':30} {'first':>7} {'warm':>7}")
    for stage in spent:
        warm = statistics.median(one[stage] for one in rounds[1:])
        print(f"{stage:30} {rounds[0][stage]:7.1f} {warm:7.1f}")


if __name__ == "__main__":
    main()
