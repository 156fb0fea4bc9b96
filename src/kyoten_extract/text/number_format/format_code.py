"""Format codes of cells (``#,##0"人"``, ``[$-411]ggge"年"m"月"d"日"``), taken apart."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.remembered import remember

TokenKind = Literal[
    "literal", "digit", "point", "comma", "percent", "exponent", "slash", "text", "general",
    "date", "elapsed", "half",
]  # fmt: skip

# Formats that every workbook knows by number; those that depend on the locale are Japan's.
_JAPANESE_ERA, _JAPANESE_LONG_ERA = "[$-411]ge.m.d", '[$-411]ggge"年"m"月"d"日"'
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0",
    6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 27: _JAPANESE_ERA, 28: _JAPANESE_LONG_ERA, 29: _JAPANESE_LONG_ERA,
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"',
    34: _YEAR_MONTH, 35: _MONTH_DAY, 36: _JAPANESE_ERA, 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    48: "##0.0E+0", 49: "@", 50: _JAPANESE_ERA, 51: _JAPANESE_LONG_ERA, 52: _YEAR_MONTH,
    53: _MONTH_DAY, 54: _JAPANESE_LONG_ERA, 55: _YEAR_MONTH, 56: _MONTH_DAY, 57: _JAPANESE_ERA,
    58: _JAPANESE_LONG_ERA,
}  # fmt: skip
"""Format codes by their numbers."""

_GENERAL = regex(r"General|G/標準|標準", re.IGNORECASE)
_HALF_DAY = regex(r"AM/PM|A/P|am/pm")
_CONDITION = regex(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = regex(r"h+|m+|s+", re.IGNORECASE)
_DATE_LETTERS = "yYmMdDhHsSgGeEaA"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a code: what it is for, and its characters."""

    kind: TokenKind
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a code.

    Attributes:
        tokens: its pieces.
        condition: sign and limit of the numbers that it is for, if it says so.
        understood: it asks for nothing that is not shown here.
        first_year_named: the first year of an era is 元年.
    """

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    understood: bool
    first_year_named: bool

    @property
    def is_date(self) -> bool:
        """Whether it shows a date or a time."""
        return any(token.kind in ("date", "elapsed") for token in self.tokens)


@remember(512)
def sections_of(code: str) -> tuple[Section, ...]:
    """The parts of a code: of positive and negative numbers, zero, and texts."""
    parts = [""]
    at = 0
    while at < len(code):
        char = code[at]
        size = 1
        if char == '"':
            end = code.find('"', at + 1)
            size = (end if end >= 0 else len(code)) - at + 1
        elif char == "[":
            end = code.find("]", at + 1)
            size = (end if end >= 0 else len(code)) - at + 1
        elif char in "\\!_*":
            size = 2
        if char == ";":
            parts.append("")
        else:
            parts[-1] += code[at : at + size]
        at += size
    return tuple(map(_parsed, parts[:4]))


def _parsed(part: str) -> Section:
    tokens: list[Token] = []
    condition = None
    understood, gannen = True, False
    at = 0
    while at < len(part):
        char, rest = part[at], part[at:]
        size = 1
        if char == '"':
            end = rest.find('"', 1)
            text = rest[1 : end if end > 0 else None]
            tokens.append(Token("literal", text))
            size = len(text) + 2
        elif char in "\\!":
            tokens.append(Token("literal", rest[1:2]))
            size = 2
        elif char == "_":
            tokens.append(Token("literal", " "))
            size = 2
        elif char == "*":
            size = 2
        elif char == "[":
            end = rest.find("]")
            inner = rest[1 : end if end > 0 else None]
            size = len(inner) + 2
            if match := _CONDITION.fullmatch(inner):
                condition = (match[1], Decimal(match[2]))
            elif inner.startswith("$"):
                tokens.append(Token("literal", inner[1:].partition("-")[0]))
                gannen |= "gannen" in inner
            elif _ELAPSED.fullmatch(inner):
                tokens.append(Token("elapsed", inner.lower()))
            elif inner.upper().startswith("DBNUM"):
                understood = False
        elif match := _GENERAL.match(rest):
            tokens.append(Token("general", ""))
            size = match.end()
        elif match := _HALF_DAY.match(rest):
            tokens.append(Token("half", match[0]))
            size = match.end()
        elif char in "0#?":
            tokens.append(Token("digit", char))
        elif rest[:2] in ("E+", "E-"):
            tokens.append(Token("exponent", rest[:2]))
            size = 2
        elif char in ".,%/@":
            kinds: dict[str, TokenKind] = {
                ".": "point", ",": "comma", "%": "percent", "/": "slash", "@": "text",
            }  # fmt: skip
            tokens.append(Token(kinds[char], char))
        elif char in _DATE_LETTERS:
            size = len(rest) - len(rest.lstrip(char))
            tokens.append(Token("date", char.lower() * size))
        else:
            tokens.append(Token("literal", char))
        at += size
    return Section(tuple(tokens), condition, understood, gannen)
