"""The HTML report of a file: its size, when Chromium first paints it, and its pages in print.

    python benchmarks/bench_report.py PDF [--rounds N]

Each round is a page in a context of its own, as the first visit of a reader is. Needs playwright
and an installed Chromium.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from pathlib import Path

import pypdfium2
from playwright.sync_api import sync_playwright

from kyoten_extract import extract, validate

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PAINT = """() => new Promise(told => new PerformanceObserver(
    list => list.getEntriesByName("first-contentful-paint").forEach(e => told(e.startTime))
  ).observe({ type: "paint", buffered: true }))"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    page = validate(extract(given.file)).to_html(given.file)
    path = os.environ.get("KYOTEN_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        times = []
        for _ in range(given.rounds):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            tab = context.new_page()
            tab.goto(file.as_uri())
            times.append(tab.evaluate(_PAINT) / 1000)
            if len(times) == given.rounds:
                printed = pypdfium2.PdfDocument(tab.pdf(format="A4"))
            context.close()
        browser.close()
    print(f"report: {len(page.encode()):,} bytes, {len(printed)} pages in print")
    middle = statistics.median(times)
    print(f"first paint: median {middle:.2f} s, {min(times):.2f} to {max(times):.2f}")


if __name__ == "__main__":
    main()
