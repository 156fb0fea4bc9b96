"""A survey as rows of facts: what is compared of each base, and which columns the edition has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.field_types import is_absent, read_form, read_number
from kyoten_extract.model.survey import STAFF_COLUMNS, Base, Survey
from kyoten_extract.output.export import COLUMNS, Value, flat_row
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.labels import fold_label

# Numbers are reassigned in each edition, pages are not facts, and the lists derive from the cells.
_NOT_COMPARED = frozenset({"municipality_no", "base_no", "pages", "countries", "cities"})
# Fields that one column gives besides the value under its own key.
PART_OF = {"form_note": "form", "established_era": "established"}
"""The column that a field is a part of, for fields that have no column of their own."""

_KNOWN = frozenset(COLUMNS) - _NOT_COMPARED
_NUMBERING = regex(r"^(?:[①-⑳⑴-⒇❶-❿]|\d{1,2}[.)．）])")


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition as rows of facts.

    Attributes:
        bases: as in the survey.
        facts: of each base, its values by field; extras are under their printed labels.
        columns: the fields that the edition prints, extras by their labels, each with the name that
            it has in the edition itself; empty for an edition without bases, of which nothing is
            known.
        fiscal_year: of the survey's date.
    """

    bases: tuple[Base, ...]
    facts: tuple[Mapping[str, Value], ...]
    columns: Mapping[str, str]
    fiscal_year: int | None
    _values: dict[str, list[Value]] = field(default_factory=dict, compare=False, repr=False)

    def values(self, column: str) -> Sequence[Value]:
        """The values of a field, base by base."""
        if column not in self._values:
            self._values[column] = [row.get(column) for row in self.facts]
        return self._values[column]

    def count(self, column: str) -> int:
        """The number of bases that have a value."""
        values = self.values(column)
        return len(values) - values.count(None)

    def renamed(self, names: Mapping[str, str]) -> Edition:
        """The same edition with the columns in ``names`` under the other name of each.

        Printed texts are read as the values of the layout's column whose name they take.
        """
        if not names:
            return self
        rows = []
        for facts in self.facts:
            row = {key: value for key, value in facts.items() if key not in names}
            for column, name in names.items():
                row |= read_as(name, facts.get(column))
            rows.append(row)
        return replace(
            self,
            facts=tuple(rows),
            columns={c: own for c, own in self.columns.items() if c not in names}
            | {name: self.columns[column] for column, name in names.items()},
            _values={},
        )


def edition_of(survey: Survey) -> Edition:
    """The facts of a survey."""
    facts = tuple(_facts(base) for base in survey.bases)
    date = survey.as_of
    return Edition(
        survey.bases,
        facts,
        {column: column for column in _columns(survey.bases, facts)},
        None if date is None else date.year - (date.month < 4),
    )


def label_core(label: str) -> str:
    """A label without its numbering, widths and spaces.

    >>> label_core("⑬ ＳＮＳの有無") == label_core("SNSの有無")
    True
    """
    return _NUMBERING.sub("", fold_label(label)) or fold_label(label)


def _facts(base: Base) -> dict[str, Value]:
    row = flat_row(base)
    for key in _NOT_COMPARED:
        del row[key]
    section = getattr(base, "section", None)
    if section:
        row["section"] = section
    return row


def _columns(bases: Sequence[Base], facts: Sequence[Mapping[str, Value]]) -> tuple[str, ...]:
    """The fields of an edition, in the order of its first row that has them."""
    printed = dict.fromkeys(key for base in bases for key in base.raw)
    # A survey that was put together by hand has no printed cells: it has every known column.
    found = dict.fromkeys(printed if printed or not bases else COLUMNS)
    found |= dict.fromkeys(PART_OF)
    labels = dict.fromkeys(key for base in bases for key in base.extras)
    held = {key for row in facts for key, value in row.items() if value is not None}
    known = [key for key in (*found, *COLUMNS) if key in _KNOWN and (key in found or key in held)]
    if not bases:
        return ()
    return tuple(dict.fromkeys([*known, *labels, *(["section"] if "section" in held else [])]))


def read_as(field: str, text: Value) -> dict[str, Value]:
    """A printed text as the value of ``field``, with the fields that are a part of it.

    What cannot be read stays as it is printed.

    >>> read_as("established", "平成14年度")
    {'established': 2002, 'established_era': '平成14'}
    """
    if not isinstance(text, str) or is_absent(text):
        return {field: text if not isinstance(text, str) else None}
    if field in STAFF_COLUMNS:
        number = read_number(text)
        return {field: text if number is None else number}
    if field == "established":
        year = parse_fiscal_year(text)
        if year is None:
            return {field: text}
        era = f"{year.era}{year.era_year}" if year.era else None
        return {field: year.year, "established_era": era}
    if field == "form":
        form = read_form(text)
        return {field: form[0].value, "form_note": form[1]} if form else {field: text}
    return {field: text}
