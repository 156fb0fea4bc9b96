"""The addresses of an edition: each read with what its row and the other rows say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kyoten_extract.model.finding import Correction
from kyoten_extract.records.corrections import Doubt, Outcome, admit
from kyoten_extract.text.gazetteer.municipalities import romaji_of
from kyoten_extract.text.url.host import unknown_end
from kyoten_extract.text.url.near_duplicates import find_sisters
from kyoten_extract.text.url.url_repair import is_well_formed, repair_url

SUGGESTED = 0.7
"""The least confidence of what is suggested: at most three in a thousand sound addresses."""


def hints_of(names: Iterable[str]) -> tuple[str, ...]:
    """The words that the rows of municipalities may have in their addresses, by their names."""
    return tuple(dict.fromkeys(word for name in names for word in romaji_of(name)))


def mend_address(field: str, text: str, hints: Iterable[str], least: float) -> Outcome:
    """``text`` of one cell, with the changes made that are as sure as ``least``."""
    _, repairs = repair_url(text, hints=hints, at_least=SUGGESTED)
    outcome = admit(text, [replace(repair, field=field) for repair in repairs], least)
    end = unknown_end(outcome.text) if is_well_formed(outcome.text) else None
    if end is not None and outcome.doubt is None:
        return replace(
            outcome, doubt=Doubt(outcome.text, None, f".{end} is not a known top-level domain")
        )
    return outcome


def compare_addresses(field: str, counts: Mapping[str, int], least: float) -> Mapping[str, Outcome]:
    """The addresses that another row prints with one slip less, and what becomes of them.

    ``counts`` are the addresses as mended, and how many rows print each.
    """
    found = {}
    for address, sister in find_sisters(counts).items():
        change = Correction(
            field, address, sister.address, "url-sister", sister.confidence, sister.evidence
        )
        found[address] = admit(address, [change], least)
    return found
