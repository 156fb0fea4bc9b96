"""Values as a cell with a format code shows them, as Excel does in Japan.

Of what a code can say, fractions and numbers in kanji are not understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from kyoten_extract.text.number_format.format_code import Section, Token, TokenKind, sections_of
from kyoten_extract.text.number_format.shown_dates import shown_date

# A number of more digits is a float's noise; Excel shows as many in a cell of the usual width.
_GENERAL_DIGITS = 10
_CONTEXT = Context(prec=400)
_LONGEST_INTEGER = 10**15


def shown_number(value: float, code: str, *, from_1904: bool = False) -> str | None:
    """``value`` as a cell with the format ``code`` shows it; ``None`` if that is not understood.

    Args:
        value: a number; of a date, the number of its day in the workbook's count.
        code: the format; "General" for none.
        from_1904: days are counted from 1904, as in workbooks of old Macs.

    >>> shown_number(1234.5, '#,##0"人"'), shown_number(43008, "[$-411]ge.m.d")
    ('1,235人', 'H29.9.30')
    """
    sections = sections_of(code)
    number = Decimal(repr(value))
    if not number.is_finite():
        return None
    section, unsigned = _section_for(number, sections)
    if section is None or not section.understood:
        return None
    if section.is_date:
        return shown_date(value, section, from_1904=from_1904)
    with localcontext(_CONTEXT):
        try:
            return _number(abs(number), section, negative=number < 0 and not unsigned)
        except InvalidOperation:
            return None  # more digits than any cell has


def shown_text(value: str, code: str) -> str:
    """A text as a cell with the format ``code`` shows it.

    >>> shown_text("佐藤", '@"様"'), shown_text("佐藤", ";;;")
    ('佐藤様', '')
    """
    if code == "General" or code == "@":
        return value
    sections = sections_of(code)
    last = sections[-1]
    if len(sections) < 4 and not any(token.kind == "text" for token in last.tokens):
        return value
    return "".join(
        value if token.kind == "text" else token.text
        for token in last.tokens
        if token.kind in ("text", "literal")
    )


def _section_for(number: Decimal, sections: Sequence[Section]) -> tuple[Section | None, bool]:
    """The section that shows ``number``, and whether it shows it without its sign."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _holds(number, section.condition):
                return section, False
        return None, False
    if len(numeric) == 1:
        return numeric[0], False
    if number < 0:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(number: Decimal, condition: tuple[str, Decimal]) -> bool:
    sign, other = condition
    return (
        ("=" in sign and number == other)
        or ("<" in sign and number < other)
        or (">" in sign and number > other)
    )


def _general(number: Decimal) -> str:
    if number == number.to_integral_value() and abs(number) < _LONGEST_INTEGER:
        return str(int(number))
    return f"{float(number):.{_GENERAL_DIGITS}G}"


def _number(number: Decimal, section: Section, *, negative: bool) -> str | None:
    tokens = section.tokens
    kinds = [token.kind for token in tokens]
    sign = "-" if negative else ""
    if "digit" not in kinds:
        number *= 100 ** kinds.count("percent")
        texts = [
            _general(number) if token.kind in ("general", "text") else token.text
            for token in tokens
        ]
        return (sign if texts else "") + "".join(texts)
    if "slash" in kinds or ("exponent" in kinds and "point" in kinds[kinds.index("exponent") :]):
        return None
    number *= 100 ** kinds.count("percent")
    first, last = kinds.index("digit"), len(kinds) - 1 - kinds[::-1].index("digit")
    exponent = ""
    if "exponent" in kinds:
        at = kinds.index("exponent")
        power = number.adjusted() if number else 0
        number = number.scaleb(-power)
        places = kinds[:at].count("digit") - kinds[: _point(kinds)].count("digit")
        if number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) >= 10:
            number, power = number.scaleb(-1), power + 1
        mark = "-" if power < 0 else "+" if tokens[at].text == "E+" else ""
        exponent = f"E{mark}{abs(power):0{kinds[at:].count('digit')}d}"
        tail = "".join(t.text for t in tokens[last + 1 :] if t.kind in ("literal", "percent"))
        tokens, kinds = tokens[:at], kinds[:at]
        exponent += tail
        last = len(kinds) - 1 - kinds[::-1].index("digit")
    point = min(_point(kinds), len(kinds))
    ones = max((at for at in range(point) if kinds[at] == "digit"), default=first)
    scaling = sum(_commas_after(kinds, at) for at in {ones, last})
    number = number.scaleb(-3 * scaling)
    places = kinds[point:].count("digit")
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{rounded:f}".partition(".")
    grouped = "comma" in kinds[first:ones]
    text = _whole(tokens[:point], "" if whole == "0" else whole, grouped=grouped)
    text += _decimals(tokens[point:], decimals)
    return (sign if rounded else "") + text + exponent


def _commas_after(kinds: Sequence[TokenKind], at: int) -> int:
    """How many commas follow a digit: each divides by a thousand, after the last one."""
    return next(
        (n for n, kind in enumerate(kinds[at + 1 :]) if kind != "comma"), len(kinds) - at - 1
    )


def _point(kinds: Sequence[TokenKind]) -> int:
    return kinds.index("point") if "point" in kinds else len(kinds)


def _whole(tokens: Sequence[Token], digits: str, *, grouped: bool) -> str:
    """The digits before the point in their places, literals between them."""
    left = list(digits)
    parts: list[str] = []
    count = 0
    places = sum(token.kind == "digit" for token in tokens)

    def put(digit: str) -> None:
        nonlocal count
        if grouped and count and count % 3 == 0:
            parts.append(",")
        parts.append(digit)
        count += 1

    for token in reversed(tokens):
        if token.kind == "digit":
            places -= 1
            if left:
                put(left.pop())
            elif token.text == "0":
                put("0")
            elif token.text == "?":
                parts.append(" ")
            while not places and left:
                put(left.pop())
        elif token.kind in ("literal", "percent"):
            parts.append(token.text[::-1])
    return "".join(parts)[::-1]


def _decimals(tokens: Sequence[Token], digits: str) -> str:
    left = list(digits)
    parts: list[str] = []
    for token in tokens:
        if token.kind == "digit":
            digit = left.pop(0) if left else "0"
            if digit == "0" and not any(d != "0" for d in left) and token.text != "0":
                digit = " " if token.text == "?" else ""
            parts.append(digit)
        elif token.kind in ("literal", "percent", "point"):
            parts.append(token.text)
    return "".join(parts)
