"""Print a full edition from its transcript, with every producer that is installed.

    python benchmarks/render.py TRANSCRIPT FOLDER
        [--only NAME ...] [--variants] [--reprints NAME ...]

Writes one PDF per producer to FOLDER. ``--variants`` adds pages of other shapes by Chromium;
``--reprints`` has the named prints rewritten by qpdf, mutool, Ghostscript and cairo. ``--only``
restricts it to these. The transcript is not in the repository; KYOTEN_REFERENCE names its folder.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "fixtures"))

import specimen
from kyoten_extract import extract
from producers import reprints
from producers.registry import CHROMIUM_VARIANTS, PRODUCERS
from producers.sheet import Sheet

STAFF = ("total", "dispatched", "local")


def sheet_of(transcript: Path) -> Sheet:
    """The edition as a sheet to print, every cell as in the transcript."""
    survey = extract(transcript)
    rows = tuple(
        tuple(text.replace("\t", " ") for text in base.raw.values()) for base in survey.bases
    )
    published = survey.published
    assert published is not None
    assert published.staff is not None
    assert published.staff_mean is not None
    counts = (published.municipalities, published.bases, published.countries, published.cities)
    totals = (
        (
            ("全体", "自治体数", "拠点数", "設置国数", "設置都市数", "形態別拠点数", ""),
            ("", *map(str, counts), "a", str(published.forms["a"])),
            *(("",) * 5 + (letter, str(published.forms[letter])) for letter in "bcd"),
        ),
        (
            ("", "職員数", "", ""),
            ("", "計", "派遣", "現地"),
            ("計", *(str(getattr(published.staff, part)) for part in STAFF)),
            ("平均", *(str(getattr(published.staff_mean, part)) for part in STAFF)),
        ),
    )
    return Sheet(survey.title or "", specimen.COLUMNS, rows, totals, published.notes)


def tasks(
    sheet: Sheet, folder: Path, *, only: list[str], variants: bool, again: list[str]
) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """Files to write with their writers; a print comes before its reprints."""
    for producer in (*PRODUCERS, *(CHROMIUM_VARIANTS if variants else ())):
        if producer.installed and (not only or producer.name in only):
            yield folder / f"{producer.name}.pdf", partial(producer.render, sheet)
    for name in again:
        for program in reprints.installed():
            source, target = folder / f"{name}.pdf", folder / f"{name}-{program}.pdf"
            yield target, partial(reprints.reprint, program, source)


def main() -> None:
    """Print as the command line says; exit with 1 if a producer failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("transcript", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--reprints", nargs="+", default=[], metavar="NAME")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    failed = False
    for target, write in tasks(
        sheet_of(chosen.transcript),
        chosen.folder,
        only=chosen.only,
        variants=chosen.variants,
        again=chosen.reprints,
    ):
        target.unlink(missing_ok=True)
        try:
            write(target)
        except (OSError, subprocess.CalledProcessError) as error:
            failed = True
            target.unlink(missing_ok=True)
            print(f"{target}: {error}", file=sys.stderr)
        else:
            print(target, flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
