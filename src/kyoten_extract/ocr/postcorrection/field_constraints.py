"""Correct cells by the type of their column: numbers, years, forms, URLs, names; and by sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from kyoten_extract.layout.field_types import is_absent, read_form, read_number
from kyoten_extract.messages import say
from kyoten_extract.model.survey import STAFF_COLUMNS, BaseForm
from kyoten_extract.ocr.postcorrection.doubtful_cell import CLEAR, LIKELY, POSSIBLE, PROVEN, Cell
from kyoten_extract.ocr.postcorrection.ocr_urls import as_url
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.gazetteer.municipalities import official_names

_DIGITS = frozenset("0123456789,")
_ERA = frozenset("0123456789HSRTM平成昭和令大正明治元年度")
# Share of the sums with a misread figure that add up by chance.
_CHANCE_OF_SUM = 0.1


def by_kind(cell: Cell) -> None:
    """Correct a cell whose text is not valid for its column's type."""
    text = cell.text
    if is_absent(text):
        return
    if cell.kind in ("number", "year"):
        _doubt_digits(cell)
    if cell.kind == "number" and read_number(text) is None:
        _restricted(
            cell, _DIGITS, lambda t: read_number(t) is not None, "ocr-digits", say("numbers")
        )
    elif cell.kind == "year" and parse_fiscal_year(text) is None:
        _restricted(cell, _ERA, lambda t: parse_fiscal_year(t) is not None, "ocr-era", say("years"))
    elif cell.kind == "code":
        if read_form(text) is None:
            _as_form(cell)
        _as_name_of_form(cell)
    elif cell.kind == "url":
        as_url(cell)
    elif cell.key == "municipality":
        _as_municipality(cell)


def _doubt_digits(cell: Cell) -> None:
    """Lower the confidence of digits with alternatives, as no context confirms a figure."""
    for at, seen in enumerate(cell.seen):
        others = [c for c, v in seen.options if c in _DIGITS and c != seen.text and v >= POSSIBLE]
        if others and seen.text.isdecimal():
            cell.doubt(at, LIKELY)


def _restricted(
    cell: Cell, allowed: frozenset[str], fits: Callable[[str], bool], rule: str, what: str
) -> None:
    changes: dict[int, str] = {}
    sure = 1.0
    for at, seen in enumerate(cell.seen):
        if seen.text in allowed or seen.text == "\n":
            continue
        options = [(c, v) for c, v in seen.options if c in allowed]
        total = sum(v for _, v in options)
        if not options or options[0][1] < POSSIBLE or options[0][1] < CLEAR * total:
            return
        changes[at] = options[0][0]
        sure = min(sure, options[0][1] / total * LIKELY)
    text = "".join(changes.get(i, s.text) for i, s in enumerate(cell.seen))
    if changes and fits(text.replace("\n", "")):
        cell.choose(
            changes, rule, round(sure * 0.9, 3), say("the column has only {what}", what=what)
        )


def _as_form(cell: Cell) -> None:
    """Correct the letter of a form by the name after it."""
    named = [form for form in BaseForm if form.label in cell.text.replace("\n", "")]
    if len(named) == 1 and len(cell.seen) > 1 and not named[0].label.startswith(cell.seen[0].text):
        evidence = say("{name} is form {form}", name=named[0].label, form=named[0].value)
        cell.choose({0: named[0].value}, "ocr-form", PROVEN, evidence)


def _as_name_of_form(cell: Cell) -> None:
    """Correct the name after a form's letter, as far as the recognizer lists its characters."""
    at = [i for i, seen in enumerate(cell.seen) if not seen.text.isspace()]
    if not at:
        return
    form = next((form for form in BaseForm if form.value == cell.seen[at[0]].text.lower()), None)
    if form is None:
        return
    changes: dict[int, str] = {}
    for i, char in zip(at[1:], form.label, strict=False):
        if cell.seen[i].text == char:
            continue
        if cell.seen[i].probability(char) < POSSIBLE:
            break
        changes[i] = char
    if changes:
        evidence = say("form {form} is named {name}", form=form.value, name=form.label)
        cell.choose(changes, "ocr-form", PROVEN, evidence)


def _as_municipality(cell: Cell) -> None:
    """Correct a municipality to the official name that the recognizer lists, if only one fits."""
    text = cell.text
    names = official_names()
    if text in names or "\n" in text:
        return
    found: list[tuple[float, str]] = []
    for name in names:
        if len(name) != len(text):
            continue
        score = 1.0
        for char, seen in zip(name, cell.seen, strict=True):
            score *= seen.probability(char)
        if score > 0:
            found.append((score, name))
    found.sort(reverse=True)
    if found and (len(found) == 1 or found[0][0] > 10 * found[1][0]):
        name = found[0][1]
        changes = {i: c for i, c in enumerate(name) if c != cell.seen[i].text}
        cell.choose(
            changes,
            "ocr-municipality",
            0.95,
            say("{name} is the only official name that fits", name=name),
        )
    else:
        for at in range(len(cell.seen)):
            cell.doubt(at, LIKELY)


def by_sum(row: Mapping[str, Cell]) -> None:
    """Correct one staff figure, where exactly one alternative makes the sum right."""
    cells = [row[key] for key in STAFF_COLUMNS if key in row]
    values = [read_number(cell.text) for cell in cells]
    if len(cells) < len(STAFF_COLUMNS) or None in values:
        return
    if values[0] == sum(v or 0 for v in values[1:]):
        _confirm(cells)
        return
    found: list[tuple[int, int, str]] = []
    for which, cell in enumerate(cells):
        for at, seen in enumerate(cell.seen):
            for char, value in seen.options:
                if char in _DIGITS and char != seen.text and value >= POSSIBLE:
                    text = "".join(char if i == at else s.text for i, s in enumerate(cell.seen))
                    tried = [read_number(text) if i == which else v for i, v in enumerate(values)]
                    if tried[0] == sum(v or 0 for v in tried[1:]):
                        found.append((which, at, char))
    if len(found) == 1:
        which, at, char = found[0]
        cells[which].choose({at: char}, "ocr-sum", 0.95, say("the staff figures add up with it"))


def _confirm(cells: Sequence[Cell]) -> None:
    """Raise the confidence of a figure that the text layer contradicts, where the sum is right."""
    doubted = [cell for cell in cells if cell.other is not None]
    if len(doubted) != 1:
        return  # Two wrong figures can add up too.
    (cell,) = doubted
    for at, seen in enumerate(cell.seen):
        sure = seen.confidence / (seen.confidence + (1 - seen.confidence) * _CHANCE_OF_SUM)
        cell.trust(at, sure)
