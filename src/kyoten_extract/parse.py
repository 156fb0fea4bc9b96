"""One row of cell texts to one record: every change noted, nothing guessed, nothing raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kyoten_extract import codes
from kyoten_extract.addresses import compare_addresses, hints_of, mend_address
from kyoten_extract.align import CELL_JOINT
from kyoten_extract.layout import Kind, Match
from kyoten_extract.model import Base, Correction, Finding, Provenance, Row, RowKey, Staff
from kyoten_extract.names import repair_names
from kyoten_extract.repair import THRESHOLDS, Doubt, admit, mend
from kyoten_extract.text import is_folded, normalize_text
from kyoten_extract.text.compatibility import drop_unseen, fold_forms
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.glyphs import (
    fold_ligatures,
    fold_middle_dots,
    has_inner_soft_hyphen,
    resolve_soft_hyphens,
)
from kyoten_extract.text.lines import (
    PLAIN_SETTING,
    Setting,
    join_lines,
    join_tight,
    learn_setting,
    line_capacity,
)
from kyoten_extract.text.links import mend_by_link
from kyoten_extract.text.radicals import fold_radicals
from kyoten_extract.text.width import fold_width
from kyoten_extract.text.words import Words
from kyoten_extract.values import (
    is_absent,
    join_places,
    printed_places,
    read_form,
    read_number,
    split_places,
)

# Kinds whose values have no blanks of their own: a line break in them stands for nothing.
_TIGHT: frozenset[Kind | None] = frozenset({"number", "year"})
# Kinds that say nothing of what words an edition has.
_WORDLESS: frozenset[Kind | None] = _TIGHT | {"url"}
_SAFE = THRESHOLDS["safe"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell, read: the text as meant, the chain of changes from the printed one, and what is
    in doubt.
    """

    text: str
    corrections: tuple[Correction, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the rest of a document says about one cell of it.

    Attributes:
        setting: how the document breaks its lines.
        capacity: the longest line of the cell's column.
        places: the texts of all cells of countries and cities, on one line.
        soft_hyphens_drawn: the document's soft hyphens stand within lines, so they are plain ones.
    """

    setting: Setting = PLAIN_SETTING
    capacity: int = 0
    places: frozenset[str] = frozenset()
    soft_hyphens_drawn: bool = False


def read_cell(
    field: str,
    raw: str,
    kind: Kind | None,
    context: Context,
    least: float = _SAFE,
    hints: Sequence[str] = (),
) -> Reading:
    """Normalise one cell for its kind; the corrections lead from ``raw`` to the text.

    An address is also repaired, by the changes whose confidence is ``least`` or more; ``hints``
    are words that its row may have in it.
    """
    if kind != "url" and raw.isascii() and raw.isalnum():
        return Reading(raw, ())
    corrections: list[Correction] = []
    text = raw

    def change(rule: str, after: str) -> None:
        nonlocal text
        if after != text:
            corrections.append(Correction(field, text, after, rule, 1.0))
            text = after

    change("cell-join", text.replace(CELL_JOINT, " "))
    change("soft-hyphen", resolve_soft_hyphens(text, drawn=context.soft_hyphens_drawn))
    if kind == "url":
        outcome = mend_address(field, text, hints, least)
        return Reading(outcome.text, (*corrections, *outcome.corrections), outcome.doubt)
    if kind in _TIGHT:
        change("line-join", join_tight(text))
    elif kind == "place":
        change("line-join", join_places(text, context.places))
    else:
        change("line-join", join_lines(text, context.setting, capacity=context.capacity))
    if not is_folded(text):
        change("unseen", drop_unseen(text))
        change("radical", fold_radicals(text))
        change("compatibility", fold_forms(text))
        change("ligature", fold_ligatures(text))
        change("middle-dot", fold_middle_dots(text))
        change("width", fold_width(text))
    change("trim", text.strip())
    return Reading(text, tuple(corrections))


def parse_rows(
    rows: Sequence[Row], match: Match, least: float = _SAFE
) -> tuple[tuple[Base, ...], tuple[Finding, ...]]:
    """The records of ``rows``, whose cells are in the order of the match's header.

    Texts are repaired by the changes whose confidence is ``least`` or more; a finding tells of
    each text that others might change.
    """
    bases: list[Base] = []
    findings: list[Finding] = []
    columns = _columns(match)
    readings = _with_names(rows, match, _read_columns(rows, match, least), least)
    for row in rows:
        base, found = _parse_row(row, match, columns, readings, least)
        bases.append(base)
        findings += found
    countries = split_places(base.country for base in bases)
    cities = split_places(base.city for base in bases)
    return (
        tuple(
            replace(
                base,
                countries=countries.get(base.country or "", ()),
                cities=cities.get(base.city or "", ()),
            )
            for base in bases
        ),
        tuple(findings),
    )


def _contexts(rows: Sequence[Row], match: Match) -> tuple[Context, ...]:
    """The context of each column."""
    columns = [
        [row.cells[place] for row in rows if place < len(row.cells)]
        for place in range(len(match.header))
    ]
    kinds = match.holds()
    prose = [c for c, kind in zip(columns, kinds, strict=True) if kind not in _TIGHT | {"url"}]
    setting = learn_setting(prose)
    places = printed_places(
        [t for c, kind in zip(columns, kinds, strict=True) if kind == "place" for t in c]
    )
    drawn = any(has_inner_soft_hyphen(text) for column in columns for text in column)
    return tuple(Context(setting, line_capacity(c), frozenset(places), drawn) for c in columns)


def _read_columns(rows: Sequence[Row], match: Match, least: float) -> dict[int, dict[str, Reading]]:
    """Each different text of each column, read; most cells say what others of theirs say."""
    contexts, kinds = _contexts(rows, match), match.holds()
    columns = [
        _read_addresses(rows, key, place, match, contexts[place], least)
        if kinds[place] == "url"
        else {
            raw: read_cell(key, raw, kinds[place], contexts[place], least)
            for raw in dict.fromkeys(_cell(row, place) for row in rows)
        }
        for key, place in _columns(match)
    ]
    places = [place for _, place in _columns(match)]
    words = Words.of(
        (
            reading.text
            for place, column in zip(places, columns, strict=True)
            if kinds[place] not in _WORDLESS
            for reading in column.values()
        ),
        (normalize_text(text) for c in match.layout.columns for text in c.labels),
    )
    return {
        place: {
            raw: reading
            if kinds[place] == "url"
            else _mended(key, reading, kinds[place], words, least)
            for raw, reading in column.items()
        }
        for (key, place), column in zip(_columns(match), columns, strict=True)
    }


def _read_addresses(
    rows: Sequence[Row], key: str, place: int, match: Match, context: Context, least: float
) -> dict[str, Reading]:
    """Each different address of a column, read with the names of its rows and with its sisters."""
    named = match.places.get("municipality")
    printed: dict[str, list[str]] = {}
    for row in rows:
        names = printed.setdefault(_cell(row, place), [])
        names.append(normalize_text(join_tight(_cell(row, named))) if named is not None else "")
    readings = {
        raw: read_cell(key, raw, "url", context, least, hints_of(dict.fromkeys(names)))
        for raw, names in printed.items()
    }
    counts: Counter[str] = Counter()
    for raw, reading in readings.items():
        counts[reading.text] += len(printed[raw])
    compared = compare_addresses(key, counts, least)
    for raw, reading in readings.items():
        outcome = compared.get(reading.text)
        if outcome is None:
            continue
        doubt = outcome.doubt or (None if outcome.corrections else reading.doubt)
        corrections = (*reading.corrections, *outcome.corrections)
        readings[raw] = Reading(outcome.text, corrections, doubt)
    return readings


def _with_names(
    rows: Sequence[Row], match: Match, readings: dict[int, dict[str, Reading]], least: float
) -> dict[int, dict[str, Reading]]:
    """``readings`` with the names in them repaired by the official lists and the other rows."""
    columns = {
        key: [readings[place][_cell(row, place)].text for row in rows]
        for key, place in _columns(match)
    }
    repairs = repair_names(columns)
    for key, place in _columns(match):
        for raw, reading in readings[place].items():
            repair = repairs.get((key, reading.text))
            if repair is not None:
                outcome = admit(reading.text, [repair], least)
                chain = (*reading.corrections, *outcome.corrections)
                readings[place][raw] = Reading(outcome.text, chain, outcome.doubt)
    return readings


def _mended(field: str, reading: Reading, kind: Kind | None, words: Words, least: float) -> Reading:
    outcome = mend(field, reading.text, kind, words, least)
    if not outcome.corrections and outcome.doubt is None:
        return reading
    return Reading(outcome.text, (*reading.corrections, *outcome.corrections), outcome.doubt)


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else ""


def _parse_row(
    row: Row,
    match: Match,
    columns: Sequence[tuple[str, int]],
    readings: Mapping[int, Mapping[str, Reading]],
    least: float,
) -> tuple[Base, list[Finding]]:
    """One record, its countries and cities not yet taken apart, and what is to be said of it."""
    raw: dict[str, str] = {}
    texts: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    corrections: list[Correction] = []
    kinds = match.holds() if row.links else ()
    for key, place in columns:
        raw[key] = _cell(row, place)
        reading = readings[place][raw[key]]
        texts[key], doubt = reading.text, reading.doubt
        corrections += reading.corrections
        if row.links and kinds[place] == "url" and not is_absent(texts[key]):
            under = [uri for column, uri in row.links if column == place]
            _, repairs = mend_by_link(texts[key], under)
            outcome = admit(texts[key], [replace(r, field=key) for r in repairs], least)
            texts[key], doubt = outcome.text, outcome.doubt or doubt
            corrections += outcome.corrections
        if doubt is not None:
            doubts[key] = doubt
    reader = _Reader(texts)
    extras = {key: texts[key] for key in raw if key not in match.places and texts[key]}
    form, form_note = reader.value("form", read_form) or (None, None)
    base = Base(
        municipality_no=reader.value("municipality_no", read_number),
        base_no=reader.value("base_no", read_number),
        municipality=reader.text("municipality"),
        name=reader.text("name"),
        country=reader.text("country"),
        countries=(),
        city=reader.text("city"),
        cities=(),
        form=form,
        form_note=form_note,
        contractor=reader.text("contractor"),
        established=reader.value("established", parse_fiscal_year),
        department=reader.text("department"),
        staff=reader.staff(),
        reason=reader.text("reason"),
        activities=reader.text("activities"),
        url=reader.text("url"),
        remarks=reader.text("remarks"),
        extras=extras,
        raw=raw,
        source=Provenance(row.pages, row.boxes, tuple(dict.fromkeys(uri for _, uri in row.links))),
        corrections=tuple(corrections),
    )
    page, *box = row.boxes[0]
    findings = [
        codes.VALUE_UNREADABLE(
            f"{match.layout.column(key).labels[0]}: {texts[key]!r} can't be read",
            field=key,
            row=base.key,
            page=page,
            bbox=tuple(box),
            actual=texts[key],
        )
        for key in reader.unreadable
    ]
    labels = {c.key: c.labels[0] for c in match.layout.columns} if doubts else {}
    findings += [
        codes.MISPRINT(
            f"{labels.get(key, key)}: {doubt.evidence}",
            field=key,
            row=base.key,
            page=page,
            bbox=tuple(box),
            expected=doubt.suggestion,
            actual=doubt.text,
        )
        for key, doubt in doubts.items()
    ]
    return base, findings


class _Reader:
    """Reads values out of a row's texts, and remembers which it could not."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.unreadable: list[str] = []

    def text(self, key: str) -> str | None:
        text = self._texts.get(key, "")
        return None if is_absent(text) else text

    def value(self, key: str, read: Callable[[str], T | None]) -> T | None:
        text = self.text(key)
        if text is None:
            return None
        value = read(text)
        if value is None:
            self.unreadable.append(key)
        return value

    def staff(self) -> Staff | None:
        total, dispatched, local = (
            self.value(f"staff_{part}", read_number) for part in ("total", "dispatched", "local")
        )
        if total is None and dispatched is None and local is None:
            return None
        return Staff(total, dispatched, local)


def _columns(match: Match) -> list[tuple[str, int]]:
    """Key and place of every printed column: known ones by key, others by their label."""
    columns = sorted(match.places.items(), key=lambda item: item[1])
    taken = set(match.places)
    for place, label in match.unknown.items():
        key = label or f"column {place + 1}"
        while key in taken:
            key += "'"
        taken.add(key)
        columns.append((key, place))
    return columns


def row_key(row: Row, match: Match) -> RowKey:
    """The numbers of a row, where they can be read."""
    numbers = []
    for key in ("municipality_no", "base_no"):
        place = match.places.get(key)
        text = row.cells[place] if place is not None and place < len(row.cells) else ""
        numbers.append(read_number(join_tight(text)))
    return numbers[0], numbers[1]
