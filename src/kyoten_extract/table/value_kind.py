"""What kind of value a cell holds, by its characters alone: enough to tell data from labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.remembered import remember

Kind = Literal["number", "year", "date", "phone", "postal", "address", "mail", "word"]

# The end of a date; and what of it follows the name of an era, which is a kanji compound.
_DAY = r"年?[-/.]?\d{1,2}[-/.月]\d{1,2}日?"
_AFTER_ERA = regex(rf"(?:\d+|元){_DAY}")
_ERA_LENGTH = 2
# First match wins. A label can have figures in it (4月, H29, (a)+(b)), but is none of these.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("year", regex(r"(?:19|20)\d\d")),
    ("phone", regex(r"\+?\(?0\d{0,4}\)?[-–ー( ]\d{1,4}[-–ー) ]\d{3,4}")),
    ("postal", regex(r"〒?\d{3}-\d{4}")),
    ("date", regex(rf"(?:\d{{4}})?{_DAY}")),
    ("number", regex(r"[-+△▲]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[-+△▲]?\d+(?:\.\d+)?%?")),
    ("mail", regex(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("address", regex(r"(?:https?://|www\.).*")),
)
# Characters: longer texts are prose, whatever they are made of.
_MAX_LENGTH = 300
# Longer numbers are none of a row.
_MOST_DIGITS = 10
# Share of a column's filled cells that must be of one kind to make it the column's.
_USUAL = 0.7


@remember(2048)  # cells are asked for more than once
def kind_of(text: str) -> Kind | None:
    """The kind of a cell's text; ``None`` for an empty one.

    >>> kind_of("1,234"), kind_of("03-1234-5678"), kind_of("電話番号")
    ('number', 'phone', 'word')
    """
    if len(text) > _MAX_LENGTH:
        return "word"
    plain = "".join(normalize_text(text).split())
    if not plain:
        return None
    kind = next((kind for kind, pattern in _KINDS if pattern.fullmatch(plain)), None)
    return kind or ("date" if _is_date_of_era(plain) else "word")


def _is_date_of_era(plain: str) -> bool:
    name, year = plain[:_ERA_LENGTH], plain[_ERA_LENGTH : _ERA_LENGTH + 1]
    if not (year.isdecimal() or year == "元") or not all("一" <= char <= "鿿" for char in name):
        return False
    return _AFTER_ERA.fullmatch(plain, _ERA_LENGTH) is not None


def is_row_number(text: str) -> bool:
    """Whether a text may be the number of a row: digits alone, and not too many."""
    return text.isdecimal() and len(text) < _MOST_DIGITS


def counts_on(lines: Sequence[str]) -> bool:
    """Whether each line is a number, and one more than the line above."""
    # Most texts do not begin with a figure.
    if not lines[0][:1].isdecimal() or not all(map(is_row_number, lines)):
        return False
    return all(int(two) == int(one) + 1 for one, two in pairwise(lines))


def usual_kind(texts: Iterable[str]) -> Kind | None:
    """The kind that most filled cells of a column have; ``None`` if there is none."""
    counts = Counter(kind for text in texts if (kind := kind_of(text)))
    if not counts:
        return None
    kind, count = counts.most_common(1)[0]
    return kind if count >= _USUAL * sum(counts.values()) else None
