"""Columns of a layout that an edition prints in one: 国・地域、都市, or 4(1/3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import Column, Joined
from kyoten_extract.layout.content_fit import is_value
from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.layout.label_fit import Relation, is_one
from kyoten_extract.layout.label_forms import core
from kyoten_extract.messages import say
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.remembered import remember

# Relations by which a label is that of all the values together, and that of one alone.
_OF_ALL: frozenset[Relation] = frozenset({"equal", "noted", "within"})
_EQUAL: frozenset[Relation] = frozenset({"equal"})
# What may stand between two values in one cell.
_BETWEEN = r"[\s・、,，/／:：\-－(（\[［]"
_EDGES = regex(rf"^{_BETWEEN}+|[\s・、,，/／:：)）\]］]+$")
# Share of the filled cells that must come apart.
_LEAST_SHARE = 0.8
# Characters: a longer cell is none of a few short values.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class TakenApart:
    """A printed column that holds the values of several columns of the layout.

    Attributes:
        place: index of the printed column.
        keys: of the layout's columns, in the order of their values.
        pieces: the values by printed text; without the texts that do not come apart.
        evidence: why, in words.
    """

    place: int
    keys: tuple[str, ...]
    pieces: Mapping[str, tuple[str, ...]]
    evidence: str


def joined_columns(
    columns: Sequence[Column],
    joined: Sequence[Joined],
    header: Sequence[str],
    texts: Sequence[Sequence[str]],
) -> list[TakenApart]:
    """The printed columns that hold several columns, none of which is printed by itself."""
    by_key = {column.key: column for column in columns}
    found: list[TakenApart] = []
    for place, label in enumerate(header):
        if place >= len(texts):
            continue
        best: TakenApart | None = None
        for one in joined:
            apart = _taken_apart(place, label, one, by_key, header, texts[place])
            if apart is not None and (best is None or len(apart.keys) > len(best.keys)):
                best = apart
        if best is not None and not any(set(best.keys) & set(other.keys) for other in found):
            found.append(best)
    return found


def may_be_joined(
    columns: Sequence[Column], joined: Sequence[Joined], header: Sequence[str]
) -> bool:
    """Whether a printed column may hold several columns, by its label."""
    by_key = {column.key: column for column in columns}
    return any(_may_hold(label, one, by_key) for label in header for one in joined)


def _may_hold(label: str, one: Joined, columns: Mapping[str, Column]) -> bool:
    return _is_label(label, one) or _names_all(label, one, columns)


def _is_label(label: str, one: Joined) -> bool:
    return is_one(label, one.labels, _OF_ALL)


def _names_all(label: str, one: Joined, columns: Mapping[str, Column]) -> bool:
    """Whether a label contains a label of each of the columns."""
    text = core(label)
    return all(any(map(text.__contains__, _own_labels(columns[key].labels))) for key in one.into)


@remember(1024)
def _own_labels(labels: tuple[str, ...]) -> tuple[str, ...]:
    """Known labels without the group labels above them, folded."""
    return tuple([core(label.split(" ")[-1]) for label in labels])


def _taken_apart(
    place: int,
    label: str,
    one: Joined,
    columns: Mapping[str, Column],
    header: Sequence[str],
    texts: Sequence[str],
) -> TakenApart | None:
    if not _may_hold(label, one, columns):
        return None
    for key in one.into:
        for other, printed in enumerate(header):
            if other != place and is_one(printed, columns[key].labels, _EQUAL):
                return None
    filled = list(dict.fromkeys(text for text in texts if not is_absent(text)))
    parts = [columns[key] for key in one.into]
    pieces = {text: found for text in filled if (found := _pieces(text, one, parts)) is not None}
    if not filled or len(pieces) < _LEAST_SHARE * len(filled):
        return None
    shown = next(iter(pieces))
    evidence = say(
        "{pieces_count} of {filled_count} different cells come apart, as {shown!r} does",
        pieces_count=len(pieces),
        filled_count=len(filled),
        shown=shown,
    )
    return TakenApart(place, one.into, pieces, evidence)


def _pieces(text: str, one: Joined, columns: Sequence[Column]) -> tuple[str, ...] | None:
    """The values in one cell, in the order of ``columns``; ``None`` if it does not come apart."""
    plain = normalize_text(text).strip()
    if len(plain) > _LONGEST:
        return None
    if one.pattern:
        match = re.fullmatch(one.pattern, plain)
        return None if match is None else tuple(group or "" for group in match.groups())
    if len(columns) != 2:
        return None
    first, second = columns
    found = {
        (one_value, other)
        for cut in range(1, len(plain))
        if (one_value := _EDGES.sub("", plain[:cut])) and (other := _EDGES.sub("", plain[cut:]))
        if is_value(first, one_value) and is_value(second, other)
    }
    return _best(found, plain)


def _best(found: set[tuple[str, str]], plain: str) -> tuple[str, str] | None:
    """The only division, or the only one at a separator."""
    if len(found) > 1:
        cuts = [
            (one, other)
            for one, other in found
            if re.fullmatch(rf"{re.escape(one)}{_BETWEEN}+{re.escape(other)}[)）\]］]?", plain)
        ]
        found = set(cuts)
    return found.pop() if len(found) == 1 else None
