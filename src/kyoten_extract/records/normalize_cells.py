"""Normalization and repair of the cells of a table, with every correction recorded."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.field_types import is_absent, join_places, printed_places
from kyoten_extract.layout.survey_layout import Kind, Match
from kyoten_extract.layout.value_types import join_phones
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.corrections import Doubt, apply_confident, correct_text
from kyoten_extract.records.name_corrections import repair_names
from kyoten_extract.records.realign import CELL_JOINT
from kyoten_extract.records.url_corrections import (
    correct_near_duplicates,
    repair_address,
    url_hints,
)
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
from kyoten_extract.text.normalize.line_items import join_items, join_names, known_lines
from kyoten_extract.text.normalize.normalize_text import is_folded, normalize_text
from kyoten_extract.text.normalize.radicals import fold_radicals
from kyoten_extract.text.normalize.width import fold_width
from kyoten_extract.text.proposal import SAFE
from kyoten_extract.text.repair.hyphenation import broken_words
from kyoten_extract.text.repair.lexicon import Words

# Kinds whose values contain no spaces, so that line breaks in them are removed.
_TIGHT: frozenset[Kind | None] = frozenset(
    {"number", "decimal", "year", "date", "flag", "choice", "postal", "email"}
)
# Kinds whose cells have no words.
_WORDLESS: frozenset[Kind | None] = _TIGHT | {"url", "phone"}
# Kinds without words whose misprints are corrected all the same.
_CORRECTED: frozenset[Kind | None] = frozenset({"number", "year"})
# Kinds of numbers whose digits no line break parts, and several of them, each on a line.
_COUNTS: frozenset[Kind | None] = frozenset({"number", "decimal"})
_STACKED = regex(r"\s*[\d０-９]{1,3}(?:\s*\n\s*[\d０-９]{1,3})+\s*")
# What may follow a value: the mark of a footnote (3※, 北海道（注1）), and after a count a bracket
# that says what is in it (3（うち現地2）).
_MARK = r"\s*[(（\[]?(?:[⁰¹²³⁴-⁹]{1,3}|(?:[※＊*]|(?<=[(（\[])注)\s*[\d０-９]{0,2})[)）\]]?$"
_NOTE_ENDS = frozenset("※＊*)）]0123456789０１２３４５６７８９⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_OF: Mapping[Kind | None, re.Pattern[str]] = {
    **dict.fromkeys(("name", "place"), regex(rf"(?<=\w){_MARK}")),
    **dict.fromkeys(
        ("number", "decimal", "year", "date"),
        regex(
            rf"(?<=[\d元年度月日人名])(?:{_MARK}|\s*[(（](?=[^()（）]*"
            r"(?:うち|内|含|兼|他|ほか|別|常勤|嘱託|派遣|現地|駐在))[^()（）]*[)）]$)"
        ),
    ),
}
# Confidence that a hyphen at the end of a line is not part of the known word it divides.
_BROKEN_WORD = 0.97


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell: its normalized text, the corrections that lead to it, any suspected misprint."""

    text: str
    corrections: tuple[Correction, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What reading one cell needs to know about the rest of the document.

    Attributes:
        setting: how the document breaks lines.
        capacity: width of the longest line of the cell's column, in half-width characters.
        places: the texts of all cells of countries and cities, each on one line; for a name, those
            of its column.
        soft_hyphens_drawn: soft hyphens occur within lines, so the font uses them as plain ones.
        items: lines of the column that are whole items, if its lines are items; else ``None``.
        joiner: set between the texts of several printed cells of one column.
        digits_wrap: columns are so narrow that lines break between the digits of a number.
    """

    setting: Setting = PLAIN_SETTING
    capacity: int = 0
    places: frozenset[str] = frozenset()
    soft_hyphens_drawn: bool = False
    items: frozenset[str] | None = None
    joiner: str = " "
    digits_wrap: bool = False


def read_cell(
    field: str,
    raw: str,
    kind: Kind | None,
    context: Context,
    least: float = SAFE,
    hints: Sequence[str] = (),
) -> Reading:
    """Normalize one cell for its kind; repair it too if it is an address.

    Args:
        field: the column's key.
        raw: the cell as printed, lines separated by newlines.
        kind: what the column holds.
        context: of the cell's column and document.
        least: lowest confidence of a repair of an address.
        hints: words that an address of this row may contain.

    Returns:
        The text, and the corrections that lead from ``raw`` to it.
    """
    # Most cells are one line that needs nothing.
    plain = raw.isprintable() and raw == raw.strip() and is_folded(raw)
    noted = kind in _NOTE_OF and raw[-1:] in _NOTE_ENDS
    if plain and kind != "url" and (not noted or (raw.isascii() and raw.isalnum())):
        return Reading(raw, ())
    corrections: list[Correction] = []
    text = raw

    def change(rule: str, after: str) -> None:
        nonlocal text
        if after != text:
            corrections.append(Correction(field, text, after, rule, 1.0))
            text = after

    change("cell-join", text.replace(CELL_JOINT, context.joiner))
    change("soft-hyphen", resolve_soft_hyphens(text, drawn=context.soft_hyphens_drawn))
    if kind == "url":
        outcome = repair_address(field, text, hints, least)
        return Reading(outcome.text, (*corrections, *outcome.corrections), outcome.doubt)
    if kind in _COUNTS and not context.digits_wrap and _STACKED.fullmatch(text):
        pass  # A number on each line: joined, they would be one of more digits.
    elif kind in _TIGHT:
        change("line-join", join_tight(text))
    elif kind == "phone":
        change("line-join", join_phones(text))
    elif context.items is not None:
        joined = join_items(text, context.items, context.setting, capacity=context.capacity)
        change("line-items", joined)
    elif kind == "place":
        change("line-join", join_places(text, context.places))
    elif kind == "name":
        joined = join_names(text, context.places, context.setting, capacity=context.capacity)
        change("line-join", joined)
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
    note = _NOTE_OF.get(kind)
    if note is not None and (mark := note.search(text)) is not None:
        change("note", text[: mark.start()].rstrip())
    return Reading(text, tuple(corrections))


def _contexts(columns: Sequence[Sequence[str]], match: Match) -> tuple[Context, ...]:
    """The context of each column, given its cells."""
    kinds = match.holds()
    capacities = [line_capacity(column) for column in columns]
    prose = [i for i, kind in enumerate(kinds) if kind not in _WORDLESS]
    setting = learn_setting([columns[i] for i in prose], [capacities[i] for i in prose])
    places = printed_places(
        [t for c, kind in zip(columns, kinds, strict=True) if kind == "place" for t in c]
    )
    drawn = any(has_inner_soft_hyphen(text) for column in columns for text in column)
    known = frozenset(places)
    joiners = {match.places[key]: joiner for key, joiner in match.joiners.items()}
    of_items = {
        match.places[column.key]
        for column in match.layout.columns
        if column.line_items and column.key in match.places
    }
    wrap = _digits_wrap(columns, match)
    return tuple(
        Context(
            setting,
            capacity,
            known if kinds[place] != "name" else frozenset(columns[place]),
            drawn,
            known_lines(columns[place]) if place in of_items else None,
            joiners.get(place, " "),
            wrap,
        )
        for place, capacity in enumerate(capacities)
    )


def _digits_wrap(columns: Sequence[Sequence[str]], match: Match) -> bool:
    """Whether numbers of several lines are single ones, as those that they add up with tell.

    Several numbers in a cell have as many beside them; the digits of one number have not.
    """
    wrapped = stacked = 0
    for check in match.layout.checks:
        keys = (check.total, *check.columns) if check.check == "sum" else ()
        places = [match.places[key] for key in keys if key is not None and key in match.places]
        if len(places) < 2:
            continue
        for cells in zip(*(columns[place] for place in places), strict=False):
            lines = [len(cell.split()) for cell in cells if not is_absent(cell)]
            if any(_STACKED.fullmatch(cell) for cell in cells):
                wrapped, stacked = wrapped + (len(set(lines)) > 1), stacked + (len(set(lines)) == 1)
    return wrapped > stacked


def read_columns(rows: Sequence[Row], match: Match, least: float) -> dict[int, dict[str, Reading]]:
    """Read the distinct texts of each column once, since most cells repeat another.

    Returns:
        The reading by printed text, by index of the column.
    """
    printed = [[cell_of(row, place) for row in rows] for place in range(len(match.header))]
    contexts, kinds, named = _contexts(printed, match), match.holds(), columns_of(match)
    columns = [
        _read_addresses(printed, key, place, match, contexts[place], least)
        if kinds[place] == "url"
        else {
            raw: _piece_of(key, raw, match.pieces[key])
            if key in match.pieces
            else read_cell(key, raw, kinds[place], contexts[place], least)
            for raw in dict.fromkeys(printed[place])
        }
        for key, place in named
    ]
    places = [place for _, place in named]
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
            if kinds[place] in _WORDLESS - _CORRECTED
            else _corrected(key, raw, reading, kinds[place], words, least)
            for raw, reading in column.items()
        }
        for (key, place), column in zip(named, columns, strict=True)
    }
    return _with_names(printed, named, readings, least)


def _piece_of(key: str, raw: str, pieces: Mapping[str, str]) -> Reading:
    """The value of one column in a cell that holds several; empty if it does not come apart."""
    piece = raw if is_absent(raw) else pieces.get(raw, "")
    if piece == raw:
        return Reading(raw, ())
    evidence = say("the cell holds the values of several columns")
    return Reading(piece, (Correction(key, raw, piece, "cell-split", 1.0, evidence),))


def _read_addresses(
    cells: Sequence[Sequence[str]],
    key: str,
    place: int,
    match: Match,
    context: Context,
    least: float,
) -> dict[str, Reading]:
    """Read the distinct addresses of a column, with their municipalities and near duplicates."""
    named = match.places.get("municipality")
    names = [""] * len(cells[place]) if named is None else cells[named]
    printed: dict[str, list[str]] = {}
    for address, name in zip(cells[place], names, strict=True):
        printed.setdefault(address, []).append(normalize_text(join_tight(name)))
    readings = {
        raw: read_cell(key, raw, "url", context, least, url_hints(dict.fromkeys(names)))
        for raw, names in printed.items()
    }
    counts: Counter[str] = Counter()
    for raw, reading in readings.items():
        counts[reading.text] += len(printed[raw])
    compared = correct_near_duplicates(key, counts, least)
    for raw, reading in readings.items():
        outcome = compared.get(reading.text)
        if outcome is None:
            continue
        doubt = outcome.doubt or (None if outcome.corrections else reading.doubt)
        corrections = (*reading.corrections, *outcome.corrections)
        readings[raw] = Reading(outcome.text, corrections, doubt)
    return readings


def _with_names(
    cells: Sequence[Sequence[str]],
    named: Sequence[tuple[str, int]],
    readings: dict[int, dict[str, Reading]],
    least: float,
) -> dict[int, dict[str, Reading]]:
    """``readings`` with names corrected by the gazetteers and the other rows."""
    columns = {key: [readings[place][raw].text for raw in cells[place]] for key, place in named}
    repairs = repair_names(columns)
    for key, place in named if repairs else ():
        for raw, reading in readings[place].items():
            repair = repairs.get((key, reading.text))
            if repair is not None:
                outcome = apply_confident(reading.text, [repair], least)
                chain = (*reading.corrections, *outcome.corrections)
                readings[place][raw] = Reading(outcome.text, chain, outcome.doubt)
    return readings


def _corrected(
    field: str, raw: str, reading: Reading, kind: Kind | None, words: Words, least: float
) -> Reading:
    text, chain = reading.text, list(reading.corrections)
    for broken, whole in broken_words(raw, words):
        if broken in text and least <= _BROKEN_WORD:
            after = text.replace(broken, whole, 1)
            evidence = say("split at a line end; {whole} is a known word", whole=whole)
            chain.append(Correction(field, text, after, "line-hyphen", _BROKEN_WORD, evidence))
            text = after
    outcome = correct_text(field, text, kind, words, least)
    if text == reading.text and not outcome.corrections and outcome.doubt is None:
        return reading
    return Reading(outcome.text, (*chain, *outcome.corrections), outcome.doubt)


def cell_of(row: Row, place: int) -> str:
    """The printed text of ``row`` in the column with index ``place``; empty if it has none."""
    return row.cells[place] if place < len(row.cells) else ""


def columns_of(match: Match) -> list[tuple[str, int]]:
    """Key and index of each printed column; the key of an unknown one is its label."""
    columns = sorted(match.places.items(), key=lambda item: item[1])
    taken = set(match.places)
    for place, label in match.unknown.items():
        key = label or f"column {place + 1}"
        while key in taken:
            key += "'"
        taken.add(key)
        columns.append((key, place))
    return columns
