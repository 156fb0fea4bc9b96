"""The kinds of findings in words: for a terminal, and as the page ``docs/findings.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from kyoten_extract.findings.codes import ALL, SECTIONS, Code

Language = Literal["en", "ja"]

SEVERITIES: dict[Language, dict[str, str]] = {
    "en": {"error": "error", "warning": "warning", "info": "info"},
    "ja": {"error": "誤り", "warning": "注意", "info": "情報"},
}

_HEAD = """\
# Findings

Every finding has a stable code, a severity, a message, and the place it concerns. `kyoten validate`
exits with status 1 when there is one of severity error (or warning, with `--fail-on warning`).
`--ignore CODE` leaves findings out. `kyoten explain CODE` prints what is said here, and with
`--lang ja` the same in Japanese.

This page is made by `kyoten explain --format markdown` from `codes.py`.
"""


def summary(code: Code, language: Language = "en") -> str:
    """The one-line text; English where there is no other."""
    return (code.summary_ja if language == "ja" else "") or code.summary


def detail(code: Code, language: Language = "en") -> str:
    """The longer text; English where there is no other."""
    return (code.detail_ja if language == "ja" else "") or code.detail


def severity(code: Code, language: Language = "en") -> str:
    """Its severity, and the other one it may have.

    >>> severity(ALL["KY012"])
    'info, or warning'
    """
    names = SEVERITIES[language]
    if code.sometimes is None:
        return names[code.severity]
    joint = "、または" if language == "ja" else ", or "
    return f"{names[code.severity]}{joint}{names[code.sometimes]}"


def one(code: Code, language: Language = "en") -> str:
    """All that is to be said of one code."""
    head = f"{code.id} ({severity(code, language)})\n{summary(code, language)}\n"
    longer = detail(code, language)
    return f"{head}\n{longer}\n" if longer else head


def listing(language: Language = "en") -> str:
    """Every code on a line of its own."""
    names = SEVERITIES[language]
    widest = max(map(len, names.values()))
    lines = [
        f"{code.id}  {names[code.severity]:{widest}}  {summary(code, language)}"
        for code in ALL.values()
    ]
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """The page of all codes, by section."""
    return "\n".join(_page())


def _page() -> Iterator[str]:
    yield _HEAD
    for section in SECTIONS:
        yield f"## {section.title}\n"
        if section.intro:
            yield f"{section.intro}\n"
        for code in ALL.values():
            if code.id.startswith(section.prefix):
                text = " ".join(filter(None, (code.summary, code.detail)))
                yield f"**{code.id}** ({severity(code)}). {text}\n"
