"""Published totals against the records: which counting convention gives each figure.

A survey may count rows, count a base in two countries twice, or count cells as printed. Each way
is a named convention. A figure that some convention gives is explained, and its finding names the
convention; a figure that none gives is an error.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from operator import attrgetter

from kyoten_extract.checks.support.joint_bases import joint_bases
from kyoten_extract.checks.support.rule_registry import rule
from kyoten_extract.checks.support.staff_sum import staff_sum
from kyoten_extract.checks.totals_gap import GapSearch
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.findings.codes import Code
from kyoten_extract.messages import Message, say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import Base, BaseForm, Survey

_STAFF = ("total", "dispatched", "local")


@dataclass(frozen=True, slots=True)
class Convention:
    """A way of counting: its stable name, and what is counted in words."""

    name: str
    words: Message


ROWS = Convention("rows", say("each row once"))
JOINT_ONCE = Convention("joint-once", say("each joint base once"))
PER_COUNTRY = Convention("per-country", say("a base once for each of its countries"))
NAMES = Convention("names", say("each distinct name once"))
NUMBERS = Convention("numbers", say("each distinct number once"))
AS_PRINTED = Convention("as-printed", say("each distinct cell once"))
KNOWN_PARTS = Convention(
    "known-parts",
    say("each distinct place once, splitting cells whose parts all have cells of their own"),
)
PARTS = Convention("parts", say("each distinct place once, splitting all cells"))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One published figure, and what each convention gives for it.

    Attributes:
        total: name of the figure: "bases", "forms.c", "staff_mean.total".
        published: the printed figure.
        counts: name and result of each convention, the plainest convention first.
        explained_by: the convention that gives the published figure, ``None`` if none does: the
            plainest one if it does, else the one that explains most of the other figures.
        candidates: where none does, the rows that would close the gap, in words.
    """

    total: str
    published: int | float
    counts: tuple[tuple[str, int | float], ...]
    explained_by: str | None
    candidates: str | None = None


Counted = Sequence[tuple[Convention, int | float]]


def reconcile(survey: Survey) -> tuple[Reconciliation, ...]:
    """Compare every published figure with the records; none if only some pages were read."""
    return tuple(entry for entry, _, _ in _explained(survey))


def bases_match(survey: Survey) -> bool:
    """Whether some convention gives the published number of bases."""
    published = survey.published
    if published is None or published.bases is None:
        return False
    bases = survey.bases
    return published.bases in {count for _, count in _Counting(bases).numbers(bases)}


@rule(
    codes.TOTAL_MUNICIPALITIES,
    codes.TOTAL_BASES,
    codes.TOTAL_COUNTRIES,
    codes.TOTAL_CITIES,
    codes.TOTAL_FORMS,
    codes.TOTAL_STAFF,
    codes.TOTAL_MEAN,
)
def totals_are_explained(survey: Survey) -> Iterator[Finding]:
    """Report each published figure that the plainest convention does not give."""
    notes = survey.published.notes if survey.published is not None else ()
    for entry, code, conventions in _explained(survey):
        plain = entry.counts[0][1]
        if plain == entry.published:
            continue
        words = {convention.name: convention.words for convention in conventions}
        listed = [
            say("{count} ({way})", count=count, way=words[name]) for name, count in entry.counts
        ]
        where = {"field": entry.total, "expected": entry.published, "actual": plain}
        if entry.explained_by is None:
            message = say(
                "published {published}, but the records give {counts:, }",
                published=entry.published,
                counts=listed,
            )
            if entry.candidates is not None:
                message = say("{problem}; {where}", problem=message, where=entry.candidates)
            yield code(message, **where)
            continue
        message = agrees(
            entry.published, words[entry.explained_by], words[entry.counts[0][0]], plain
        )
        if entry.explained_by == PER_COUNTRY.name and notes:
            message = say(
                "{agreement}; note in the survey: {notes: }", agreement=message, notes=notes
            )
        yield code(message, severity="info", **where)


def agrees(published: object, way: Message, plain_way: Message, plain: object) -> Message:
    """Return the message on a figure that another way of counting gives."""
    return say(
        "published {published} agrees with counting {way}; counting {plain_way} gives {plain}",
        published=published,
        way=way,
        plain_way=plain_way,
        plain=plain,
    )


@rule(codes.TOTALS_DISAGREE)
def totals_agree_with_each_other(survey: Survey) -> Iterator[Finding]:
    """Report published forms that do not add up to the bases, and staff not to its total."""
    published = survey.published
    if published is None:
        return
    forms = sum(published.forms.values()) if len(published.forms) == len(BaseForm) else None
    if None not in (published.bases, forms) and published.bases != forms:
        yield codes.TOTALS_DISAGREE(
            say(
                "published forms add up to {forms}, but the published number of bases is {bases}",
                forms=forms,
                bases=published.bases,
            ),
            field="bases",
            expected=forms,
            actual=published.bases,
        )
    staff = published.staff
    if staff is not None:
        total = staff_sum(staff)
        if None not in (total, staff.total) and total != staff.total:
            yield codes.TOTALS_DISAGREE(
                say(
                    "published staff {dispatched} + {local} = {total}, but the published "
                    "total is {printed}",
                    dispatched=staff.dispatched,
                    local=staff.local,
                    total=total,
                    printed=staff.total,
                ),
                field="staff.total",
                expected=total,
                actual=staff.total,
            )


def _explained(survey: Survey) -> list[tuple[Reconciliation, Code, list[Convention]]]:
    """Pair each total with the convention that explains it.

    Of several that do, the one that explains most other totals is chosen: an edition is likely to
    count in one way throughout.
    """
    entries = list(_entries(survey))
    explaining = Counter(
        name
        for entry, _, _ in entries
        for name, count in entry.counts
        if count == entry.published != entry.counts[0][1]
    )
    found = []
    search = GapSearch(survey.bases)
    for entry, code, conventions in entries:
        matching = [name for name, count in entry.counts if count == entry.published]
        if matching and matching[0] != entry.counts[0][0]:
            matching.sort(key=lambda name: -explaining[name])
        candidates = None
        if not matching:
            candidates = search.explain(entry.total, entry.published - entry.counts[0][1])
        entry = replace(
            entry,
            explained_by=matching[0] if matching else None,
            candidates=candidates,
        )
        found.append((entry, code, conventions))
    return found


def _entries(survey: Survey) -> Iterator[tuple[Reconciliation, Code, list[Convention]]]:
    published = survey.published
    if published is None or survey.source.pages_read:
        return
    bases = survey.bases
    counting = _Counting(bases)

    def entry(
        total: str, figure: int | float | None, code: Code, counted: Counted
    ) -> Iterator[tuple[Reconciliation, Code, list[Convention]]]:
        if figure is None:
            return
        counts = tuple((convention.name, count) for convention, count in counted)
        if not counts:
            return
        conventions = [convention for convention, _ in counted]
        yield Reconciliation(total, figure, counts, None), code, conventions

    yield from entry(
        "municipalities",
        published.municipalities,
        codes.TOTAL_MUNICIPALITIES,
        [
            (NAMES, len({b.municipality for b in bases if b.municipality})),
            (NUMBERS, len({b.municipality_no for b in bases if b.municipality_no is not None})),
        ],
    )
    yield from entry("bases", published.bases, codes.TOTAL_BASES, counting.numbers(bases))
    for field, figure, code in (
        ("countries", published.countries, codes.TOTAL_COUNTRIES),
        ("cities", published.cities, codes.TOTAL_CITIES),
    ):
        yield from entry(field, figure, code, _place_counts(bases, field))
    for letter, figure in published.forms.items():
        of_form = [b for b in bases if b.form is not None and b.form.value == letter]
        yield from entry(f"forms.{letter}", figure, codes.TOTAL_FORMS, counting.numbers(of_form))
    for part in _STAFF if published.staff is not None else ():
        figure = getattr(published.staff, part)
        sums = counting.sums(bases, _staff(part))
        yield from entry(f"staff.{part}", figure, codes.TOTAL_STAFF, sums)
    for part in _STAFF if published.staff_mean is not None else ():
        mean = getattr(published.staff_mean, part)
        yield from entry(
            f"staff_mean.{part}", mean, codes.TOTAL_MEAN, _means(counting, bases, part, mean)
        )


class _Counting:
    """The conventions for counting bases: which rows count, and how often."""

    def __init__(self, bases: Sequence[Base]) -> None:
        self._repeated = {id(row) for rows in joint_bases(bases) for row in rows[1:]}

    def sums(self, bases: Sequence[Base], weigh: Callable[[Base], int]) -> Counted:
        """Return the sum of a figure over ``bases`` by each convention."""
        total = sum(map(weigh, bases))
        extra = sum((len(b.countries) - 1) * weigh(b) for b in bases if len(b.countries) > 1)
        repeated = sum(weigh(b) for b in bases if id(b) in self._repeated)
        return [(ROWS, total), (PER_COUNTRY, total + extra), (JOINT_ONCE, total - repeated)]

    def numbers(self, bases: Sequence[Base]) -> Counted:
        """Return the number of ``bases`` by each convention."""
        return self.sums(bases, lambda _: 1)


def _place_counts(bases: Sequence[Base], field: str) -> Counted:
    cells = {places for base in bases if (places := getattr(base, field))}
    alone = {places[0] for places in cells if len(places) == 1}
    known = {
        part
        for places in cells
        for part in (places if alone.issuperset(places) else ["、".join(places)])
    }
    return [
        (AS_PRINTED, len(cells)),
        (KNOWN_PARTS, len(known)),
        (PARTS, len({part for places in cells for part in places})),
    ]


def _staff(part: str) -> Callable[[Base], int]:
    """Return a function giving a staff figure of a base, 0 where it is not known."""
    read = attrgetter(part)
    return lambda base: (read(base.staff) or 0) if base.staff is not None else 0


def _means(counting: _Counting, bases: Sequence[Base], part: str, printed: float | None) -> Counted:
    """Divide the sum over all rows by each count of bases, rounded as the mean is printed."""
    if printed is None or not math.isfinite(printed) or not bases:
        return []
    decimals = max(len(str(printed).partition(".")[2]), 1)
    digits = Decimal(1).scaleb(-decimals)
    total = sum(map(_staff(part), bases))
    with localcontext() as context:
        context.prec = max(context.prec, len(str(total)) + decimals + 1)
        return [
            (convention, float((total / Decimal(int(count))).quantize(digits, ROUND_HALF_UP)))
            for convention, count in counting.numbers(bases)
        ]
