"""Faults to put into a clean edition, which a validation suite should notice.

A fault is put into the printed cells, and the rows are read again; or into the values only, as when
a file was edited, and the printed cells stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from kyoten_extract import KYOTEN, Survey
from kyoten_extract.model.survey import Base
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.parse_base import parse_rows
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.proposal import THRESHOLDS, Repair

Cells = dict[str, str]
"""The printed cells of one row, by the key of their column."""

COLUMNS = tuple(column.key for column in KYOTEN.columns)
LABELS = tuple(column.labels[0] for column in KYOTEN.columns)
_PLACE = {key: place for place, key in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class Printed:
    """A row as printed, and its index."""

    cells: Cells
    base: Base


def printed(survey: Survey) -> list[Printed]:
    """The rows of ``survey`` as printed."""
    return [Printed(dict(base.raw), base) for base in survey.bases]


def read_again(survey: Survey, rows: Sequence[Printed], repair: Repair = "safe") -> Survey:
    """``survey`` with ``rows`` for its own."""
    table = [
        Row(
            tuple(row.cells.get(key, "") for key in COLUMNS),
            row.base.source.pages,
            row.base.source.boxes,
            (0,) * len(row.base.source.pages),
        )
        for row in rows
    ]
    bases, findings = parse_rows(table, KYOTEN.match(LABELS), THRESHOLDS[repair])
    return replace(survey, bases=bases, findings=findings)


def edited(survey: Survey, fault: Survey) -> Survey:
    """``survey`` with the values of ``fault`` and its own printed cells, as in an edited file."""
    raw = {id(base): base for base in survey.bases}
    assert len(survey.bases) == len(fault.bases)
    assert len(raw) == len(survey.bases)
    bases = [
        old if new.raw == old.raw else replace(new, raw=old.raw, corrections=old.corrections)
        for old, new in zip(survey.bases, fault.bases, strict=True)
    ]
    return replace(fault, bases=tuple(bases), findings=survey.findings)


Fault = Callable[[list[Printed], Random], bool]
"""Changes rows in place; returns whether it could."""


def _one(key: str, change: Callable[[str, Sequence[Printed], Random], str]) -> Fault:
    """A fault in one cell of a row where that cell is filled."""

    def fault(rows: list[Printed], random: Random) -> bool:
        filled = [row for row in rows if row.cells.get(key, "").strip() not in ("", "-")]
        row = random.choice(filled)
        before = row.cells[key]
        row.cells[key] = change(before, rows, random)
        return row.cells[key] != before

    return fault


def drop_row(rows: list[Printed], random: Random) -> bool:
    del rows[random.randrange(len(rows))]
    return True


def drop_page(rows: list[Printed], random: Random) -> bool:
    page = random.choice(rows).base.source.pages[0]
    rows[:] = [row for row in rows if row.base.source.pages[0] != page]
    return bool(rows)


def double_row(rows: list[Printed], random: Random) -> bool:
    at = random.randrange(len(rows))
    rows.insert(at, Printed(dict(rows[at].cells), rows[at].base))
    return True


def swap_rows(rows: list[Printed], random: Random) -> bool:
    one, other = random.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return True


def change_staff(rows: list[Printed], random: Random) -> bool:
    key = random.choice(("staff_total", "staff_dispatched", "staff_local"))
    return _one(key, _other_number)(rows, random)


def change_sum(rows: list[Printed], random: Random) -> bool:
    """Total and local staff together, so that the row still adds up."""
    row = random.choice([r for r in rows if r.cells["staff_local"].isdecimal()])
    more = random.randint(1, 5)
    for key in ("staff_total", "staff_local"):
        row.cells[key] = str(int(row.cells[key]) + more)
    return True


def glue_cells(rows: list[Printed], random: Random) -> bool:
    row = random.choice(rows)
    pairs = [
        (a, b)
        for a, b in pairwise(COLUMNS)
        if row.cells.get(a, "").strip("- ") and row.cells.get(b, "").strip("- ")
    ]
    one, other = random.choice(pairs)
    row.cells[one] += row.cells[other]
    row.cells[other] = ""
    return True


def shift_cells(rows: list[Printed], random: Random) -> bool:
    row = random.choice(rows)
    start = random.randrange(len(COLUMNS) - 2)
    stop = random.randrange(start + 1, len(COLUMNS))
    texts = [row.cells.get(key, "") for key in COLUMNS]
    moved = [*texts[:start], "", *texts[start:stop], *texts[stop + 1 :]]
    row.cells.update(zip(COLUMNS, moved, strict=True))
    return moved != texts


def _other_number(text: str, _: Sequence[Printed], random: Random) -> str:
    value = int("".join(filter(str.isdecimal, text)) or 0)
    return str(random.choice([n for n in range(max(0, value - 3), value + 4) if n != value]))


def _other_form(text: str, _: Sequence[Printed], random: Random) -> str:
    return random.choice([c for c in "abcd" if c != text[:1]]) + text[1:]


def _other_country(text: str, rows: Sequence[Printed], random: Random) -> str:
    return random.choice(sorted({row.cells["country"] for row in rows} - {text}))


def _other_year(text: str, _: Sequence[Printed], random: Random) -> str:
    """Another digit in one place."""
    places = [i for i, char in enumerate(text) if char.isdecimal()]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + random.choice("0123456789".replace(text[at], "")) + text[at + 1 :]


def _other_municipality(text: str, rows: Sequence[Printed], random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(sorted({row.cells["municipality"] for row in rows} - {text}))
    names = [m.name or m.prefecture for m in municipalities() if m.kind != "ward"]
    return random.choice(names)


def _misspelled(text: str, _: Sequence[Printed], random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice("末太石目白日田甲由申土士王玉大犬") + text[at + 1 :]


def _broken(text: str, _: Sequence[Printed], random: Random) -> str:
    breaks: Mapping[str, str] = {"://": ":/", ".": ",", "http": "htp", "jp": "ip", "w.": "w"}
    possible = [(a, b) for a, b in breaks.items() if a in text]
    before, after = random.choice(possible) if possible else ("", "")
    return text.replace(before, after, 1)


KINDS: Mapping[str, Fault] = {
    "row dropped": drop_row,
    "page dropped": drop_page,
    "row doubled": double_row,
    "rows swapped": swap_rows,
    "one staff figure": change_staff,
    "total and local together": change_sum,
    "form": _one("form", _other_form),
    "country": _one("country", _other_country),
    "year": _one("established", _other_year),
    "municipality: another": _one("municipality", _other_municipality),
    "municipality: misspelled": _one("municipality", _misspelled),
    "municipality number": _one("municipality_no", _other_number),
    "base number": _one("base_no", _other_number),
    "cells glued": glue_cells,
    "cells shifted": shift_cells,
    "URL broken": _one("url", _broken),
}
STRUCTURAL = frozenset({"row dropped", "page dropped", "row doubled", "rows swapped"})


def faulty(survey: Survey, kind: str, random: Random, repair: Repair = "safe") -> Survey:
    """``survey`` with one fault of ``kind`` in what is printed."""
    while True:
        rows = printed(survey)
        if KINDS[kind](rows, random):
            return read_again(survey, rows, repair)
