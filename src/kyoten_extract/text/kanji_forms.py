"""Forms of a kanji: simplified Chinese, old and modern Japanese."""

from __future__ import annotations

from functools import cache

from kyoten_extract.text.data import read_lines


@cache
def chinese_forms() -> dict[str, str]:
    """Japanese forms by simplified character that JIS X 0208 lacks."""
    return dict(line.split("\t") for line in read_lines("chinese_forms.tsv"))


@cache
def old_forms() -> dict[str, str]:
    """Modern forms by old form (戰 戦, 產 産)."""
    return dict(line.split("\t") for line in read_lines("old_forms.tsv"))


def japanese_form(character: str) -> str | None:
    """The Japanese form of a simplified character; ``None`` if there are several or none.

    >>> japanese_form("团")
    '団'
    """
    forms = chinese_forms().get(character, "")
    return forms if len(forms) == 1 else None
