"""Rows under a heading of their own (廃止された拠点, 参考), which a survey does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row

# What is listed for information only, or no longer exists.
_APART = regex("廃止|閉鎖|閉所|休止|撤退|終了|統合された|参考|予定|計画中|検討中|前回|過去|旧拠点")
# Characters: a longer line is prose, which may have such words.
_LONGEST = 40


def is_apart(heading: str) -> bool:
    """Whether what is under a heading is not part of the list that a survey counts.

    >>> is_apart("(参考) 廃止された拠点"), is_apart("拠点一覧")
    (True, False)
    """
    text = " ".join(heading.split())
    return len(text) <= _LONGEST and _APART.search(text) is not None


def sections_of(rows: Sequence[Row], heading: str, *, is_first: bool) -> list[str | None]:
    """The section of each row that is apart; ``None`` for all others.

    Args:
        rows: of one table.
        heading: the line of text above the table.
        is_first: it is the first table of the survey, whose heading is the survey's own.
    """
    own = " ".join(heading.split()) if not is_first and is_apart(heading) else None
    return [row.section if row.section and is_apart(row.section) else own for row in rows]


def apart_findings(sections: Sequence[str | None]) -> list[Finding]:
    """Report how many rows each section has that is apart."""
    counts = Counter(section for section in sections if section)
    return [
        codes.ROWS_APART(
            say("{count} rows under {section!r} are kept apart", count=count, section=section),
            actual=count,
        )
        for section, count in counts.items()
    ]
