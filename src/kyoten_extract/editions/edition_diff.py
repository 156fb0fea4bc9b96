"""Differences between two editions: in the layout, and base by base."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.editions.base_matching import Matching, match_bases
from kyoten_extract.editions.diff_totals import Total, totals_of
from kyoten_extract.editions.edition_facts import Edition, edition_of
from kyoten_extract.editions.layout_changes import (
    LayoutChange,
    compared_fields,
    layout_changes,
)
from kyoten_extract.editions.pair_scores import EVIDENCE, folded_value
from kyoten_extract.editions.renamed_columns import (
    RenamedColumn,
    equal_share,
    names_of,
    relabelled,
    renamed_by_pairs,
    renamed_by_values,
)
from kyoten_extract.errors import require_type
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model import codec
from kyoten_extract.model.finding import Finding, row_number
from kyoten_extract.model.survey import Base, Survey
from kyoten_extract.output.export import Value
from kyoten_extract.workers.gc_pause import gc_paused

ChangeKind = Literal["renamed", "moved", "changed", "spelling"]

KINDS: tuple[ChangeKind, ...] = ("renamed", "moved", "changed", "spelling")
"""The kinds of changes, in the order in which they are shown."""

_KIND_OF: Mapping[str, ChangeKind] = {"name": "renamed", "country": "moved", "city": "moved"}
_NAMING = ("municipality", "name", "city")
# Confidence below which a pair, or a base without one, is reported.
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a base with different values in the two editions.

    ``kind`` is ``"spelling"`` where widths, spaces, signs, or the name of one and the same country
    are all that differs.
    """

    field: str
    before: Value
    after: Value
    kind: ChangeKind = "changed"


@dataclass(frozen=True, slots=True)
class ChangedBase:
    """A base that is in both editions, with fields that differ.

    ``confidence`` is the probability that the two rows are one base.
    """

    old: Base
    new: Base
    changes: tuple[Change, ...]
    confidence: float = 1.0

    @property
    def kinds(self) -> tuple[ChangeKind, ...]:
        """The kinds of its changes: a base can be renamed and moved at once."""
        found = {change.kind for change in self.changes}
        return tuple(kind for kind in KINDS if kind in found)


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two editions: its title, date and number of bases."""

    title: str | None
    as_of: dt.date | None
    name: str
    bases: int


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """Differences between two editions.

    Attributes:
        added: bases that are only in the new edition.
        removed: bases that are only in the old edition.
        changed: bases that are in both, with at least one field that differs.
        unchanged: number of bases that are equal in both, in all fields that both editions have.
        layout: changes of the columns, which are no changes of the bases.
        totals: numbers of bases by municipality, country and form.
        old, new: the editions.
        findings: what is uncertain (KY050), and columns that were taken for one (KY051).
    """

    added: tuple[Base, ...]
    removed: tuple[Base, ...]
    changed: tuple[ChangedBase, ...]
    unchanged: int
    layout: tuple[LayoutChange, ...] = ()
    totals: Mapping[str, tuple[Total, ...]] = field(default_factory=dict)
    old: Compared | None = None
    new: Compared | None = None
    findings: tuple[Finding, ...] = ()

    def of_kind(self, kind: ChangeKind) -> tuple[ChangedBase, ...]:
        """The changed bases with a change of ``kind``."""
        return tuple(pair for pair in self.changed if kind in pair.kinds)

    def printed(self, base: Base, field: str) -> str | None:
        """The text of ``field`` in ``base``, which may be under another label in one edition."""
        value = getattr(base, field)
        for change in self.layout:
            if value is None and change.kind == "renamed" and change.column == field:
                value = base.extras.get(change.after or "") or base.extras.get(change.before or "")
        return None if value is None else str(value)

    @property
    def renamed(self) -> tuple[ChangedBase, ...]:
        """The bases with another name."""
        return self.of_kind("renamed")

    @property
    def moved(self) -> tuple[ChangedBase, ...]:
        """The bases in another country or city."""
        return self.of_kind("moved")

    def to_dict(self) -> dict[str, Any]:
        """Return the differences as JSON-ready values."""
        return {
            "added": codec.encode(self.added),
            "removed": codec.encode(self.removed),
            "changed": [
                {
                    "municipality": self.printed(pair.new, "municipality"),
                    "name": pair.new.name,
                    "old_row": list(pair.old.key),
                    "new_row": list(pair.new.key),
                    "changes": codec.encode(pair.changes),
                    "kinds": list(pair.kinds),
                    "confidence": pair.confidence,
                }
                for pair in self.changed
            ],
            "unchanged": self.unchanged,
            "layout": codec.encode(self.layout),
            "totals": codec.encode(dict(self.totals)),
            "old": codec.encode(self.old),
            "new": codec.encode(self.new),
            "findings": codec.encode(self.findings),
        }

    def rows(self) -> list[list[Value | float]]:
        """Return flat rows, with the columns of :data:`ROW_COLUMNS`; those of the layout first."""
        lines: list[list[Value | float]] = [
            ["layout", None, None, None, one.column, one.before, one.after, one.kind, None]
            for one in self.layout
        ]
        for kind, bases in (("added", self.added), ("removed", self.removed)):
            lines += [
                [kind, *(self.printed(b, key) for key in _NAMING), *(None,) * 5] for b in bases
            ]
        for pair in self.changed:
            base = [self.printed(pair.new, key) or self.printed(pair.old, key) for key in _NAMING]
            lines += [
                ["changed", *base, c.field, c.before, c.after, c.kind, pair.confidence]
                for c in pair.changes
            ]
        return lines


ROW_COLUMNS = (
    *("change", "municipality", "name", "city", "field", "before", "after"),
    *("kind", "confidence"),
)
"""Columns of :meth:`EditionDiff.rows`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions brought under the same columns, and their bases paired.

    Attributes:
        editions: the old and the new one; columns with two labels are under one name.
        layout: the changes of the layout.
        renamed: columns with two labels.
        fields: the fields that are compared.
        matching: the pairs.
    """

    editions: tuple[Edition, Edition]
    layout: tuple[LayoutChange, ...]
    renamed: tuple[RenamedColumn, ...]
    fields: tuple[str, ...]
    matching: Matching


def diff(old: Survey, new: Survey) -> EditionDiff:
    """Compare two editions: first their layouts, then base by base.

    Bases are paired by all that identifies them (municipality, name, place, contractor, form,
    department, year, URL), not by their numbers, which are reassigned in each edition. Columns that
    only one edition has, and years that one prints by era and the other western, are changes of the
    layout and none of the bases. Rows that an edition lists apart (廃止された拠点) are none of its
    bases.
    """
    for survey in (old, new):
        require_type(survey, Survey, "an edition", "give what extract() returned")
    with gc_paused():
        return _diff(*(replace(survey, bases=survey.listed) for survey in (old, new)))


def _diff(old: Survey, new: Survey) -> EditionDiff:
    found = compare(edition_of(old), edition_of(new))
    before, after = found.editions
    changed = []
    for pair in found.matching.pairs:
        changes = _changes(before.facts[pair.old], after.facts[pair.new], found.fields)
        if changes:
            changed.append(
                ChangedBase(before.bases[pair.old], after.bases[pair.new], changes, pair.confidence)
            )
    opened, closed = found.matching.opened, found.matching.closed
    return EditionDiff(
        tuple(after.bases[j] for j in opened),
        tuple(before.bases[i] for i in closed),
        tuple(changed),
        len(found.matching.pairs) - len(changed),
        found.layout,
        totals_of(found.editions, tuple(closed), tuple(opened)),
        _compared(old),
        _compared(new),
        (*_partial(old, new), *_renamed_findings(found.layout), *_uncertain(found)),
    )


def compare(old: Edition, new: Edition) -> Comparison:
    """Bring two editions under the same columns, and pair their bases."""
    relabels = relabelled(old, new)
    renamed = [*relabels, *renamed_by_values(*_under(old, new, relabels))]
    found = _matched(old, new, renamed)
    # Now that bases are paired, columns are compared base by base.
    confirmed = [*relabels, *renamed_by_pairs(*_under(old, new, relabels), _places(found[2]))]
    news = {column.field for column in {*confirmed} ^ {*renamed}}
    if news and found[2].pairs:
        renamed = confirmed
        found = _matched(old, new, renamed, None if news & EVIDENCE else found[2])
    editions, changes, matching = found
    told = [_renamed_change(old, new, column, matching) for column in renamed]
    return Comparison(
        editions,
        (*told, *changes),
        tuple(renamed),
        tuple(compared_fields(*editions, changes)),
        matching,
    )


def _under(old: Edition, new: Edition, columns: Sequence[RenamedColumn]) -> tuple[Edition, Edition]:
    ours, theirs = names_of(columns)
    return old.renamed(ours), new.renamed(theirs)


def _matched(
    old: Edition,
    new: Edition,
    renamed: Sequence[RenamedColumn],
    matching: Matching | None = None,
) -> tuple[tuple[Edition, Edition], list[LayoutChange], Matching]:
    editions = _under(old, new, renamed)
    changes = layout_changes(*editions)
    if matching is None:
        matching = match_bases(editions, compared_fields(*editions, changes))
    return editions, changes, matching


def _places(matching: Matching) -> list[tuple[int, int]]:
    return [(pair.old, pair.new) for pair in matching.pairs]


def _renamed_change(
    old: Edition, new: Edition, column: RenamedColumn, matching: Matching
) -> LayoutChange:
    equal, share = equal_share(old, new, column, _places(matching))
    return LayoutChange("renamed", column.field, column.old, column.new, equal, share)


def _changes(
    before: Mapping[str, Value], after: Mapping[str, Value], fields: Sequence[str]
) -> tuple[Change, ...]:
    return tuple(
        Change(key, old, new, _kind(key, old, new))
        for key in fields
        if (old := before.get(key)) != (new := after.get(key))
    )


def _kind(field: str, before: Value, after: Value) -> ChangeKind:
    if before is None or after is None:
        return "changed"
    if folded_value(field, before) == folded_value(field, after):
        return "spelling"
    return _KIND_OF.get(field, "changed")


def _compared(survey: Survey) -> Compared:
    return Compared(survey.title, survey.as_of, survey.source.name, len(survey.bases))


def _partial(*editions: Survey) -> list[Finding]:
    """That an edition was read in part, so that bases may be missing which it has."""
    return [
        finding
        for edition in editions
        for finding in edition.findings
        if finding.code == codes.PAGES_SELECTED.id
    ]


def _renamed_findings(layout: Sequence[LayoutChange]) -> list[Finding]:
    return [
        codes.EDITION_COLUMN(
            say(
                "column {before!r} is taken for {after!r} of the other edition: "
                "{values} bases have equal values in both",
                before=one.before,
                after=one.after,
                values=one.values,
            ),
            field=one.column,
            expected=one.before,
            actual=one.after,
        )
        for one in layout
        if one.kind == "renamed"
    ]


def _uncertain(found: Comparison) -> list[Finding]:
    """Report pairs, and bases without one, that are likely only."""
    old, new = found.editions[0].bases, found.editions[1].bases
    findings = [
        codes.PAIR_UNCERTAIN(
            say(
                "{new} is taken for {old} ({row} of the old edition): confidence {confidence}",
                new=described(new[pair.new]),
                old=described(old[pair.old]),
                row=row_number(old[pair.old].key),
                confidence=pair.confidence,
            ),
            row=new[pair.new].key,
            actual=pair.confidence,
        )
        for pair in found.matching.pairs
        if pair.confidence < _SURE
    ]
    for bases, alone, edition, other in (
        (new, found.matching.opened, "new", "old"),
        (old, found.matching.closed, "old", "new"),
    ):
        findings += [
            codes.PAIR_UNCERTAIN(
                say(
                    "{bases} of the {edition} edition may be one of the {other}: confidence"
                    " {confidence} that it is not",
                    bases=described(bases[row]),
                    edition=edition,
                    other=other,
                    confidence=confidence,
                ),
                row=bases[row].key,
                actual=confidence,
            )
            for row, confidence in alone.items()
            if confidence < _SURE
        ]
    return findings


def described(base: Base) -> str:
    """A base in a few words: municipality, name, country and city."""
    words = (base.municipality, base.name or "-", f"({base.country or '?'} {base.city or '?'})")
    return " ".join(word for word in words if word)
