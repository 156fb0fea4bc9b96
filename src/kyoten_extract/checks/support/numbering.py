"""Row numbers that are skipped between two rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kyoten_extract.messages import Message, say
from kyoten_extract.model.finding import row_number
from kyoten_extract.model.survey import Base

# Numbers: after a longer gap the numbering starts anew, so nothing was skipped.
_LONGEST_GAP = 20


def gaps(bases: Sequence[Base]) -> Iterator[tuple[Base, Base, str]]:
    """Yield the rows on both sides of each gap, and the skipped numbers in words."""
    for one, other in pairwise([base for base in bases if None not in base.key]):
        skipped = _skipped(one, other)
        if skipped is not None:
            yield one, other, skipped


def ends_page(one: Base, other: Base) -> bool:
    """Whether a page ends between two rows."""
    return bool(one.source.pages) and one.source.pages[-1] != other.source.pages[0]


def skipped_numbers(bases: Sequence[Base]) -> list[Message]:
    """Return where numbers are skipped, in words; gaps at page breaks first."""
    found = []
    for one, other, _ in gaps(bases):
        ends = ends_page(one, other)
        rows = {"first": row_number(one.key), "second": row_number(other.key)}
        words = say("between {first} and {second}", **rows)
        if ends:
            page = one.source.pages[-1]
            words = say("between {first} and {second} (end of page {page})", **rows, page=page)
        found.append((not ends, words))
    return [words for _, words in sorted(found, key=lambda item: item[0])]


def _skipped(one: Base, other: Base) -> str | None:
    """Return the numbers skipped between two rows in words, ``None`` if there is no gap."""
    assert one.municipality_no is not None
    assert one.base_no is not None
    assert other.municipality_no is not None
    assert other.base_no is not None
    step = other.municipality_no - one.municipality_no
    if step == 0:
        first, last = one.base_no + 1, other.base_no - 1
        label = f"{one.municipality_no}-"
    elif step == 1:
        first, last = 1, other.base_no - 1
        label = f"{other.municipality_no}-"
    else:
        first, last = one.municipality_no + 1, other.municipality_no - 1
        label = ""
    if not 0 <= last - first <= _LONGEST_GAP:
        return None
    if not label:
        if first == last:
            return say("municipality {number}", number=first)
        return say("municipalities {first} to {last}", first=first, last=last)
    if last > first:
        return say("{first} to {last}", first=f"{label}{first}", last=f"{label}{last}")
    return f"{label}{first}"
