"""The field material: which real files there are, and what others know of them."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

from kyoten_extract import normalize_text

LISTS = ("京都府", "奈良県", "富山県", "山梨県", "岩手県", "青森県")
EDITIONS = ("広島県_000605683", "広島県_001352245", "広島県_001467375")
FORMS = ("higashiyodogawa_12aki", "kodomo_p29shinseisyo")
SCAN = "osaka/scan_joto_20161001.pdf"
FILES = (
    *(f"mhlw_online/{name}.pdf" for name in LISTS),
    *(f"mhlw_ec/{name}.pdf" for name in EDITIONS),
    *(f"osaka/{name}.pdf" for name in FORMS),
    "aichi/aichi_20200408_source.pdf",
)
"""All files that have a text layer, by their places in the folder."""


def facts_of(field: Path, prefecture: str) -> dict[str, int]:
    """What is noted of one clinic list: ``cols``, ``repeated`` header rows, ``pages``, ``rows``.

    The rows are those another tool gave.
    """
    (row,) = (
        row for row in tab_separated(field / "mhlw_online_facts.tsv") if row["pref"] == prefecture
    )
    return {
        "cols": int(row["cols_readme"]),
        "repeated": int(row["header_rows_repeated_p1_p2_readme"]),
        "pages": int(row["pages_pdf"]),
        "rows": int(row["rows_in_author_json"]),
    }


def tab_separated(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def tight(text: str) -> str:
    """``text`` without blanks."""
    return re.sub(r"\s", "", text)


def folded(text: str) -> str:
    """``text`` as any two writings of it agree: radicals, widths and compatibility forms folded."""
    return tight(unicodedata.normalize("NFKC", normalize_text(text)))
