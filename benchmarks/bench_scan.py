"""How much of an edition comes out of its scans.

    python benchmarks/bench_scan.py [-v] [--pages 1,2] [--profiles 300 200 150] PRINT.pdf

A born-digital print is drawn, laid askew, blurred, covered with noise (``degrade.py``, by a seed)
and read by the engine for scans. What the print's own text gives is the truth. One line for each
profile:

    rows      rows of the print that stand at their place in what was read, and rows that do not
    numbers   ids, staff and years that are exact
    places    municipalities, countries and cities that are exact, blanks apart
    prose, names, URLs
              character error rate: edits of blank-free texts by their length; names are those of
              bases, contractors, departments and forms
    cells     values that are wrong, blanks apart
    flagged   those of them that a finding points to
    alarms    right values that a finding points to all the same
    s/page    seconds a page by the clock, and by the processors
    MB        peak memory of a process that does nothing else

``-v`` adds every value that is wrong, and whether it is flagged. ``--keep FOLDER`` keeps the scans.
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
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from degrade import PROFILES, Profile, scan
from exactness import without_blanks
from kyoten_extract import Base, Survey, extract

NUMBERS = ("municipality_no", "base_no", "total", "dispatched", "local", "established")
PLACES = ("municipality", "country", "city")
NAMES = ("name", "contractor", "department", "form_note")
PROSE = ("reason", "activities", "remarks")
STAFF = ("total", "dispatched", "local")
CELLS = {"total": "staff_total", "dispatched": "staff_dispatched", "local": "staff_local"}
CELLS |= {"form_note": "form"}
LINE = "{:16} {:>9} {:>8} {:>8} {:>6} {:>6} {:>6} {:>6} {:>8} {:>7} {:>11} {:>6}"
HEAD = LINE.format(
    "scan",
    "rows",
    "numbers",
    "places",
    "prose",
    "names",
    "URLs",
    "cells",
    "flagged",
    "alarms",
    "s/page (CPU)",
    "MB",
)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the print, and what the scan has in its place (``None``: no such row)."""

    base: Base
    field: str
    truth: object
    seen: object
    flagged: bool

    @property
    def is_right(self) -> bool:
        """Whether the two are equal, blanks apart."""
        return without_blanks(self.truth) == without_blanks(self.seen)

    @property
    def edits(self) -> int:
        """Characters to change, put in or take out, blanks apart."""
        truth, seen = (str(without_blanks(v) or "") for v in (self.truth, self.seen))
        return 0 if truth == seen else distance(truth, seen)

    @property
    def length(self) -> int:
        """Characters printed, blanks apart."""
        return len(str(without_blanks(self.truth) or ""))

    def __str__(self) -> str:
        key = "-".join(map(str, self.base.key))
        mark = " " if self.flagged else "!"
        return f"  {mark} {key} {self.field}: {self.truth!r}, {self.seen!r}"


def distance(one: str, other: str) -> int:
    """Levenshtein's."""
    before = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
        before = row
    return before[-1]


def value_of(base: Base, field: str) -> object:
    """The value of a field of the record, or of its staff."""
    if field in STAFF:
        return getattr(base.staff, field) if base.staff else None
    value = getattr(base, field)
    return value.year if field == "established" and value else value


def pairs(truth: Survey, seen: Survey) -> tuple[list[tuple[Base, Base | None]], int]:
    """Each row of the print with that at its place in the scan, and how many others there are."""
    left = list(seen.bases)
    found: list[tuple[Base, Base | None]] = []
    for base in truth.bases:
        at = next((i for i, other in enumerate(left) if _same_place(base, other)), None)
        found.append((base, None if at is None else left.pop(at)))
    return found, len(left)


def _same_place(base: Base, other: Base) -> bool:
    page, _, top, _, bottom = base.source.boxes[0]
    page_, _, top_, _, bottom_ = other.source.boxes[0]
    shared = min(bottom, bottom_) - max(top, top_)
    return page == page_ and shared > 0.5 * max(bottom - top, bottom_ - top_)


def values(truth: Survey, seen: Survey) -> Iterator[Value]:
    """Every value of the print beside the scan's."""
    told: defaultdict[object, set[str]] = defaultdict(set)
    for finding in seen.findings:
        if finding.row is not None and finding.field and finding.bbox:
            told[finding.row, finding.page].add(finding.field)
    for base, other in pairs(truth, seen)[0]:
        place = None if other is None else (other.key, other.source.pages[0])
        for field in (*NUMBERS, *PLACES, "form", *NAMES, *PROSE, "url"):
            seen_value = None if other is None else value_of(other, field)
            is_told = CELLS.get(field, field) in told[place]
            yield Value(base, field, value_of(base, field), seen_value, is_told)


def share(found: Sequence[Value], fields: Sequence[str]) -> str:
    """Of the values of ``fields`` how many per cent are right."""
    chosen = [value for value in found if value.field in fields]
    return f"{100 * sum(v.is_right for v in chosen) / max(len(chosen), 1):.2f}%"


def error_rate(found: Sequence[Value], fields: Sequence[str]) -> str:
    """Edits by length, in per cent."""
    chosen = [value for value in found if value.field in fields]
    return f"{100 * sum(v.edits for v in chosen) / max(sum(v.length for v in chosen), 1):.2f}%"


def measured(path: Path) -> tuple[Survey, float, float, int]:
    """The survey of a scan: seconds by the clock and the processors, and MB; by a process alone."""
    code = [sys.executable, __file__, "--read", str(path)]
    answer = json.loads(subprocess.run(code, check=True, capture_output=True, text=True).stdout)
    return (
        Survey.from_dict(answer["survey"]),
        answer["seconds"],
        answer["processors"],
        answer["memory"],
    )


def read(path: Path) -> None:
    """Read one scan; print what came out as JSON."""
    start = time.perf_counter()
    survey = extract(path, engine="ocr")
    seconds = time.perf_counter() - start
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    answer = {
        "survey": survey.to_dict(),
        "seconds": seconds,
        "processors": own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime,
        "memory": (own.ru_maxrss + others.ru_maxrss) // 1024,
    }
    json.dump(answer, sys.stdout)


def report(truth: Survey, path: Path, profile: Profile, *, verbose: bool) -> Iterator[str]:
    """The line of one scan, and more if ``verbose``."""
    seen, seconds, processors, memory = measured(path)
    found = list(values(truth, seen))
    rows, extra = pairs(truth, seen)
    wrong = [value for value in found if not value.is_right]
    flagged = sum(value.flagged for value in wrong)
    alarms = sum(value.flagged for value in found) - flagged
    pages = seen.source.pages
    yield LINE.format(
        profile.name,
        f"{sum(other is not None for _, other in rows)}/{len(rows)}+{extra}",
        share(found, NUMBERS),
        share(found, PLACES),
        error_rate(found, PROSE),
        error_rate(found, NAMES),
        error_rate(found, ("url",)),
        len(wrong),
        f"{100 * flagged / max(len(wrong), 1):.1f}%",
        alarms,
        f"{seconds / pages:.1f} ({processors / pages:.1f})",
        memory,
    )
    if verbose:
        yield from map(str, wrong)
        yield from (f"    left: {left.text!r}" for left in seen.leftovers)
        yield from (
            f"    {f.code} {f.page} {f.message}" for f in seen.findings if f.code != "KY017"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("print", type=Path)
    parser.add_argument("--pages", help="1,2: these only")
    parser.add_argument("--profiles", nargs="+", metavar="DPI", default=[])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--read", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read:
        read(chosen.print)
        return
    pages = [int(number) for number in chosen.pages.split(",")] if chosen.pages else None
    data = chosen.print.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        truth = extract(_only(data, pages))
        print(f"{len(truth.bases)} rows\n\n{HEAD}", flush=True)
        for profile in PROFILES:
            if chosen.profiles and str(profile.dpi) not in chosen.profiles:
                continue
            path = folder / f"{chosen.print.stem}-{profile.dpi}.pdf"
            path.write_bytes(scan(data, profile, pages=pages, seed=chosen.seed))
            for line in report(truth, path, profile, verbose=chosen.verbose):
                print(line, flush=True)


def _only(data: bytes, pages: list[int] | None) -> bytes:
    """A PDF of these pages alone, so that they are numbered as the scan's."""
    if pages is None:
        return data
    target = pdfium.PdfDocument.new()
    target.import_pages(pdfium.PdfDocument(data), [number - 1 for number in pages])
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
