"""Texts of finding codes: one line, one paragraph, a listing, and ``docs/findings.md``."""

from __future__ import annotations

from collections.abc import Iterator

from kyoten_extract.findings.codes import ALL, SECTIONS, Code
from kyoten_extract.findings.severity import NAMES
from kyoten_extract.messages import Language
from kyoten_extract.text.normalize.width import display_width

_HEAD = """\
# Findings

Every finding has a stable code, a severity, a message and a location. `kyoten validate` exits with
status 1 if any finding is an error (with `--fail-on warning`: an error or a warning).
`--ignore CODE` drops the findings of a code. `kyoten explain CODE` prints the text below, and
`--lang ja` prints it in Japanese.

This page is generated: `kyoten explain --format markdown > docs/findings.md`.
"""


def summary(code: Code, language: Language = "en") -> str:
    """Return the one-line text; English where there is no Japanese."""
    return (code.summary_ja if language == "ja" else "") or code.summary


def detail(code: Code, language: Language = "en") -> str:
    """Return the longer text; English where there is no Japanese."""
    return (code.detail_ja if language == "ja" else "") or code.detail


def summary_of(code_id: str, language: Language = "en") -> str:
    """Return the one-line text of a code; empty for the code of a caller's own rule."""
    return summary(ALL[code_id], language) if code_id in ALL else ""


def detail_of(code_id: str, language: Language = "en") -> str:
    """Return the longer text of a code; empty for the code of a caller's own rule."""
    return detail(ALL[code_id], language) if code_id in ALL else ""


def severity(code: Code, language: Language = "en") -> str:
    """Return the severity of a code in words, with the other one it may have.

    >>> severity(ALL["KY012"])
    'info or warning'
    """
    names = NAMES[language]
    if code.sometimes is None:
        return names[code.severity]
    joint = "または" if language == "ja" else " or "
    return f"{names[code.severity]}{joint}{names[code.sometimes]}"


def explanation(code: Code, language: Language = "en") -> str:
    """Return the full text of one code: id, severity, summary and detail."""
    head = f"{code.id} ({severity(code, language)})\n{summary(code, language)}\n"
    longer = detail(code, language)
    return f"{head}\n{longer}\n" if longer else head


def listing(language: Language = "en") -> str:
    """Return one line for each code: id, severity, summary."""
    names = NAMES[language]
    widest = max(map(display_width, names.values()))
    lines = []
    for code in ALL.values():
        name = names[code.severity]
        padding = " " * (widest - display_width(name))
        lines.append(f"{code.id}  {name}{padding}  {summary(code, language)}")
    return "\n".join(lines) + "\n"


def markdown() -> str:
    """Return the page of all codes, by section."""
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
