"""Random lists of every kind, printed and read: rows exact, rows wrong in silence, joins.

    python benchmarks/random_lists.py [--pages 500] [--first-seed 0] [--kinds NAME ...]
        [--producers NAME ...] [--quirks NAME ...] [--keep FOLDER] [-v]

Lists are taken in turn from all kinds (``kyoten_extract.testing.pages``) until so many pages are
printed. One line per producer and kind:

    exact     rows with all their cells, under the right labels, in their order; of those printed
    told      rows wrong or too many, on a page that a finding warns about
    SILENT    the same, without a word
    joins     precision and recall of the page ends that are read as cutting a row

``--quirks`` draws quirks instead, one on each list, of kinds in turn; without names, all of them.
Exit status 1 if less than 99.5 % of all rows are exact (99 % with quirks), or any is wrong in
silence. ``--keep``
writes every list that is not read exactly to a folder, with its truth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from kyoten_extract import read_tables
from kyoten_extract.errors import KyotenError
from kyoten_extract.testing.pages import (
    Kind,
    PrintedList,
    Producer,
    Quirk,
    kinds,
    producers,
    quirks,
    random_list,
    unavailable,
)
from kyoten_extract.testing.reading_score import Score, score

# The bars: share of rows exact, and rows wrong in silence.
LEAST_EXACT, LEAST_EXACT_WITH_QUIRKS, MOST_SILENT = 0.995, 0.99, 0


def read(printed: PrintedList) -> tuple[Score, str]:
    """The score of our reading, and the error if there is none."""
    try:
        tables = read_tables(printed.pdf)
    except KyotenError as error:
        return score(printed, (), warned={None}), f"{type(error).__name__}: {error}"
    findings = (finding for table in tables for finding in table.findings)
    warned = {finding.page for finding in findings if finding.severity != "info"}
    return score(printed, tables, warned), ""


def keep(printed: PrintedList, folder: Path) -> None:
    """Write a list and its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    name = "-".join((printed.producer, printed.spec.kind, *printed.spec.quirks))
    name += f"-{printed.spec.seed}"
    (folder / f"{name}.pdf").write_bytes(printed.pdf)
    truth = {"spec": asdict(printed.spec), "tables": [asdict(t) for t in printed.tables]}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / f"{name}.json").write_text(text, encoding="utf-8")


def share(part: int, whole: int) -> str:
    """A percentage; nothing of nothing is left out."""
    return f"{part / whole:8.2%}" if whole else f"{'-':>8}"


def line(name: str, files: int, pages: int, one: Score) -> str:
    """One line of the table."""
    return (
        f"{name:28} {files:5} {pages:6} {one.rows:7} {share(one.exact, one.rows)} {one.told:6} "
        f"{one.silent:6} {share(one.joins_right, one.joins_read)} "
        f"{share(one.joins_right, one.joins)} {share(one.headings_right, one.headings)}"
    )


def lists(
    chosen: argparse.Namespace, producer: Producer, seed: int
) -> Iterator[tuple[Kind, tuple[Quirk, ...]]]:
    """The kinds of lists to print for a seed, and the quirks of each."""
    printed = [kind for kind in chosen.kinds if kind in kinds(producer)]
    if chosen.quirks is None:
        yield from ((kind, ()) for kind in printed)
        return
    for number, quirk in enumerate(chosen.quirks or quirks(producer)):
        yield printed[(seed + number) % len(printed)], (quirk,)


def main() -> None:
    """Print the table; exit with 1 below the bars."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--kinds", nargs="+", choices=kinds(), default=list(kinds()))
    parser.add_argument("--producers", nargs="+", default=["reportlab"], metavar="NAME")
    parser.add_argument("--quirks", nargs="*", choices=quirks(), metavar="NAME")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    reasons = unavailable()
    for name in chosen.producers:
        if name not in producers():
            print(f"{name} is left out: {reasons.get(name, 'unknown')}", file=sys.stderr)
    names = [name for name in chosen.producers if name in producers()]
    scores: defaultdict[tuple[str, str], Score] = defaultdict(Score)
    pages: defaultdict[tuple[str, str], int] = defaultdict(int)
    files: defaultdict[tuple[str, str], int] = defaultdict(int)
    failed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    seed = chosen.first_seed
    while names and sum(pages.values()) < chosen.pages:
        for producer in names:
            for kind, drawn in lists(chosen, producer, seed):
                printed = random_list(seed, kind, producer, drawn)
                if printed.ambiguous:
                    continue
                one, error = read(printed)
                key = (producer, drawn[0] if drawn else kind)
                scores[key] += one
                pages[key] += printed.pages
                files[key] += 1
                if not one.perfect:
                    failed[key].append(f"{kind}:{seed}" if drawn else str(seed))
                    if chosen.keep:
                        keep(printed, chosen.keep)
                    if chosen.verbose:
                        print(f"{' '.join((*key, kind))} {seed}: {one} {error}", file=sys.stderr)
        seed += 1
    print(f"{'':28} files  pages    rows    exact   told SILENT  join precision, recall, headings")
    for (producer, kind), one in scores.items():
        key = (producer, kind)
        print(line(f"{producer} {kind}", files[key], pages[key], one))
    total = sum(scores.values(), Score())
    print(line("all", sum(files.values()), sum(pages.values()), total))
    for (producer, kind), seeds in failed.items():
        print(f"not exact: {producer} {kind}: seeds {' '.join(seeds)}")
    least = LEAST_EXACT if chosen.quirks is None else LEAST_EXACT_WITH_QUIRKS
    passed = total.rows and total.exact / total.rows >= least
    sys.exit(not passed or total.silent > MOST_SILENT)


if __name__ == "__main__":
    main()
