"""Dates and times as a cell with a format code shows them."""

from __future__ import annotations

import datetime as dt

from kyoten_extract.text.number_format.format_code import Section

_SECONDS = 86_400
# Days: 9999-12-31, the last that a spreadsheet knows.
_LAST_DAY = 2_958_465
# The first day of each era, its name and its letter.
_ERAS = (
    (dt.date(2019, 5, 1), "令和", "R"),
    (dt.date(1989, 1, 8), "平成", "H"),
    (dt.date(1926, 12, 25), "昭和", "S"),
    (dt.date(1912, 7, 30), "大正", "T"),
    (dt.date(1868, 1, 25), "明治", "M"),
)
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_JAPANESE_DAYS = "月火水木金土日"


def shown_date(value: float, section: Section, *, from_1904: bool) -> str | None:
    """The date, or the time, of day ``value``; ``None`` if there is none or it is not understood.

    Args:
        value: days, counted from 1900 or from 1904.
        section: of the format code.
        from_1904: the count begins in 1904.
    """
    if not 0 <= value <= _LAST_DAY:
        return None
    days, seconds = divmod(round(value * _SECONDS), _SECONDS)
    if days == 60 and not from_1904:
        return None  # 1900 had no 29 February, though spreadsheets count it.
    first = dt.date(1904, 1, 1) if from_1904 else dt.date(1899, 12, 30 if days > 60 else 31)
    try:
        date = first + dt.timedelta(days)
    except OverflowError:
        return None
    tokens = section.tokens
    if any(token.kind == "digit" for token in tokens):
        return None  # parts of seconds
    letters = [(at, t.text) for at, t in enumerate(tokens) if t.kind in ("date", "elapsed")]
    half = any(token.kind == "half" for token in tokens)
    parts = []
    for at, token in enumerate(tokens):
        if token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            parts.append(f"{(days * _SECONDS + seconds) // unit:0{len(token.text)}d}")
        elif token.kind == "half":
            names = token.text.split("/")
            parts.append(names[seconds >= _SECONDS // 2])
        elif token.kind == "date":
            order = [place for place, _ in letters].index(at)
            before = letters[order - 1][1][0] if order else ""
            after = letters[order + 1][1][0] if order + 1 < len(letters) else ""
            minutes = token.text[0] == "m" and (before == "h" or after == "s")
            text = _clock(token.text, seconds, half) if minutes or token.text[0] in "hs" else None
            shown = text or _calendar(token.text, date, named=section.first_year_named)
            if shown is None:
                return None
            parts.append(shown)
        else:
            parts.append(token.text)
    return "".join(parts)


def _clock(letters: str, seconds: int, half: bool) -> str:
    number = {"h": seconds // 3600, "m": seconds // 60 % 60, "s": seconds % 60}[letters[0]]
    if half and letters[0] == "h":
        number = number % 12 or 12
    return f"{number:0{min(len(letters), 2)}d}"


def _calendar(letters: str, date: dt.date, *, named: bool) -> str | None:
    letter, size = letters[0], len(letters)
    if letter in "ge":
        era = next(((name, mark, day) for day, name, mark in _ERAS if date >= day), None)
        if era is None:
            return None
        name, mark, day = era
        if letter == "g":
            return mark if size == 1 else name[:1] if size == 2 else name
        year = date.year - day.year + 1
        return "元" if named and year == 1 else f"{year:0{min(size, 2)}d}"
    if letter == "y":
        return f"{date.year % 100:02d}" if size < 3 else f"{date.year:04d}"
    if letter == "m":
        name = _MONTHS[date.month - 1]
        return _named(name, size, date.month)
    if letter == "a":
        day_name = _JAPANESE_DAYS[date.weekday()]
        return day_name if size == 3 else f"{day_name}曜日" if size > 3 else None
    return _named(_DAYS[date.weekday()], size, date.day)


def _named(name: str, size: int, number: int) -> str:
    if size > 2:
        return name[:1] if size == 5 else name if size == 4 else name[:3]
    return f"{number:0{size}d}"
