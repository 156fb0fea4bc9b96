"""Values of every kind of column: from the text of a cell to a typed value."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import pairwise

from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.column_model import Column, Kind
from kyoten_extract.layout.field_types import is_absent, read_form, read_number
from kyoten_extract.model.record_model import Coded, Value
from kyoten_extract.text.era import parse_date, parse_fiscal_year
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.normalize_text import normalize_text

USUAL_YES = "○ 〇 ◯ ✓ ✔ ☑ レ 有 有り あり はい 可 yes".split()
"""The texts that mean yes in any list. ● and ◎ do not: beside ○ they mean something else."""

USUAL_NO = "× ✕ ✖ ☓ ╳ x ☐ 無 無し なし いいえ 不可 否 no".split()
"""The texts that mean no in any list."""

COUNTABLE: frozenset[Kind] = frozenset({"number", "decimal", "flag", "code"})
"""Kinds whose values a row of totals counts or adds up."""

_DASH = regex("[‐‑‒–—―−－ー]")
_MINUS = regex(r"[-△▲]\s*(?=\d)")
_DECIMAL = regex(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+")
# Characters: a longer decimal is none that arithmetic keeps exact.
_LONGEST_DECIMAL = 28
_PHONE = regex(r"\(?0\d*(?:[-() ]+\d+)*")
_GROUP_BREAK = regex(r"[-() ]+")
_MOBILE = regex("0[5-9]0")
# What may follow a telephone number in its cell: (代表), 内線123.
_PHONE_NOTE = regex(r"(?:[(\[](?:[^()\[\]0-9]{1,12}|内線\d+)[)\]]|内線\d+)$")
_PHONE_BREAK = regex(r"[、,，/・\n\s]+")
# Digits of a telephone number, and of one that begins with 050, 060, 070, 080 or 090.
_DIGITS, _MOBILE_DIGITS = 10, 11
# Spaces are given back nowhere: tried at each of their places, thousands took seconds.
_POSTAL = regex(r"〒?\s*+(\d{3})\s*+-?+\s*+(\d{4})")
_EMAIL = regex(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_YEAR = r"(?:(?:明治|大正|昭和|平成|令和|[MTSHRmtshr])\s*+\.?+\s*+(?:元|\d{1,2})|(?:1[89]|20)\d\d)"
_SIGNS = "○×△◎●▲"
# Circles and crosses as fonts and typists have them.
_ALIKE = str.maketrans("〇◯✕✖☓╳x", "○○×××××")
_WHOLE_DATE = regex(
    rf"({_YEAR})\s*+[-年./]\s*+(\d{{1,2}})\s*+[-月./]\s*+(末|\d{{1,2}})\s*+日?+(?:\s*+\([月火水木金土日]\))?"
)
_OPENING, _CLOSING = "(（[［「【", ")）]］」】"
_ITEM_BREAKS = "\n、，；;"
_CODE = regex(r"(.)(?![A-Za-z])[\s.:：．、)]*(.*)", re.DOTALL)


def read_value(column: Column, text: str) -> Value:
    """The value of a cell of ``column``; ``None`` if ``text`` is not one of its kind.

    >>> read_value(Column("beds", ("病床数",), "number", units=("床",)), "1,200床")
    1200
    """
    return _READERS[column.holds](column, text.strip())


def read_total(column: Column, text: str) -> int | Decimal | None:
    """The figure in a cell of a row of totals, if the column's values can be counted."""
    if column.holds not in COUNTABLE:
        return None
    kind: Kind = "decimal" if column.holds == "decimal" else "number"
    value = read_value(Column(column.key, column.labels, kind, units=column.units), text)
    return value if isinstance(value, int | Decimal) else None


def has_no_value(column: Column, text: str) -> bool:
    """Whether a cell of ``column`` has no value: it is empty, a dash, or says so."""
    text = text.strip()
    if column.holds == "flag" and fold_label(text) in _folded((*column.yes, *column.no)):
        return False
    return is_absent(text) or (bool(column.absent) and fold_label(text) in _folded(column.absent))


def standard_form(column: Column, text: str) -> str:
    """``text`` in the one form in which values of its kind are written; else as it is.

    Choices are spelled as in the layout, postal codes as 123-4567, telephone numbers with hyphens.

    >>> standard_form(Column("post", ("郵便番号",), "postal"), "〒6018452")
    '601-8452'
    """
    form = _FORMS.get(column.holds)
    return text if form is None else form(column, text) or text


# What marks the items of a list, at its beginning or after a blank.
_BULLETS = regex(r"(?:^|(?<=\s))[・●○◎◇◆□■▪•](?=\S)")


def split_items(text: str) -> tuple[str, ...]:
    """The items of a list, between 、 or line ends that are not in brackets, or by their bullets.

    >>> split_items("内科、外科(肛門、胃腸)\\n眼科")
    ('内科', '外科(肛門、胃腸)', '眼科')
    >>> split_items("・英語、中国語 ・手話")
    ('・英語、中国語', '・手話')
    """
    starts = [match.start() for match in _BULLETS.finditer(text)] if _BULLETS.match(text) else []
    if len(starts) > 1:
        return tuple(text[a:b].strip() for a, b in pairwise([*starts, len(text)]))
    items, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char in _ITEM_BREAKS and not depth:
            items.append(text[start:index])
            start = index + 1
    items.append(text[start:])
    return tuple(item.strip() for item in items if item.strip())


def _folded(texts: tuple[str, ...] | list[str]) -> set[str]:
    return {fold_label(text) for text in texts}


_YES, _NO = _folded(USUAL_YES), _folded(USUAL_NO)


def _number(column: Column, text: str) -> int | None:
    text, sign = _figure(column, text)
    number = read_number(text)
    return None if number is None else sign * number


def _decimal(column: Column, text: str) -> Decimal | None:
    text, sign = _figure(column, text)
    text = normalize_text(text).strip()
    if len(text) > _LONGEST_DECIMAL or _DECIMAL.fullmatch(text) is None:
        return None
    return sign * Decimal(text.replace(",", ""))


def _figure(column: Column, text: str) -> tuple[str, int]:
    """``text`` without a unit and a minus sign, and -1 if it has one."""
    for unit in column.units:
        unit = normalize_text(unit)
        if normalize_text(text).endswith(unit):
            text = normalize_text(text).removesuffix(unit).rstrip()
            break
    plain = text if text.isascii() else _DASH.sub("-", text)
    minus = _MINUS.match(plain)
    return (plain[minus.end() :], -1) if minus is not None else (text, 1)


def _date(_: Column, text: str) -> dt.date | None:
    match = _WHOLE_DATE.fullmatch(unicodedata.normalize("NFKC", _DASH.sub("-", text)))
    return None if match is None else parse_date(f"{match[1]}年{match[2]}月{match[3]}日")


def _choice(column: Column, text: str) -> str | None:
    folded = _sign(text)
    return next((choice for choice in column.choices if _sign(choice) == folded), None)


def _sign(text: str) -> str:
    """``text`` folded for comparison; signs that look alike are one."""
    return fold_label(text).translate(_ALIKE)


def sign_of(text: str) -> str:
    """The circle, cross or triangle that ``text`` begins with; empty if it begins with none.

    >>> sign_of("〇(予約のみ)")
    '○'
    """
    first = text.strip()[:1].translate(_ALIKE)
    return first if first and first in _SIGNS else ""


def _flag(column: Column, text: str) -> bool | None:
    folded = fold_label(text)
    given = bool(column.yes or column.no)
    if folded in (_folded(column.yes) if given else _YES):
        return True
    return False if folded in (_folded(column.no) if given else _NO) else None


def _phone(_: Column, text: str) -> str | None:
    return _phones(text)


def _phones(text: str) -> str | None:
    text = _phone_signs(text)
    # Spaces separate two numbers, or the groups of one.
    if (whole := _one_phone(text)) is not None:
        return whole
    numbers = [one for one in _PHONE_BREAK.split(text) if one]
    # A note in brackets may stand apart from its number.
    joined: list[str] = []
    for one in numbers:
        if joined and _PHONE_NOTE.fullmatch(one):
            joined[-1] += one
        else:
            joined.append(one)
    found = [_one_phone(one) for one in joined]
    return "、".join(one for one in found if one) if found and all(found) else None


def join_phones(text: str) -> str:
    """The lines of a cell of telephone numbers, each a number or part of one, on one line."""
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if len(lines) > 1 and all(map(_phones, lines)):
        return "、".join(lines)
    return "".join(lines) if "\n" in text else text


def _phone_signs(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    text = _DASH.sub("-", text)
    return re.sub(r"(?:(?<!\s)\s+)?-\s*", "-", text)


def _one_phone(text: str) -> str | None:
    note = _PHONE_NOTE.search(text)
    number = text[: note.start()] if note is not None else text
    if _PHONE.fullmatch(number) is None:
        return None
    groups = [group for group in _GROUP_BREAK.split(number) if group]
    digits = "".join(groups)
    if len(digits) != (_MOBILE_DIGITS if _MOBILE.match(digits) else _DIGITS):
        return None
    return "-".join(groups) + (note[0] if note else "")


def _postal(_: Column, text: str) -> str | None:
    match = _POSTAL.fullmatch(_DASH.sub("-", unicodedata.normalize("NFKC", text)))
    return None if match is None else f"{match[1]}-{match[2]}"


def _email(_: Column, text: str) -> str | None:
    text = "".join(unicodedata.normalize("NFKC", text).split())
    return text if _EMAIL.fullmatch(text) else None


def _code(column: Column, text: str) -> Coded | None:
    if not column.choices:
        read = read_form(text)
        return None if read is None else Coded(read[0].value, read[1])
    match = _CODE.fullmatch(normalize_text(text))
    if match is None:
        return None
    letter = _choice(column, match[1])
    return None if letter is None else Coded(letter, match[2].strip() or None)


def _text(_: Column, text: str) -> str | None:
    return text or None


_READERS: Mapping[Kind, Callable[[Column, str], Value]] = {
    "number": _number,
    "decimal": _decimal,
    "year": lambda _, text: parse_fiscal_year(text),
    "date": _date,
    "choice": _choice,
    "flag": _flag,
    "phone": _phone,
    "postal": _postal,
    "code": _code,
    "url": _text,
    "email": _email,
    "place": _text,
    "name": _text,
    "prose": _text,
    "items": lambda _, text: split_items(text) or None,
}
_FORMS: Mapping[Kind, Callable[[Column, str], str | None]] = {
    "choice": _choice,
    "phone": _phone,
    "postal": _postal,
    "email": _email,
}
