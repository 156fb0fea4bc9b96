"""Ids of bases that last over editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.base_matching import match_bases
from kyoten_extract.editions.column_names import ColumnNames
from kyoten_extract.editions.edition_diff import compare
from kyoten_extract.editions.edition_facts import Edition
from kyoten_extract.model.survey import Base
from kyoten_extract.output.export import Value

# Confidence from which a base is taken for one that earlier editions had and the last did not.
_SURE_AFTER_A_GAP = 0.9
_NO_CODE = "000000"


@dataclass(frozen=True, slots=True)
class Followed:
    """One edition, its bases followed from the edition before.

    Attributes:
        edition: with its columns under names that all editions share.
        ids: of each base.
        confidence: of each base, that it is the base that had this id before, or that it is new.
    """

    edition: Edition
    ids: tuple[str, ...]
    confidence: tuple[float, ...]


def follow(editions: Sequence[Edition], codes: Sequence[Sequence[str | None]]) -> list[Followed]:
    """Give each base of each edition an id, the same as that of its row in editions before.

    An id is the code of the municipality in the edition in which the base comes first, and a
    running number: later editions do not change the ids of earlier ones.

    Args:
        editions: the earliest first.
        codes: of each base, its municipality's code.
    """
    names = ColumnNames()
    issued: Counter[str] = Counter()
    found: list[Followed] = []
    # Bases that the edition before does not have, by id: where each was last.
    vanished: dict[str, tuple[Edition, int]] = {}
    for edition, municipalities in zip(editions, codes, strict=True):
        edition = names.shared(edition)
        ids: dict[int, str] = {}
        confidence: dict[int, float] = {}
        if not found:
            names.learn(edition, ())
        else:
            before = found[-1]
            comparison = compare(before.edition, edition)
            names.learn(edition, comparison.renamed)
            edition = names.shared(edition)
            matching = comparison.matching
            for pair in matching.pairs:
                ids[pair.new] = before.ids[pair.old]
                confidence[pair.new] = pair.confidence
            confidence |= dict(matching.opened)
            returned = _returned(vanished, edition, sorted(matching.opened))
            for row, (name, sure) in returned.items():
                ids[row], confidence[row] = name, sure
                del vanished[name]
            vanished |= {before.ids[i]: (before.edition, i) for i in matching.closed}
        for row, code in enumerate(municipalities):
            if row not in ids:
                issued[code or _NO_CODE] += 1
                ids[row] = f"{code or _NO_CODE}-{issued[code or _NO_CODE]:03d}"
        rows = range(len(edition.bases))
        found.append(
            Followed(
                edition,
                tuple(ids[row] for row in rows),
                tuple(confidence.get(row, 1.0) for row in rows),
            )
        )
    # A label may have been known for a column of the layout only later.
    return [replace(one, edition=names.shared(one.edition)) for one in found]


def _returned(
    vanished: Mapping[str, tuple[Edition, int]], edition: Edition, opened: Sequence[int]
) -> dict[int, tuple[str, float]]:
    """Rows of an edition whose bases were in earlier ones, but not in the one before."""
    if not vanished or not opened:
        return {}
    names = list(vanished)
    columns = set(edition.columns).intersection(*(e.columns for e, _ in vanished.values()))
    fields = [c for c in edition.columns if c in columns and c != "established_era"]
    last = [(e.bases[i], e.facts[i]) for e, i in vanished.values()]
    past = _part(last, edition)
    now = _part([(edition.bases[j], edition.facts[j]) for j in opened], edition)
    return {
        opened[pair.new]: (names[pair.old], pair.confidence)
        for pair in match_bases((past, now), fields).pairs
        if pair.confidence >= _SURE_AFTER_A_GAP
    }


def _part(rows: Sequence[tuple[Base, Mapping[str, Value]]], like: Edition) -> Edition:
    bases, facts = zip(*rows, strict=True)
    return Edition(bases, facts, like.columns, None)
