"""Published totals in a sentence, or as the last line of a table by municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.field_types import MOST_DIGITS
from kyoten_extract.records.read_totals import Figures, Item
from kyoten_extract.text.gazetteer.municipalities import official_names
from kyoten_extract.text.labels import fold_label

_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_PEOPLE = r"\s*[人名]"
# A figure in a sentence: what is counted, after its number or before it.
_IN_SENTENCE: Mapping[str, re.Pattern[str]] = {
    "municipalities": regex(rf"{_NUMBER}\s*(?:自治体|団体)"),
    "bases": regex(rf"{_NUMBER}\s*(?:拠点|[箇か所カヶヵ]所|事務所)"),
    "countries": regex(rf"{_NUMBER}\s*(?:[かカヶヵ箇]国|国)"),
    "cities": regex(rf"{_NUMBER}\s*都市"),
    "staff_total": regex(rf"職員(?:数|総数)?(?:は|が|の合計は)?[、:]?\s*{_NUMBER}{_PEOPLE}"),
    "staff_dispatched": regex(rf"派遣(?:職員)?(?:は|が)?\s*{_NUMBER}{_PEOPLE}"),
    "staff_local": regex(rf"現地(?:職員|採用)?(?:は|が)?\s*{_NUMBER}{_PEOPLE}"),
}
_STAFF = ("staff_total", "staff_dispatched", "staff_local")
# Figures that make a sentence one of totals: prose may have one or two.
_FEWEST = 3
# First words of a line of totals.
_TOTAL = frozenset({"合計", "計", "総計", "総数", "全体", "全国計"})
# Lines that begin with the name of a municipality, by which a table is one by municipality.
_FEWEST_NAMES = 2


def figures_of_sentence(text: str, labels: Mapping[str, Sequence[str]]) -> Figures:
    """The figures that a sentence names, of those that a layout has labels for.

    >>> figures_of_sentence("合計は2自治体、3拠点(2か国)である。", {"bases": ["拠点数"]})
    Figures(counts={'bases': 3}, forms={}, sums={}, means={})
    """
    folded = fold_label(text)
    found = {
        key: int(match[1].replace(",", ""))
        for key, pattern in _IN_SENTENCE.items()
        if (match := pattern.search(folded)) is not None and len(match[1]) <= MOST_DIGITS
    }
    if len(found) < _FEWEST:
        return Figures()
    found = {key: value for key, value in found.items() if key in labels}
    sums = {key: value for key, value in found.items() if key in _STAFF}
    counts: dict[str, int | float] = {k: v for k, v in found.items() if k not in _STAFF}
    return Figures(counts, {}, dict(sums))


def is_by_municipality(items: Sequence[Item]) -> bool:
    """Whether the lines of a table of totals each begin with the name of a municipality."""
    names = [line[0].text for line in _lines(items)]
    return sum(name in official_names() for name in names) >= _FEWEST_NAMES


def figures_of_last_line(items: Sequence[Item], labels: Mapping[str, Sequence[str]]) -> Figures:
    """The figures in the line of totals of a table by municipality, each under its label."""
    lines = _lines(items)
    total = next((line for line in reversed(lines) if line[0].text in _TOTAL), None)
    if total is None:
        return Figures()
    folded = {key: {fold_label(label) for label in texts} for key, texts in labels.items()}
    named = {"staff_total": {"職員数", "職員数計", "人数"}}
    counts: dict[str, int | float] = {}
    sums: dict[str, float | int] = {}
    for label in (item for line in lines if line is not total for item in line):
        key = next((k for k in folded if label.text in folded[k] | named.get(k, set())), None)
        value = min(total, key=lambda item: abs(item.middle - label.middle)).figure
        if key is None or not isinstance(value, int):
            continue
        (sums if key in _STAFF else counts).setdefault(key, value)
    return Figures(counts, {}, sums)


def _lines(items: Sequence[Item]) -> list[list[Item]]:
    return [list(line) for _, line in groupby(items, key=lambda item: item.line)]
