"""The published totals under the table, ruled or not, as named figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from itertools import pairwise

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.layout.field_types import MOST_DIGITS
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.survey import STAFF_COLUMNS, PublishedTotals, Staff, StaffMean
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.normalize_text import normalize_text
from kyoten_extract.text.normalize.width import display_width

_COUNTS = ("municipalities", "bases", "countries", "cities")
# What is counted, behind a figure: not a part of a date, a bound, or a power of ten.
_UNIT = r"(?:(?:(?![年月日時分万億兆以程約余強弱未超])[ぁ-んァ-ヶ一-龠々]){1,4}|%)?"
# A figure may have a note: 3(うち公立1).
_FIGURE = regex(rf"(\d{{1,3}}(?:,\d{{3}})+|\d+)(\.\d+|){_UNIT}(?:\(.*)?")
# A figure that follows its label without a space is a separate word.
_WORD = regex(rf"[^\s\d]+(?=\d[\d,.]*{_UNIT}(?:[(（]\S*)?(?:\s|$))|(?<!\S)[^\s\d]+(?!\S)|\S+")
# What may be printed between a label and its figure: 病院数は、病院数: 計 3.
_BETWEEN = ":=・…は"
_SUM = ("", "計", "合計", "総計", "総数")
_FORM = regex(r"([a-d])(?![a-z])")
# Points: a run that ends this far above the line before is on the next page.
_PAGE_JUMP = 50
_NOTE = regex(r"\s*(?:[※＊*]|注\s*\d*[)）:：.]|[(（]注)")


@dataclass(frozen=True, slots=True)
class Item:
    """One text of the totals: its line, the horizontal center in points, and the folded text."""

    line: int
    middle: float
    text: str

    @property
    def figure(self) -> float | int | None:
        """The number in the text, or ``None``."""
        match = _FIGURE.fullmatch(self.text)
        if match is None or len(match[1] + match[2]) > MOST_DIGITS:
            return None
        number = (match[1] + match[2]).replace(",", "")
        return float(number) if match[2] else int(number)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures found in one block of text; falsy if there are none."""

    counts: dict[str, int | float] = field(default_factory=dict)
    forms: dict[str, int] = field(default_factory=dict)
    sums: dict[str, float | int] = field(default_factory=dict)
    means: dict[str, float | int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.counts or self.forms or self.sums or self.means)

    @property
    def by_key(self) -> dict[str, int | float]:
        """Every figure by its key in the layout; "forms.a", "staff_mean.total" are parts."""
        forms = {f"forms.{letter}": count for letter, count in self.forms.items()}
        means = {key.replace("_", "_mean.", 1): mean for key, mean in self.means.items()}
        return {**self.counts, **forms, **self.sums, **means}

    def __or__(self, other: Figures) -> Figures:
        return Figures(
            other.counts | self.counts,
            other.forms | self.forms,
            other.sums | self.sums,
            other.means | self.means,
        )


def is_note(text: str) -> bool:
    """Whether a text under the table is a note, by the mark it begins with."""
    return _NOTE.match(text) is not None


def items_of_grids(grids: Sequence[Grid]) -> list[Item]:
    """The texts of a ruled table of totals, which may continue over several grids."""
    placed: list[tuple[str, BBox, int]] = []
    lines = 0
    for grid in grids:
        placed += [(cell.text, cell.bbox, lines + cell.row) for cell in grid.cells]
        lines += grid.rows
    return _items(placed)


def items_of_runs(runs: Sequence[TextRun]) -> list[Item]:
    """The texts of unruled totals, in lines by their height on the page."""
    placed: list[tuple[str, BBox, int]] = []
    line, bottom = -1, float("-inf")
    for run in sorted(runs, key=lambda run: (run.page, run.bbox[1])):
        if (run.bbox[1] + run.bbox[3]) / 2 > bottom or run.bbox[3] < bottom - _PAGE_JUMP:
            line, bottom = line + 1, run.bbox[3]
        placed += [(text, bbox, line) for text, bbox in _words(run)]
    return _items(placed)


def names_a_total(text: str, labels: Collection[str]) -> bool:
    """Whether one of ``labels``, folded, is a word of ``text``."""
    texts = [text, *_WORD.findall(text), *text.split()]
    return any(fold_label(text).rstrip(_BETWEEN) in labels for text in texts)


def _words(run: TextRun) -> list[tuple[str, BBox]]:
    """The words of a run with their boxes: adjacent labels are only a space apart."""
    x0, top, x1, bottom = run.bbox
    step = (x1 - x0) / max(display_width(run.text, ambiguous=False), 1)
    words = []
    for match in _WORD.finditer(run.text):
        start = x0 + step * display_width(run.text[: match.start()], ambiguous=False)
        end = start + step * display_width(match[0], ambiguous=False)
        words.append((match[0], (start, top, end, bottom)))
    return words


def _items(placed: Sequence[tuple[str, BBox, int]]) -> list[Item]:
    items = [Item(line, (box[0] + box[2]) / 2, fold_label(text)) for text, box, line in placed]
    return sorted((i for i in items if i.text), key=lambda item: (item.line, item.middle))


def find_figures(items: Sequence[Item], labels: Mapping[str, Sequence[str]]) -> Figures:
    """Find the published figures among ``items`` by the labels of a layout."""
    folded = {key: [fold_label(label) for label in texts] for key, texts in labels.items()}
    sums, means = _staff(items, folded)
    return Figures(_counts(items, folded), _forms(items, folded.get("forms", [])), sums, means)


def published(figures: Figures, notes: Sequence[str]) -> PublishedTotals | None:
    """The totals as a record, or ``None`` if no figure was found."""
    if not figures:
        return None
    sums, means = figures.sums, figures.means
    return PublishedTotals(
        **{key: int(figures.counts[key]) if key in figures.counts else None for key in _COUNTS},
        forms=dict(sorted(figures.forms.items())),
        staff=Staff(*(_whole(sums.get(key)) for key in STAFF_COLUMNS)) if sums else None,
        staff_mean=StaffMean(*(float(means[key]) for key in STAFF_COLUMNS)) if means else None,
        notes=tuple(normalize_text(" ".join(note.split())) for note in notes),
    )


def _whole(value: float | int | None) -> int | None:
    return None if value is None else int(value)


def _counts(items: Sequence[Item], labels: Mapping[str, Sequence[str]]) -> dict[str, int | float]:
    """Each count: the figure to the right of its label, otherwise the one below it.

    Below a line of labels are figures alone: there, a label may be one of numbers (3号).
    """
    found: dict[str, int | float] = {}
    named = [(item, item.text.rstrip(_BETWEEN)) for item in items]
    owners = {text for texts in labels.values() for text in texts}
    for key in labels:
        if key == "forms" or (key in STAFF_COLUMNS and labels.keys() >= set(STAFF_COLUMNS)):
            continue
        label = next((item for item, name in named if name in labels.get(key, ())), None)
        if label is None:
            continue
        beside = [i for i in items if i.line == label.line]
        after = (i for i in beside if i.middle > label.middle)
        right = next((i for i in after if i.text.rstrip(_BETWEEN) not in _SUM), None)
        below = [(i, name) for i, name in named if i.line == label.line + 1]
        nearest = min((i for i, _ in below), key=_distance(label), default=None)
        if nearest is not None:
            before = [i for i, _ in below if i.middle < nearest.middle]
            owner = before[-1].text.rstrip(_BETWEEN) if before else ""
            texts = sum(i.figure is None for i in before)
            # The figure of another label, above it or before it?
            if (
                min(beside, key=_distance(nearest)) is not label
                or owner in owners
                or texts > beside.index(label)
            ):
                nearest = None
        is_header = len(beside) > 2 and all(i.figure is not None for i, _ in below[1:])
        for item in (nearest, right) if is_header else (right, nearest):
            value = item.figure if item is not None else None
            if isinstance(value, int) or (value is not None and key not in _COUNTS):
                found[key] = value
                break
    return found


def _distance(item: Item) -> Callable[[Item], float]:
    return lambda other: abs(other.middle - item.middle)


def _forms(items: Sequence[Item], labels: Sequence[str]) -> dict[str, int]:
    """The figure to the right of the letter of each form."""
    if not any(item.text in labels for item in items):
        return {}
    found = {}
    for item, right in pairwise(items):
        letter = _FORM.match(item.text)
        value = right.figure if right.line == item.line else None
        if letter is not None and isinstance(value, int):
            found[letter[1]] = value
    return found


def _staff(
    items: Sequence[Item], labels: Mapping[str, Sequence[str]]
) -> tuple[dict[str, float | int], dict[str, float | int]]:
    """Sums and means of staff: the lines of three figures under the three labels.

    Figures are matched to labels by order and not by position, since a transcription may have
    shifted a line by a cell.
    """
    lines: dict[int, list[Item]] = {}
    for item in items:
        lines.setdefault(item.line, []).append(item)
    sums: dict[str, float | int] = {}
    means: dict[str, float | int] = {}
    order: list[str] = []
    for _, texts in sorted(lines.items()):
        named = [
            next((k for k in STAFF_COLUMNS if i.text in labels.get(k, ())), None) for i in texts
        ]
        if set(STAFF_COLUMNS) <= set(named):
            order = [key for key in named if key is not None]
            continue
        figures = [value for item in texts if (value := item.figure) is not None]
        if len(figures) != len(STAFF_COLUMNS) or len(order) != len(STAFF_COLUMNS):
            continue
        target = means if any(isinstance(value, float) for value in figures) else sums
        if not target:
            target.update(zip(order, figures, strict=True))
    return sums, means
