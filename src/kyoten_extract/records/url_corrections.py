"""Repair of an edition's addresses, with evidence from their rows and from other rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction
from kyoten_extract.records.corrections import Doubt, Outcome, apply_confident
from kyoten_extract.text.gazetteer.municipalities import romaji_of
from kyoten_extract.text.url.host import unknown_top_level
from kyoten_extract.text.url.near_duplicates import find_near_duplicates
from kyoten_extract.text.url.url_repair import is_well_formed, repair_url
from kyoten_extract.text.web_address import LONGEST_CELL

SUGGESTED = 0.7
"""The lowest confidence of a suggestion: it is wrong for at most 3 in 1,000 correct addresses."""


def url_hints(names: Iterable[str]) -> tuple[str, ...]:
    """The words that addresses of the municipalities ``names`` may contain: their romaji."""
    return tuple(dict.fromkeys(word for name in names for word in romaji_of(name)))


def repair_address(field: str, text: str, hints: Iterable[str], least: float) -> Outcome:
    """Repair the address in one cell; corrections below ``least`` become a suggestion."""
    if len(text) > LONGEST_CELL:
        evidence = say(
            "it has more than {longest_cell} characters, and was not repaired",
            longest_cell=LONGEST_CELL,
        )
        return Outcome(text, doubt=Doubt(text, None, evidence))
    _, repairs = repair_url(text, hints=hints, at_least=SUGGESTED)
    outcome = apply_confident(text, [replace(repair, field=field) for repair in repairs], least)
    end = unknown_top_level(outcome.text) if is_well_formed(outcome.text) else None
    if end is not None and outcome.doubt is None:
        return replace(
            outcome,
            doubt=Doubt(outcome.text, None, say(".{end} is not a known top-level domain", end=end)),
        )
    return outcome


def correct_near_duplicates(
    field: str, counts: Mapping[str, int], least: float
) -> Mapping[str, Outcome]:
    """Correct addresses that are one misprint away from another row's.

    Args:
        field: the column's key.
        counts: the number of rows that have each address, after repair.
        least: lowest confidence of a correction that is made.

    Returns:
        The outcome by address, for those that have a near duplicate.
    """
    found = {}
    for address, other in find_near_duplicates(counts).items():
        change = Correction(
            field, address, other.address, "url-sister", other.confidence, other.evidence
        )
        found[address] = apply_confident(address, [change], least)
    return found
