"""How much of an edition survives being scanned.

    python benchmarks/bench_scan.py [-v] [--pages 1,2] [--profiles 300 200 150] PRINT.pdf [--peers]

A born-digital print is rendered, skewed, blurred, covered with noise (``degrade.py``, by a seed)
and read by the OCR engine. The text layer of the print is the ground truth. One line per profile:

    rows      rows of the print found at their place, and rows that are not in the print
    numbers   ids, staff and years that are exact
    places    municipalities, countries and cities that are exact, ignoring blanks
    prose, names, URLs
              character error rate: edits of texts without blanks by their length; names are those
              of bases, contractors, departments and forms
    cells     wrong values, ignoring blanks
    silent    wrong values without a finding
    alarms    right values with a finding
    s/page    seconds per page, wall clock and CPU
    MB        peak memory of a process that does nothing else

``-v`` lists every wrong value and whether it is flagged. ``--keep FOLDER`` keeps the scans.

``--peers`` reads the same scans with other programs (see ``scan_peers.py``; ``--peers NAME ...``
only these), each in a process of its own. Their texts are put into the cells of our grid and become
records in the same way. So do our own texts without any postcorrection ("not read again"). Peers
thus get our rows and header labels; only img2table has cells of its own, and has no text where
these differ from ours. The seconds of peers are those of their reading alone, without grid and
deskewing.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium

from degrade import PROFILES, Profile, scan
from kyoten_extract import Survey, extract
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model import codec
from kyoten_extract.page.document import Document
from kyoten_extract.records.survey_assembly import survey_of
from scan_cells import survey_with, with_texts
from scan_peers import OWN_CELLS, PEERS, is_installed, run
from scan_values import NAMES, NUMBERS, PLACES, PROSE, error_rate, pairs, share, values

LINE = "{:16} {:>9} {:>8} {:>8} {:>6} {:>6} {:>6} {:>6} {:>6} {:>7} {:>13} {:>6}"
HEAD = LINE.format(
    "scan",
    "rows",
    "numbers",
    "places",
    "prose",
    "names",
    "URLs",
    "cells",
    "silent",
    "alarms",
    "s/page (CPU)",
    "MB",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's survey of a scan, and its time and memory for all pages.

    Attributes:
        survey: what came out.
        seconds, processors: by the clock, and by the processors.
        memory: the peak, in MB.
    """

    survey: Survey
    seconds: float
    processors: float
    memory: int


def measured(path: Path) -> tuple[Reading, Document]:
    """The survey of a scan by our engine, in a separate process, and its pages."""
    code = [sys.executable, __file__, "--read", str(path)]
    answer = json.loads(subprocess.run(code, check=True, capture_output=True, text=True).stdout)
    document = codec.decode(Document, answer.pop("document"))
    return Reading(Survey.from_dict(answer.pop("survey")), **answer), document


def read(path: Path) -> None:
    """Read one scan and print the result as JSON."""
    start = time.perf_counter()
    document = read_document(load(path), engine="ocr")
    survey = survey_of(document, KYOTEN)
    seconds = time.perf_counter() - start
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    bare = tuple(
        with_texts(content, lambda grid: [cell.text for cell in grid.cells])
        for content in document.contents
    )
    answer = {
        "document": codec.encode(replace(document, contents=bare)),
        "survey": survey.to_dict(),
        "seconds": seconds,
        "processors": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "memory": (own.ru_maxrss + others.ru_maxrss) // 1024,
    }
    json.dump(answer, sys.stdout)


def report(name: str, truth: Survey, reading: Reading, *, verbose: bool) -> Iterator[str]:
    """The line for one reader of one scan, with details if ``verbose``."""
    seen = reading.survey
    found = list(values(truth, seen))
    rows, extra = pairs(truth, seen)
    wrong = [value for value in found if not value.is_right]
    flagged = sum(value.flagged for value in wrong)
    alarms = sum(value.flagged for value in found) - flagged
    pages = seen.source.pages
    yield LINE.format(
        name,
        f"{sum(other is not None for _, other in rows)}/{len(rows)}+{extra}",
        share(found, NUMBERS),
        share(found, PLACES),
        error_rate(found, PROSE),
        error_rate(found, NAMES),
        error_rate(found, ("url",)),
        len(wrong),
        len(wrong) - flagged,
        alarms,
        f"{reading.seconds / pages:.1f} ({reading.processors / pages:.1f})",
        reading.memory,
    )
    if verbose:
        yield from map(str, wrong)
        yield from (f"    left: {left.text!r}" for left in seen.leftovers)
        yield from (
            f"    {f.code} {f.page} {f.message}" for f in seen.findings if f.code != "KY017"
        )


def readings(path: Path, profile: Profile, peers: Sequence[str]) -> Iterator[tuple[str, Reading]]:
    """Readings by our engine and by ``peers``, with their names."""
    ours, document = measured(path)
    yield profile.name, ours
    if peers:
        alone = survey_of(document, KYOTEN)
        yield "  not read again", Reading(alone, ours.seconds, ours.processors, ours.memory)
    for name in peers:
        try:
            answer = run(name, path)
        except subprocess.CalledProcessError:
            print(f"{name}: failed, left out", file=sys.stderr)
            continue
        survey = survey_with(answer, document, own_cells=name in OWN_CELLS)
        yield f"  {name}", Reading(survey, answer.seconds, answer.processors, answer.memory)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("print", type=Path)
    parser.add_argument("--pages", help="1,2: these only")
    parser.add_argument("--profiles", nargs="+", metavar="DPI", default=[])
    parser.add_argument("--peers", nargs="*", metavar="NAME", help=f"all, or of {PEERS}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        read(chosen.print)
        return
    pages = [int(number) for number in chosen.pages.split(",")] if chosen.pages else None
    peers = [] if chosen.peers is None else [name for name in chosen.peers or PEERS if _can(name)]
    data = chosen.print.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        truth = extract(only(data, pages))
        print(f"{len(truth.bases)} rows\n\n{HEAD}", flush=True)
        for profile in PROFILES:
            if chosen.profiles and str(profile.dpi) not in chosen.profiles:
                continue
            path = folder / f"{chosen.print.stem}-{profile.dpi}.pdf"
            path.write_bytes(scan(data, profile, pages=pages, seed=chosen.seed))
            for name, reading in readings(path, profile, peers):
                for line in report(name, truth, reading, verbose=chosen.verbose):
                    print(line, flush=True)


def _can(name: str) -> bool:
    """Whether the peer is installed; prints a line if not."""
    found = is_installed(name)
    if not found:
        print(f"{name}: not installed, left out", file=sys.stderr)
    return found


def only(data: bytes, pages: list[int] | None) -> bytes:
    """A PDF of only these pages, numbered as those of the scan."""
    if pages is None:
        return data
    target = pdfium.PdfDocument.new()
    target.import_pages(pdfium.PdfDocument(data), [number - 1 for number in pages])
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
