"""Misprints in a table's texts: mended where evidence is strong enough, else reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.finding import Correction
from kyoten_extract.text.proposal import Proposal
from kyoten_extract.text.repair.kana_lookalikes import find_lookalikes
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.repair.simplified_chinese import find_chinese_forms
from kyoten_extract.text.repair.wrong_script import find_foreign, mend_number

Repair = Literal["off", "safe", "all"]

THRESHOLDS: Mapping[Repair, float] = MappingProxyType({"off": 1.0, "safe": 0.95, "all": 0.0})
"""The least confidence of a change that is made, by mode."""

_FINDERS: tuple[Callable[[str, Words], Iterator[Proposal]], ...] = (
    find_lookalikes,
    find_foreign,
    find_chinese_forms,
)
_SISTER = 0.98
_NUMERIC: frozenset[Kind | None] = frozenset({"number", "year"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """What may be wrong with a text and was left.

    Attributes:
        text: as it was left.
        suggestion: what may be meant; ``None`` where nobody can tell.
        evidence: in words.
    """

    text: str
    suggestion: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A text after repair: what it became, by which changes, and what is still in doubt."""

    text: str
    corrections: tuple[Correction, ...] = ()
    doubt: Doubt | None = None


def mend(field: str, text: str, kind: Kind | None, words: Words, least: float) -> Outcome:
    """``text`` of a cell of ``kind``, with the changes made that are as sure as ``least``."""
    if kind in _NUMERIC:
        after = mend_number(text)
        evidence = "letters that look like digits, in a number"
        change = Correction(field, text, after, "letter-for-digit", 0.96, evidence)
        return admit(text, [change] if after != text else [], least)
    proposals = [proposal for find in _FINDERS for proposal in find(text, words)]
    if not proposals:
        return Outcome(text)
    chosen = _apart(proposals)
    certain = [p for p in chosen if p.after is not None]
    sister = bool(certain) and words.is_text(_applied(text, certain))
    chain: list[Correction] = []
    for end in range(1, len(certain) + 1):
        last = certain[end - 1]
        if end < len(certain) and _sort(certain[end]) == _sort(last):
            continue
        members = [p for p in certain[:end] if _sort(p) == _sort(last)]
        evidence = "; ".join(dict.fromkeys(p.evidence for p in members))
        confidence = last.confidence
        if sister:
            evidence += "; another row has the same text with it"
            confidence = max(confidence, _SISTER)
        before = chain[-1].after if chain else text
        after = _applied(text, certain[:end])
        chain.append(Correction(field, before, after, last.rule, confidence, evidence))
    outcome = admit(text, chain, least)
    unknown = [p.evidence for p in chosen if p.after is None]
    if unknown and outcome.doubt is None:
        doubt = Doubt(outcome.text, None, "; ".join(dict.fromkeys(unknown)))
        return replace(outcome, doubt=doubt)
    return outcome


def _apart(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Proposals that do not overlap, the surest and longest of each place; surest first."""
    chosen: list[Proposal] = []
    for proposal in sorted(proposals, key=lambda p: (*_sort(p), p.start - p.end, p.start)):
        if all(proposal.end <= p.start or p.end <= proposal.start for p in chosen):
            chosen.append(proposal)
    return sorted(chosen, key=lambda p: (*_sort(p), p.start))


def _sort(proposal: Proposal) -> tuple[float, str]:
    """Proposals that are alike in this are one correction."""
    return -proposal.confidence, proposal.rule


def _applied(text: str, proposals: Iterable[Proposal]) -> str:
    for proposal in sorted(proposals, key=lambda p: p.start, reverse=True):
        text = f"{text[: proposal.start]}{proposal.after}{text[proposal.end :]}"
    return text


def admit(text: str, chain: Sequence[Correction], least: float) -> Outcome:
    """``text`` after the changes of ``chain`` up to the first that is less than sure enough.

    What the changes from there on would make of it is a suggestion.
    """
    made = 0
    while made < len(chain) and chain[made].confidence >= least:
        made += 1
    reached = chain[made - 1].after if made else text
    doubt = None
    if made < len(chain):
        said = (c.evidence or c.rule for c in chain[made:])
        doubt = Doubt(reached, chain[-1].after, "; ".join(dict.fromkeys(said)))
    return Outcome(reached, tuple(chain[:made]), doubt)
