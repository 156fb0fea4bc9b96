"""Print a full edition from its transcription: ``python benchmarks/render.py TRANSCRIPT FOLDER``.

Writes one PDF for each producer that is installed. The transcription is not in the repository;
where it is at hand, KYOTEN_REFERENCE names its folder.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "fixtures"))

import specimen
from kyoten_extract import extract
from producers.sheet import Sheet

STAFF = ("total", "dispatched", "local")


def sheet_of(transcript: Path) -> Sheet:
    """The edition as a sheet to print: every cell as the transcription has it."""
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


def producers() -> dict[str, Callable[[Sheet, Path], None]]:
    """The producers that are installed here."""
    found: dict[str, Callable[[Sheet, Path], None]] = {}
    if shutil.which("soffice"):
        from producers import calc

        found["calc"] = calc.render
    if shutil.which("chromium"):
        from producers import chromium

        found["chromium"] = chromium.render
    if find_spec("typst"):
        from producers import typst_table

        found["typst"] = typst_table.render
    if find_spec("reportlab"):
        from producers import reportlab_table

        found["reportlab"] = reportlab_table.render
    return found


def main(transcript: Path, folder: Path) -> None:
    """Print ``transcript`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    sheet = sheet_of(transcript)
    for name, render in producers().items():
        render(sheet, folder / f"{name}.pdf")
        print(folder / f"{name}.pdf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
