"""Composed later editions of the survey 自治体の海外拠点一覧, with their truth.

For trying what a reader makes of a change of a coming edition::

    from kyoten_extract.testing.editions import changes, random_edition

    printed = random_edition(7, changes=["unlisted_labels", "year_forms"])
    printed.pdf  # the bytes of the file
    printed.rows[0].facts  # what a person reads in the first row, by column key
    printed.columns  # the columns as printed, and what each of them is

A seed gives one edition: the same bytes wherever the same version of the producer runs. Only names
of places are real. :mod:`kyoten_extract.testing.edition_score` compares a reading with the truth.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from html import escape
from importlib.util import find_spec
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, get_args

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.testing.edition import column_changes, label_changes, row_changes
from kyoten_extract.testing.edition.draft import Draft, EditionColumn, first_draft, set_columns
from kyoten_extract.testing.edition.drawn import sheets_of
from kyoten_extract.testing.edition.edition_pages import Page, Style, pages_of, random_style
from kyoten_extract.testing.edition.facts import KEYS, Facts
from kyoten_extract.testing.edition.markup import html_of, typst_of
from kyoten_extract.testing.edition.workbook import workbook_of
from kyoten_extract.testing.print_programs import print_file, print_html
from kyoten_extract.testing.printed_list import Producer
from kyoten_extract.testing.producers import producers, unavailable
from kyoten_extract.testing.reportlab_pages import draw_pages
from kyoten_extract.workers.optional_import import require

__all__ = [
    "EditionColumn",
    "EditionRow",
    "PrintedEdition",
    "Producer",
    "changes",
    "japanese_font",
    "producers",
    "random_edition",
    "unavailable",
]


def _set(name: str, *values: object) -> Callable[[Draft], object]:
    """A change that sets an attribute of the draft to one of some values."""

    def change(draft: Draft) -> object:
        chosen = draft.rng.choice(values)
        setattr(draft, name, chosen)
        return chosen

    return change


def _column_numbers(draft: Draft) -> object:
    draft.column_numbers = True
    return draft.rng.choice(("1", "(1)", "[1]"))


def _subtotals(draft: Draft) -> object:
    draft.subtotals = True
    return draft.rng.choice(("shaded", "plain"))


_ROW_CHANGES: Mapping[str, Callable[[Draft], object]] = {
    "second_table": row_changes.second_table,
    "numbering": row_changes.numbering,
}
# In the order in which they are made.
_OTHER_CHANGES: Mapping[str, Callable[[Draft], object]] = {
    "year_forms": row_changes.year_forms,
    "parted_columns": column_changes.parted_columns,
    "joined_columns": column_changes.joined_columns,
    "columns_dropped": column_changes.columns_dropped,
    "known_labels": label_changes.known_labels,
    "unlisted_labels": label_changes.unlisted_labels,
    "longer_labels": column_changes.longer_labels,
    "columns_added": column_changes.columns_added,
    "new_order": column_changes.new_order,
    "cut_labels": label_changes.cut_labels,
    "english_labels": label_changes.english_labels,
    "missing_label": label_changes.missing_label,
    "renumbered": label_changes.renumbered,
    "labels_wrapped": label_changes.labels_wrapped,
    "column_numbers": _column_numbers,
    "columns_overflow": _set("overflow", "after all", "after each"),
    "subtotals": _subtotals,
    "title_forms": row_changes.title_forms,
    "totals_forms": row_changes.totals_forms,
    "header_runs_over": _set("runs_over", 1, 2),
    "hanging_punctuation": _set("hanging", True),
}
# Changes of an edition whose changes the seed draws.
_MOST_CHANGES = 4
# What a producer can't print: Typst and LibreOffice make a header as high as its labels.
_NOT_BY: Mapping[Producer, tuple[str, ...]] = {
    "typst": ("header_runs_over",),
    "libreoffice": ("header_runs_over",),
}


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One base as a person reads it.

    Attributes:
        facts: by column key: a year as the era's letter and its year ("H14"), figures as digits,
            empty where the cell is; ``None`` where no column prints it.
        cells: as printed, one for each column.
        section: the heading of its list; empty for a list without.
        counted: it is one of the survey's bases, not of a list beside them.
    """

    facts: Facts
    cells: tuple[str, ...]
    section: str
    counted: bool


@dataclass(frozen=True, slots=True)
class PrintedEdition:
    """A printed edition and its truth.

    Attributes:
        seed, producer: what it was composed from, and printed by.
        changes: those made, each with what it did; fewer than wanted if some exclude each other.
        pdf: the file.
        pages: how many it has.
        title: the lines above the list.
        as_of: the date in them.
        published: the totals under the list, ``None`` if it has none.
        columns: as printed.
        rows: in printed order.
    """

    seed: int
    producer: Producer
    changes: Mapping[str, object]
    pdf: bytes
    pages: int
    title: tuple[str, ...]
    as_of: dt.date
    published: Mapping[str, object] | None
    columns: tuple[EditionColumn, ...]
    rows: tuple[EditionRow, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys that no column prints."""
        return tuple(key for key in KEYS if self.rows[0].facts[key] is None)

    @property
    def recognisable(self) -> tuple[str, ...]:
        """Keys of the columns that a person recognises."""
        unknown = {key for column in self.columns if not column.recognisable for key in column.keys}
        return tuple(key for key in KEYS if key not in unknown and key not in self.missing)

    def truth(self) -> dict[str, Any]:
        """The truth as JSON-ready values: ``rows`` are the survey's bases, ``others`` the rest."""
        rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for row in self.rows:
            facts = {key: value or "" for key, value in row.facts.items()}
            rows[row.counted].append(
                {"facts": facts, "cells": list(row.cells), "section": row.section}
            )
        return {
            "kinds": {**self.changes, "drop": list(self.missing)},
            "seed": self.seed,
            "published": self.published,
            "as_of": self.as_of.isoformat(),
            "title": list(self.title),
            "cols": [_column_truth(column) for column in self.columns],
            "rows": rows[True],
            "others": rows[False],
            "backend": self.producer,
        }

    def write(self, folder: Path) -> None:
        """Write ``case.pdf`` and ``truth.json`` into a folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.pdf").write_bytes(self.pdf)
        text = json.dumps(self.truth(), ensure_ascii=False, indent=1)
        (folder / "truth.json").write_text(text, encoding="utf-8")


def _column_truth(column: EditionColumn) -> dict[str, Any]:
    single = len(column.keys) == 1 and column.how != "part"
    return {
        "key": column.keys[0] if single else None,
        "label": column.label,
        "levels": list(column.printed),
        "how": column.how,
        "joined": list(column.keys) if len(column.keys) > 1 else None,
        "partof": column.keys[0] if column.keys and column.how == "part" else None,
        "recognisable": column.recognisable,
    }


def changes(producer: Producer = "reportlab") -> tuple[str, ...]:
    """The names of the changes that a producer prints; docs/testing.md describes them."""
    every = (*_ROW_CHANGES, *_OTHER_CHANGES)
    return tuple(name for name in every if name not in _NOT_BY.get(producer, ()))


def japanese_font() -> Path | None:
    """A font file with Japanese letters, of the package matplotlib-fontja if it is installed."""
    spec = find_spec("matplotlib_fontja")
    if spec is None or spec.origin is None:
        return None
    found = sorted((Path(spec.origin).parent / "fonts").glob("*.ttf"))
    return found[0] if found else None


def random_edition(
    seed: int,
    *,
    changes: Collection[str] | None = None,
    rows: int = 40,
    producer: Producer = "reportlab",
    font: Path | None = None,
) -> PrintedEdition:
    """Compose and print an edition.

    Args:
        seed: any whole number; it decides everything that the other arguments leave open.
        changes: against the editions so far, by name; none, one to four of them by default.
        rows: the survey's bases.
        producer: what prints it.
        font: a file with Japanese letters, for all producers but reportlab;
            :func:`japanese_font` by default.

    Raises:
        UsageError: a change or the producer is unknown, or there is no font.
        MissingDependencyError: a package that the producer needs is not installed.
        EngineError: a program that the producer needs is not found, or fails.
    """
    if producer not in get_args(Producer):
        names = ", ".join(get_args(Producer))
        raise UsageError(f"unknown producer {producer!r}", remedy=f"use one of {names}")
    if rows < 1:
        raise UsageError(f"an edition of {rows} rows", remedy="use 1 or more")
    rng = Random(f"edition {seed}")
    possible = _possible(producer)
    if changes is None:
        changes = rng.sample(possible, rng.randint(1, _MOST_CHANGES))
    for name in changes:
        if name not in possible:
            problem = f"{producer} prints no change {name!r}"
            raise UsageError(problem, remedy=f"use some of {', '.join(possible)}")
    draft = first_draft(Random(f"edition {seed} facts"), rows)
    _change(draft, seed, changes)
    style = random_style(rng)
    pages = pages_of(draft, style)
    pdf = _print(pages, style, producer, font)
    facts = [
        {key: None if key in draft.gone else value for key, value in row.items()}
        for row in draft.facts
    ]
    printed_rows = tuple(
        EditionRow(one, tuple(column.cells[index] for column in draft.columns), section, counted)
        for index, (one, section, counted) in enumerate(
            zip(facts, draft.sections, draft.counted, strict=True)
        )
    )
    return PrintedEdition(
        seed,
        producer,
        draft.changes,
        pdf,
        len(pages),
        tuple(draft.title),
        draft.as_of,
        None if draft.totals == "none" else row_changes.published(draft),
        tuple(draft.columns),
        printed_rows,
    )


def _possible(producer: Producer) -> tuple[str, ...]:
    return changes(producer)


def _change(draft: Draft, seed: int, names: Collection[str]) -> None:
    """Make the changes, rows first; each draws from a generator of its own."""
    for table in (_ROW_CHANGES, _OTHER_CHANGES):
        for name, change in table.items():
            if name in names:
                draft.rng = Random(f"edition {seed} {name}")
                done = change(draft)
                if done:
                    draft.changes[name] = done
        draft.rng = Random(f"edition {seed} columns")
        if table is _ROW_CHANGES:
            set_columns(draft)
            if "municipality_no" in draft.gone:
                row_changes.without_numbers(draft, draft.changes["numbering"])
    moved = bool({"new_order", "renumbered"} & {*draft.changes})
    draft.columns = [_judged(column, moved=moved) for column in draft.columns]


def _judged(column: EditionColumn, *, moved: bool) -> EditionColumn:
    """Without a label, or a cut one and no usual number, a column is known by its cells alone."""
    if column.how not in ("cut", "blank") or not column.keys:
        return column
    by_number = column.how == "cut" and not moved
    by_content = column.keys[0] in label_changes.BY_CONTENT
    return replace(column, recognisable=by_number or by_content)


def _print(pages: list[Page], style: Style, producer: Producer, font: Path | None) -> bytes:
    if producer == "reportlab":
        return draw_pages(sheets_of(pages, style), style)
    font = font or japanese_font()
    if font is None:
        raise UsageError(
            f"{producer} needs a font with Japanese letters",
            remedy="pass font=, or pip install matplotlib-fontja",
        )
    if producer == "libreoffice":
        return _print_workbook(pages, style, font)
    if producer != "typst":
        return print_html(html_of(pages, style, font), producer)
    require("typst", needed_by="the producer 'typst'")
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[font.parent]
    )
    source = typst_of(pages, style, fonts.families())
    options: dict[str, Any] = {"font_paths": [font.parent]}
    return bytes(typst.compile(source.encode(), **options))


def _print_workbook(pages: list[Page], style: Style, font: Path) -> bytes:
    """What LibreOffice prints of a workbook, whose font it finds by a configuration of our own."""
    from PIL import ImageFont

    family = str(ImageFont.truetype(str(font)).getname()[0])
    with TemporaryDirectory() as folder:
        config = Path(folder) / "fonts.conf"
        config.write_text(
            f"<fontconfig><dir>{escape(str(font.parent))}</dir>"
            f"<cachedir>{escape(folder)}</cachedir></fontconfig>",
            encoding="utf-8",
        )
        environment = {"FONTCONFIG_FILE": str(config)}
        return print_file(
            "list.xlsx", workbook_of(pages, style, family), "libreoffice", environment
        )
