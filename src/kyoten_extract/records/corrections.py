"""Correction of misprints in cell texts, by evidence and confidence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.messages import in_one, say
from kyoten_extract.model.finding import Correction, evidence_of
from kyoten_extract.text.proposal import Proposal, apply_proposals
from kyoten_extract.text.repair.kana_lookalikes import find_lookalikes
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.repair.simplified_chinese import find_chinese_forms
from kyoten_extract.text.repair.wrong_script import find_wrong_script, repair_number

_FINDERS: tuple[Callable[[str, Words], Iterator[Proposal]], ...] = (
    find_lookalikes,
    find_wrong_script,
    find_chinese_forms,
)
# Confidence of a correction that makes a cell the same as another row's.
_SAME_AS_OTHER_ROW = 0.98
# Confidence that a letter between digits is a misread digit.
_LETTER_FOR_DIGIT = 0.96
_NUMERIC: frozenset[Kind | None] = frozenset({"number", "year"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A suspected misprint that was not corrected.

    Attributes:
        text: with the misprint.
        suggestion: the text that may be meant; ``None`` where it is unknown.
        evidence: in words.
    """

    text: str
    suggestion: str | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A text after repair: with the corrections made, and any suspected misprint left in it."""

    text: str
    corrections: tuple[Correction, ...] = ()
    doubt: Doubt | None = None


def correct_text(field: str, text: str, kind: Kind | None, words: Words, least: float) -> Outcome:
    """Correct the misprints of one cell.

    Args:
        field: the column's key.
        text: the cell.
        kind: what its column holds.
        words: the words of the edition.
        least: lowest confidence of a correction that is made; others become a ``Doubt``.
    """
    if kind in _NUMERIC:
        after = repair_number(text)
        if after == text:
            return Outcome(text)
        evidence = say("letters that look like digits, in a number")
        change = Correction(field, text, after, "letter-for-digit", _LETTER_FOR_DIGIT, evidence)
        return apply_confident(text, [change], least)
    proposals = [proposal for find in _FINDERS for proposal in find(text, words)]
    if not proposals:
        return Outcome(text)
    chosen = _without_overlaps(proposals)
    complete = [p for p in chosen if p.after is not None]
    same_as_other = bool(complete) and words.is_text(apply_proposals(text, complete))
    chain: list[Correction] = []
    for end in range(1, len(complete) + 1):
        last = complete[end - 1]
        if end < len(complete) and _group(complete[end]) == _group(last):
            continue
        members = [p for p in complete[:end] if _group(p) == _group(last)]
        reason = in_one(p.evidence for p in members)
        confidence = last.confidence
        if same_as_other:
            reason = say("{reason}; another row has the same text with it", reason=reason)
            confidence = max(confidence, _SAME_AS_OTHER_ROW)
        before = chain[-1].after if chain else text
        after = apply_proposals(text, complete[:end])
        chain.append(Correction(field, before, after, last.rule, confidence, reason))
    outcome = apply_confident(text, chain, least)
    unknown = [p.evidence for p in chosen if p.after is None]
    if unknown and outcome.doubt is None:
        doubt = Doubt(outcome.text, None, in_one(unknown))
        return replace(outcome, doubt=doubt)
    return outcome


def _without_overlaps(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The most confident, then longest, proposals that do not overlap; most confident first."""
    chosen: list[Proposal] = []
    starts: list[int] = []
    ends: list[int] = []
    for proposal in sorted(proposals, key=lambda p: (*_group(p), p.start - p.end, p.start)):
        at = bisect_left(starts, proposal.start)
        follows = not at or ends[at - 1] <= proposal.start
        if follows and (at == len(starts) or proposal.end <= starts[at]):
            starts.insert(at, proposal.start)
            ends.insert(at, proposal.end)
            chosen.append(proposal)
    return sorted(chosen, key=lambda p: (*_group(p), p.start))


def _group(proposal: Proposal) -> tuple[float, str]:
    """The key by which proposals are ordered and combined into one correction."""
    return -proposal.confidence, proposal.rule


def apply_confident(text: str, chain: Sequence[Correction], least: float) -> Outcome:
    """Apply the corrections of ``chain`` up to the first whose confidence is below ``least``.

    The corrections from there on become a suggestion.
    """
    made = 0
    while made < len(chain) and chain[made].confidence >= least:
        made += 1
    reached = chain[made - 1].after if made else text
    doubt = None
    if made < len(chain):
        reasons = (evidence_of(c) or c.rule for c in chain[made:])
        doubt = Doubt(reached, chain[-1].after, in_one(reasons))
    return Outcome(reached, tuple(chain[:made]), doubt)
