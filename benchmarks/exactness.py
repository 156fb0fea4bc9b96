"""How much of an edition each of its prints gives back, compared with the transcript.

    python benchmarks/exactness.py [-v] TRANSCRIPT PRINT.pdf ...

A folder stands for the PDFs in it. Reads the transcript and each print, and compares them record by
record; one line per print:

    pages     pages of the print
    seconds   to read it once, in a warm process
    rows      rows of the transcript found by their numbers
    extra     rows read that the transcript does not have
    exact     rows that are equal in every field
    blanks    rows that are equal in every field except for blanks inside texts
    totals    whether the published totals were read: as published, otherwise, or not at all
    left      texts that are in no cell, title or totals
    errors    findings of that severity from reading

``-v`` lists every field that differs by more than blanks, the rows that are extra or missing, and
the findings. ``render.py`` makes the prints.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from kyoten_extract import Base, KyotenError, Survey, extract

ABOUT_THE_PRINT = ("extras", "raw", "source", "corrections")
VALUES = tuple(field.name for field in fields(Base) if field.name not in ABOUT_THE_PRINT)
ZERO_WIDTH_SPACE = "\u200b"
LINE = "{:26} {:>5} {:>7} {:>5} {:>5} {:>5} {:>6} {:>7} {:>5} {:>6}"
HEAD = LINE.format(
    "print", "pages", "seconds", "rows", "extra", "exact", "blanks", "totals", "left", "errors"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs between a print and the transcript."""

    base: Base
    field: str
    printed: object

    @property
    def expected(self) -> object:
        """The value in the transcript."""
        return getattr(self.base, self.field)

    @property
    def is_of_blanks(self) -> bool:
        """Whether the two are equal without blanks."""
        return without_blanks(self.expected) == without_blanks(self.printed)

    def __str__(self) -> str:
        key = "-".join(map(str, self.base.key))
        return f"{key} {self.base.municipality} {self.field}: {self.expected!r}, {self.printed!r}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A print compared with the transcript.

    Attributes:
        differences: by row of the transcription, in its order; rows that were not found are not
            among them.
        missing: rows that were not found.
        extra: rows that the transcription does not have.
    """

    differences: tuple[tuple[Difference, ...], ...]
    missing: tuple[Base, ...]
    extra: tuple[Base, ...]

    @property
    def found(self) -> int:
        """Number of rows of the transcript that were found."""
        return len(self.differences)

    @property
    def exact(self) -> int:
        """Number of rows equal in every field."""
        return sum(not row for row in self.differences)

    @property
    def exact_but_for_blanks(self) -> int:
        """Number of rows equal in every field without blanks."""
        return sum(all(one.is_of_blanks for one in row) for row in self.differences)


def compare(expected: Survey, printed: Survey) -> Comparison:
    """Each row of ``expected`` with the row of ``printed`` that has its numbers.

    Of several rows with the same numbers, the first that names the municipality too.
    """
    waiting: defaultdict[object, list[Base]] = defaultdict(list)
    for base in printed.bases:
        waiting[base.key].append(base)
    differences, missing = [], []
    for base in expected.bases:
        rows = waiting[base.key]
        if not rows:
            missing.append(base)
            continue
        same = [i for i, row in enumerate(rows) if row.municipality == base.municipality]
        row = rows.pop(same[0] if same else 0)
        values = ((field, getattr(row, field)) for field in VALUES)
        differences.append(
            tuple(
                Difference(base, field, value)
                for field, value in values
                if value != getattr(base, field)
            )
        )
    extra = tuple(row for rows in waiting.values() for row in rows)
    return Comparison(tuple(differences), tuple(missing), extra)


def without_blanks(value: object) -> object:
    """``value`` with no blanks in its texts."""
    if isinstance(value, str):
        return "".join(value.replace(ZERO_WIDTH_SPACE, "").split())
    if isinstance(value, tuple):
        return tuple(map(without_blanks, value))
    return value


def totals_of(expected: Survey, printed: Survey) -> str:
    """Whether ``printed`` has the published totals of ``expected``."""
    if printed.published is None:
        return "no"
    return "yes" if printed.published == expected.published else "differ"


def report(expected: Survey, path: Path, *, verbose: bool) -> Iterator[str]:
    """The line for one print, with details if ``verbose``."""
    start = time.perf_counter()
    try:
        printed = extract(path)
    except KyotenError as error:
        yield f"{path.stem:26} {type(error).__name__}: {error.problem}"
        return
    seconds = time.perf_counter() - start
    found = compare(expected, printed)
    yield LINE.format(
        path.stem,
        printed.source.pages,
        f"{seconds:.2f}",
        found.found,
        len(found.extra),
        found.exact,
        found.exact_but_for_blanks,
        totals_of(expected, printed),
        len(printed.leftovers),
        sum(finding.severity == "error" for finding in printed.findings),
    )
    if not verbose:
        return
    for one in (one for row in found.differences for one in row if not one.is_of_blanks):
        yield f"    {one}"
    yield from (f"    missing: {base.key} {base.name!r}" for base in found.missing)
    yield from (f"    extra: {base.key} {dict(base.raw)}" for base in found.extra)
    yield from (f"    left on page {left.page}: {left.text!r}" for left in printed.leftovers)
    codes = Counter(f"{finding.code} {finding.severity}" for finding in printed.findings)
    yield from (f"    {code}: {count}" for code, count in sorted(codes.items()))


def prints(paths: Iterable[Path]) -> list[Path]:
    """Files given in ``paths``, and PDFs in the given folders."""
    return [
        file for path in paths for file in (sorted(path.glob("*.pdf")) if path.is_dir() else [path])
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("prints", type=Path, nargs="+", metavar="PRINT")
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    expected = extract(chosen.transcript)
    paths = prints(chosen.prints)
    if not paths:
        parser.error("no prints there")
    # What the first reading of a process imports and warms up is none of its print's time.
    list(report(expected, paths[0], verbose=False))
    print(f"{len(expected.bases)} rows\n\n{HEAD}")
    for path in paths:
        for line in report(expected, path, verbose=chosen.verbose):
            print(line, flush=True)


if __name__ == "__main__":
    main()
