"""How a reading of a composed edition compares with its truth.

Works with any reader whose result has the attributes of this library's ``Survey``::

    score(printed, extract(printed.pdf))
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.testing.edition.facts import KEYS, western_year
from kyoten_extract.testing.editions import EditionRow, PrintedEdition

Outcome = Literal["right", "wrong", "lost"]
"""A value is the printed one; another one, or one where nothing is printed; none."""

# Share of a column's values: so many wrong ones make it a wrong column.
_WRONG_COLUMN = 0.2
# Share of a column's values that are right if it was taken for what it is.
_TAKEN = 0.9
_DASHES = "-‐―−ー"
# A row with fewer facts right is another one.
_SAME_ROW = 0.4
# Characters of a text that tells of which row a message is.
_TELLING = 3

_RowKey = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class FieldScore:
    """What was made of a column.

    Attributes:
        right: values as printed, or none where the cell is empty or nothing is printed.
        wrong_told, wrong_silent: other values, or values where nothing is printed; a finding
            (warning or error) names the column, its label, the row or the cell, or none does.
            One that names a row and a column is of that cell alone.
        lost_told, lost_silent: none, where there is one in print.
    """

    right: int = 0
    wrong_told: int = 0
    wrong_silent: int = 0
    lost_told: int = 0
    lost_silent: int = 0

    @property
    def count(self) -> int:
        """All values."""
        wrong = self.wrong_told + self.wrong_silent
        return self.right + wrong + self.lost_told + self.lost_silent


@dataclass(frozen=True, slots=True)
class EditionScore:
    """What was made of an edition.

    Attributes:
        rows: the survey's bases in print.
        exact: those with the right values in all columns that a person recognises, and no value
            in columns that are not printed.
        lost_told, lost_silent: bases that are no record.
        extra_told, extra_silent: records that are no base: subtotals, rows of other lists.
        fields: by column key.
        silent_columns: keys of which more than a fifth of the values are wrong in silence.
        unlisted: columns under a label that nobody listed: key and label.
        taken: those of ``unlisted`` that were read as what they are.
        explained: those of ``taken`` that a finding names by label.
        mistaken: keys of ``unlisted`` with other values than the printed ones.
        as_of_right: the date is that of the title.
        totals_right: of the published figures, those that were read.
        totals: the published figures.
        totals_wrong: figures that were read and not published.
    """

    rows: int
    exact: int
    lost_told: int
    lost_silent: int
    extra_told: int
    extra_silent: int
    fields: Mapping[str, FieldScore]
    silent_columns: tuple[str, ...]
    unlisted: tuple[tuple[str, str], ...]
    taken: tuple[str, ...]
    explained: tuple[str, ...]
    mistaken: tuple[str, ...]
    as_of_right: bool
    totals_right: int
    totals: int
    totals_wrong: int

    @property
    def silent(self) -> int:
        """Values that are wrong or lost without a word, and rows likewise."""
        values = sum(one.wrong_silent + one.lost_silent for one in self.fields.values())
        return values + self.lost_silent + self.extra_silent

    @property
    def perfect(self) -> bool:
        """All bases are exact, and there is no other record."""
        return self.exact == self.rows and not self.extra_told + self.extra_silent


@dataclass(slots=True)
class _Told:
    """What findings of warning and error severity name: columns, rows, cells, texts."""

    everything: bool = False
    columns: set[str] = field(default_factory=set)
    rows: set[_RowKey] = field(default_factory=set)
    cells: set[tuple[_RowKey, str]] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)

    def label(self, label: str) -> bool:
        """A message has the label of a column."""
        return bool(label) and any(folded(label) in message for message in self.messages)

    def row(self, row: EditionRow) -> bool:
        """A finding names a row by its numbers, or has two of its texts."""
        if self.everything or _numbers(row) in self.rows:
            return True
        texts = {folded(cell) for cell in row.cells}
        texts = {text for text in texts if len(text) >= _TELLING}
        return any(sum(text in message for text in texts) > 1 for message in self.messages)


def folded(text: object) -> str:
    """A text for comparison: without blanks, of one width; a dash alone is nothing."""
    plain = "".join(unicodedata.normalize("NFKC", str(text or "")).split())
    return "" if not plain.strip(_DASHES) else plain


def score(printed: PrintedEdition, survey: Any | None) -> EditionScore:
    """Compare a reading with the truth.

    Args:
        printed: with its truth.
        survey: with ``bases``, ``findings``, ``as_of`` and ``published``; ``None`` if the reader
            refused the file, which tells everything.
    """
    told = _told(survey.findings) if survey is not None else _Told(everything=True)
    every = [] if survey is None else [folded(finding.message) for finding in survey.findings]
    bases = [] if survey is None else list(survey.bases)
    rows = [row for row in printed.rows if row.counted]
    pairs = _aligned(rows, bases)
    fields = {key: FieldScore() for key in KEYS}
    exact = 0
    labels = {key: column.label for column in printed.columns for key in column.keys}
    loud_columns = told.columns | {key for key, label in labels.items() if told.label(label)}
    judged = {*printed.recognisable, *printed.missing}
    for row, number in pairs:
        if number is None:
            continue
        outcomes = {key: _outcome(row, bases[number], key) for key in KEYS}
        exact += all(outcomes[key] == "right" for key in judged)
        for key, outcome in outcomes.items():
            row_key = bases[number].key
            known = key in loud_columns or row_key in told.rows or (row_key, key) in told.cells
            fields[key] = _add(fields[key], outcome, known)
    missed = [row for row, number in pairs if number is None]
    lost = sum(map(told.row, missed))
    used = {number for _, number in pairs if number is not None}
    extra = [base for number, base in enumerate(bases) if number not in used]
    main = {_section(bases[number]) for number in used}
    extra = [base for base in extra if not (_section(base) and _section(base) not in main)]
    extra_told = sum(told.everything or base.key in told.rows for base in extra)
    unlisted = [
        (key, column.label)
        for column in printed.columns
        if column.how == "unlisted"
        for key in column.keys
    ]
    taken = [key for key, _ in unlisted if fields[key].right >= _TAKEN * max(1, len(rows))]
    right, count, wrong = _totals(printed, survey)
    return EditionScore(
        rows=len(rows),
        exact=exact,
        lost_told=lost,
        lost_silent=len(missed) - lost,
        extra_told=extra_told,
        extra_silent=len(extra) - extra_told,
        fields=fields,
        silent_columns=tuple(
            key
            for key, one in fields.items()
            if one.wrong_silent and one.wrong_silent >= _WRONG_COLUMN * one.count
        ),
        unlisted=tuple(unlisted),
        taken=tuple(taken),
        explained=tuple(
            key
            for key, label in unlisted
            if key in taken and any(folded(label) in message for message in every)
        ),
        mistaken=tuple(
            key
            for key, _ in unlisted
            if (one := fields[key]).wrong_told + one.wrong_silent
            >= _WRONG_COLUMN * max(1, one.count)
        ),
        as_of_right=survey is not None and survey.as_of == printed.as_of,
        totals_right=right,
        totals=count,
        totals_wrong=wrong,
    )


def _told(findings: Iterable[Any]) -> _Told:
    told = _Told()
    for finding in findings:
        if finding.severity == "info":
            continue
        told.messages.append(folded(finding.message))
        row = None if finding.row is None or None in finding.row else finding.row
        if row is not None and finding.field:
            told.cells.add((row, finding.field))
        elif row is not None:
            told.rows.add(row)
        elif finding.field:
            told.columns.add(finding.field)
    return told


def _numbers(row: EditionRow) -> _RowKey:
    one, other = row.facts["municipality_no"], row.facts["base_no"]
    return int(one) if one else None, int(other) if other else None


def _section(base: Any) -> str:
    return getattr(base, "section", None) or ""


def read_value(base: Any, key: str) -> object:
    """A record's value as facts have it; ``None`` or empty if there is none."""
    if key == "established":
        return base.established.year if base.established else None
    if key.startswith("staff_"):
        return getattr(base.staff, key.removeprefix("staff_"), None) if base.staff else None
    if key == "form":
        return folded((base.form.value if base.form else "") + (base.form_note or ""))
    value = getattr(base, key)
    return value if key.endswith("_no") else folded(value)


def meant(row: EditionRow, key: str) -> object:
    """A row's fact as :func:`read_value` gives it."""
    fact = row.facts[key]
    if not fact:
        return None
    if key == "established":
        return western_year(fact)
    return int(fact) if key.startswith("staff_") or key.endswith("_no") else folded(fact)


def _outcome(row: EditionRow, base: Any, key: str) -> Outcome:
    want, have = meant(row, key), read_value(base, key)
    if have in (None, ""):
        return "right" if want is None else "lost"
    return "right" if have == want else "wrong"


def _add(one: FieldScore, outcome: Outcome, told: bool) -> FieldScore:
    return FieldScore(
        one.right + (outcome == "right"),
        one.wrong_told + (outcome == "wrong" and told),
        one.wrong_silent + (outcome == "wrong" and not told),
        one.lost_told + (outcome == "lost" and told),
        one.lost_silent + (outcome == "lost" and not told),
    )


def _aligned(
    rows: Sequence[EditionRow], bases: Sequence[Any]
) -> list[tuple[EditionRow, int | None]]:
    """Each row with the record of it, in order: those that have most facts in common."""
    want = [[meant(row, key) for key in KEYS] for row in rows]
    have = [[read_value(base, key) for key in KEYS] for base in bases]
    if len(rows) == len(bases):
        return [(row, number) for number, row in enumerate(rows)]
    least = _SAME_ROW * sum(value is not None for value in want[0]) if want else 0.0

    def alike(row: int, base: int) -> float:
        pairs = zip(want[row], have[base], strict=True)
        same = sum(one is not None and one == other for one, other in pairs)
        return same if same >= least else 0.0

    # What is alike from the start needs no search.
    first = 0
    while first < min(len(rows), len(bases)) and alike(first, first):
        first += 1
    found = _best_pairs(
        len(rows) - first, len(bases) - first, lambda i, j: alike(first + i, first + j)
    )
    return [
        *((row, number) for number, row in enumerate(rows[:first])),
        *(
            (row, None if number is None else first + number)
            for row, number in zip(rows[first:], found, strict=True)
        ),
    ]


def _best_pairs(rows: int, bases: int, alike: Callable[[int, int], float]) -> list[int | None]:
    """For each row the record of it, so that most facts agree in all; both stay in order."""
    # best[i][j]: facts in common of the rows from i on and the records from j on.
    best = [[0.0] * (bases + 1) for _ in range(rows + 1)]
    shared = [[alike(i, j) for j in range(bases)] for i in range(rows)]
    for i in range(rows - 1, -1, -1):
        for j in range(bases - 1, -1, -1):
            both = best[i + 1][j + 1] + shared[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    found: list[int | None] = []
    j = 0
    for i in range(rows):
        while j < bases and best[i][j] == best[i][j + 1]:
            j += 1
        same = j < bases and shared[i][j] and best[i][j] == best[i + 1][j + 1] + shared[i][j]
        found.append(j if same else None)
        j += bool(same)
    return found


def _totals(printed: PrintedEdition, survey: Any | None) -> tuple[int, int, int]:
    """Published figures that were read; all; those read and not published."""
    want = _figures(printed.published or {})
    have: dict[str, int] = {}
    if survey is not None and survey.published is not None:
        found = survey.published
        staff = found.staff
        have = _figures(
            {
                **{key: getattr(found, key) for key in _COUNTS},
                "forms": found.forms,
                "staff": [staff.total, staff.dispatched, staff.local] if staff else [],
            }
        )
    right = sum(have.get(key) == value for key, value in want.items())
    wrong = sum(want.get(key) != value for key, value in have.items())
    return right, len(want), wrong


_COUNTS = ("municipalities", "bases", "countries", "cities")


def _figures(published: Mapping[str, Any]) -> dict[str, int]:
    figures = {key: published[key] for key in _COUNTS if published.get(key) is not None}
    figures |= {f"form {letter}": value for letter, value in published.get("forms", {}).items()}
    staff = published.get("staff") or []
    figures |= {f"staff {n}": value for n, value in enumerate(staff) if value is not None}
    return figures
