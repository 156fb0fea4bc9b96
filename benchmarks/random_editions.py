"""Composed later editions of the survey, printed and read: what each kind of change costs.

    python benchmarks/random_editions.py [--count 300] [--first-seed 0] [--rows 20]
        [--changes NAME ...] [--alone] [--producer reportlab] [--keep FOLDER] [-v]

Without --changes, each seed draws one to four changes; with it, each edition has all of those
named; --alone takes the changes one by one in turn. One line per change, of all editions that
have it (``kyoten_extract.testing.edition_score``):

    exact      rows with all values of the columns that a person recognises
    silent     editions with a column that is wrong in silence
    columns    such columns
    wrong      values wrong in silence
    lost       values lost in silence
    rows-      bases lost in silence
    rows+      records in silence that are no base
    taken      of the labels that nobody listed, those read as what they are; with the reason
    mistaken   those read with other values
    as of      dates right
    totals     published figures read; wrong ones

Exit status 1 if a column or row is wrong in silence, or less than 99 % of the rows are exact.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from kyoten_extract import extract
from kyoten_extract.errors import KyotenError
from kyoten_extract.testing.edition_score import EditionScore, score
from kyoten_extract.testing.editions import PrintedEdition, changes, random_edition

LEAST_EXACT = 0.99


def read(printed: PrintedEdition) -> tuple[EditionScore, str]:
    """The score of our reading, and the error if there is one."""
    try:
        return score(printed, extract(printed.pdf)), ""
    except KyotenError as error:
        return score(printed, None), f"{type(error).__name__}: {error}"


def share(part: int, whole: int) -> str:
    """A percentage; nothing of nothing is left out."""
    return f"{part / whole:.1%}" if whole else "-"


def line(name: str, scores: list[EditionScore]) -> str:
    """One line of the table."""
    rows = sum(one.rows for one in scores)
    values = [each for one in scores for each in one.fields.values()]
    unlisted = sum(len(one.unlisted) for one in scores)
    cells = (
        f"{name:22}",
        f"{len(scores):5}",
        f"{rows:6}",
        f"{share(sum(one.exact for one in scores), rows):>7}",
        f"{sum(bool(one.silent_columns) for one in scores):6}",
        f"{sum(len(one.silent_columns) for one in scores):7}",
        f"{sum(each.wrong_silent for each in values):6}",
        f"{sum(each.lost_silent for each in values):6}",
        f"{sum(one.lost_silent for one in scores):5}",
        f"{sum(one.extra_silent for one in scores):5}",
        f"{share(sum(len(one.taken) for one in scores), unlisted):>7}",
        f"{share(sum(len(one.explained) for one in scores), unlisted):>7}",
        f"{sum(len(one.mistaken) for one in scores):8}",
        f"{share(sum(one.as_of_right for one in scores), len(scores)):>7}",
        f"{share(sum(one.totals_right for one in scores), sum(o.totals for o in scores)):>7}",
        f"{sum(one.totals_wrong for one in scores):5}",
    )
    return " ".join(cells)


HEAD = (
    f"{'':22} files   rows   exact silent columns  wrong   lost rows- rows+   taken explain "
    "mistaken   as of  totals wrong"
)


def wanted(chosen: argparse.Namespace, seed: int) -> list[str] | None:
    """The changes of a seed."""
    if chosen.alone:
        names = chosen.changes or changes(chosen.producer)
        return [names[seed % len(names)]]
    return chosen.changes


def describe(printed: PrintedEdition, one: EditionScore, error: str) -> str:
    """One edition that is not exact, in a line."""
    wrong = {
        key: f"wrong {each.wrong_told}+{each.wrong_silent} lost {each.lost_told}+{each.lost_silent}"
        for key, each in one.fields.items()
        if each.right < each.count
    }
    return (
        f"{printed.seed} {dict(printed.changes)}: {one.exact}/{one.rows} rows, "
        f"lost {one.lost_told}+{one.lost_silent}, extra {one.extra_told}+{one.extra_silent}, "
        f"{wrong} {error}"
    )


def main() -> None:
    """Print the table; exit with 1 below the bars."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=20)
    parser.add_argument("--changes", nargs="+", metavar="NAME")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--producer", default="reportlab")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("-v", "--verbose", action="store_true")
    chosen = parser.parse_args()
    by_change: defaultdict[str, list[EditionScore]] = defaultdict(list)
    every: list[EditionScore] = []
    for seed in range(chosen.first_seed, chosen.first_seed + chosen.count):
        printed = random_edition(
            seed, changes=wanted(chosen, seed), rows=chosen.rows, producer=chosen.producer
        )
        one, error = read(printed)
        every.append(one)
        for name in printed.changes or ("none",):
            by_change[name].append(one)
        if not one.perfect:
            if chosen.keep:
                printed.write(chosen.keep / f"{seed:04}-{'-'.join(printed.changes)}")
            if chosen.verbose:
                print(describe(printed, one, error), file=sys.stderr)
    print(HEAD)
    for name in ("none", *changes(chosen.producer)):
        if by_change[name]:
            print(line(name, by_change[name]))
    print(line("all", every))
    rows = sum(one.rows for one in every)
    exact = sum(one.exact for one in every)
    loud = not any(one.silent_columns or one.lost_silent or one.extra_silent for one in every)
    sys.exit(not (loud and rows and exact / rows >= LEAST_EXACT))


if __name__ == "__main__":
    main()
