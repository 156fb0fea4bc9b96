"""The cells of a table's columns, read: every change noted, every doubt kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kyoten_extract.layout.field_types import join_places, printed_places
from kyoten_extract.layout.survey_layout import Kind, Match
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.corrections import THRESHOLDS, Doubt, admit, mend
from kyoten_extract.records.name_corrections import repair_names
from kyoten_extract.records.realign import CELL_JOINT
from kyoten_extract.records.url_corrections import compare_addresses, hints_of, mend_address
from kyoten_extract.text.normalize.compatibility import drop_unseen, fold_forms
from kyoten_extract.text.normalize.ligatures import (
    fold_ligatures,
    fold_middle_dots,
    has_inner_soft_hyphen,
    resolve_soft_hyphens,
)
from kyoten_extract.text.normalize.line_breaks import (
    PLAIN_SETTING,
    Setting,
    join_lines,
    join_tight,
    learn_setting,
    line_capacity,
)
from kyoten_extract.text.normalize.normalize_text import is_folded, normalize_text
from kyoten_extract.text.normalize.radicals import fold_radicals
from kyoten_extract.text.normalize.width import fold_width
from kyoten_extract.text.repair.hyphenation import broken_words
from kyoten_extract.text.repair.lexicon import Words

# Kinds whose values have no blanks of their own: a line break in them stands for nothing.
_TIGHT: frozenset[Kind | None] = frozenset({"number", "year"})
# Kinds that say nothing of what words an edition has.
_WORDLESS: frozenset[Kind | None] = _TIGHT | {"url"}
_SAFE = THRESHOLDS["safe"]
# How sure it is that a known word was broken where a line ends with a hyphen.
_BROKEN_WORD = 0.97


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
    # Most cells are one line with nothing to be done.
    if kind != "url" and raw.isprintable() and raw == raw.strip() and is_folded(raw):
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


def _contexts(rows: Sequence[Row], match: Match) -> tuple[Context, ...]:
    """The context of each column."""
    columns = [
        [row.cells[place] for row in rows if place < len(row.cells)]
        for place in range(len(match.header))
    ]
    kinds = match.holds()
    capacities = [line_capacity(column) for column in columns]
    prose = [i for i, kind in enumerate(kinds) if kind not in _TIGHT | {"url"}]
    setting = learn_setting([columns[i] for i in prose], [capacities[i] for i in prose])
    places = printed_places(
        [t for c, kind in zip(columns, kinds, strict=True) if kind == "place" for t in c]
    )
    drawn = any(has_inner_soft_hyphen(text) for column in columns for text in column)
    known = frozenset(places)
    return tuple(Context(setting, capacity, known, drawn) for capacity in capacities)


def read_columns(rows: Sequence[Row], match: Match, least: float) -> dict[int, dict[str, Reading]]:
    """Each different text of each column, read; most cells say what others of theirs say."""
    contexts, kinds = _contexts(rows, match), match.holds()
    columns = [
        _read_addresses(rows, key, place, match, contexts[place], least)
        if kinds[place] == "url"
        else {
            raw: read_cell(key, raw, kinds[place], contexts[place], least)
            for raw in dict.fromkeys(cell_of(row, place) for row in rows)
        }
        for key, place in columns_of(match)
    ]
    places = [place for _, place in columns_of(match)]
    words = Words.of(
        (
            reading.text
            for place, column in zip(places, columns, strict=True)
            if kinds[place] not in _WORDLESS
            for reading in column.values()
        ),
        (normalize_text(text) for c in match.layout.columns for text in c.labels),
    )
    readings = {
        place: {
            raw: reading
            if kinds[place] == "url"
            else _mended(key, raw, reading, kinds[place], words, least)
            for raw, reading in column.items()
        }
        for (key, place), column in zip(columns_of(match), columns, strict=True)
    }
    return _with_names(rows, match, readings, least)


def _read_addresses(
    rows: Sequence[Row], key: str, place: int, match: Match, context: Context, least: float
) -> dict[str, Reading]:
    """Each different address of a column, read with the names of its rows and with its sisters."""
    named = match.places.get("municipality")
    printed: dict[str, list[str]] = {}
    for row in rows:
        names = printed.setdefault(cell_of(row, place), [])
        names.append(normalize_text(join_tight(cell_of(row, named))) if named is not None else "")
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
        key: [readings[place][cell_of(row, place)].text for row in rows]
        for key, place in columns_of(match)
    }
    repairs = repair_names(columns)
    for key, place in columns_of(match):
        for raw, reading in readings[place].items():
            repair = repairs.get((key, reading.text))
            if repair is not None:
                outcome = admit(reading.text, [repair], least)
                chain = (*reading.corrections, *outcome.corrections)
                readings[place][raw] = Reading(outcome.text, chain, outcome.doubt)
    return readings


def _mended(
    field: str, raw: str, reading: Reading, kind: Kind | None, words: Words, least: float
) -> Reading:
    text, chain = reading.text, list(reading.corrections)
    for broken, whole in broken_words(raw, words):
        if broken in text and least <= _BROKEN_WORD:
            after = text.replace(broken, whole, 1)
            evidence = f"split at a line end; {whole} is a known word"
            chain.append(Correction(field, text, after, "line-hyphen", _BROKEN_WORD, evidence))
            text = after
    outcome = mend(field, text, kind, words, least)
    if text == reading.text and not outcome.corrections and outcome.doubt is None:
        return reading
    return Reading(outcome.text, (*chain, *outcome.corrections), outcome.doubt)


def cell_of(row: Row, place: int) -> str:
    """The printed text of ``row`` in the column at ``place``."""
    return row.cells[place] if place < len(row.cells) else ""


def columns_of(match: Match) -> list[tuple[str, int]]:
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
