"""Codes of the municipalities of a list that is printed in the official order."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.text.gazetteer.official_codes import municipality_codes

# The last digits of a prefecture's code, before its check digit.
_PREFECTURE = "000"


def codes_in_order(names: Sequence[object]) -> list[str | None]:
    """The code, of six digits, of the municipality of each row; ``None`` where it is not known.

    Where several municipalities have one name (府中市), the official order decides, in which
    editions are printed: the one between its neighbors, if only one is.
    """
    candidates = [municipality_codes(name) if isinstance(name, str) else () for name in names]
    before = _neighbors(candidates)
    after = _neighbors(candidates[::-1])[::-1]
    return [
        codes[0] if len(codes) == 1 else _between(codes, low, high)
        for codes, low, high in zip(candidates, before, after, strict=True)
    ]


def _neighbors(candidates: Sequence[Sequence[str]]) -> list[str | None]:
    """For each row the last certain code up to it.

    That of a prefecture does not count: prefectures are listed apart.
    """
    last: str | None = None
    found = []
    for codes in candidates:
        if len(codes) == 1 and codes[0][2:5] != _PREFECTURE:
            last = codes[0]
        found.append(last)
    return found


def _between(codes: Sequence[str], before: str | None, after: str | None) -> str | None:
    fits = [
        code
        for code in codes
        if (before is None or before < code) and (after is None or code < after)
    ]
    return fits[0] if len(fits) == 1 and (before or after) else None
