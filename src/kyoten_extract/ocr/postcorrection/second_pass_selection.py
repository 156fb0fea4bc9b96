"""Select lines for the second pass, and combine its readings.

Selected are the lines of cells that are not valid for their column, or still doubtful after the
first correction. All readings of a line, the first one included, are combined by vote; then the
cell is corrected again, with the alternatives that all readings list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.field_types import is_absent, read_number
from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.messages import say
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.survey import STAFF_COLUMNS
from kyoten_extract.model.table_model import PictureLine, Row
from kyoten_extract.ocr.postcorrection.doubtful_cell import DOUBTFUL, UNSURE, Cell, CorrectedCell
from kyoten_extract.ocr.postcorrection.reading_diff import fit
from kyoten_extract.ocr.postcorrection.voting import vote
from kyoten_extract.ocr.recognition.ctc import ReadChar, read_chars
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.era import parse_fiscal_year

AGAIN = "ocr-again"
"""The rule of a reading that the second pass changed."""

Place = tuple[int, BBox]
"""Page and bbox of a line."""

_PLACES = frozenset(("municipality", "country", "city"))
# The image variants that are read for each sort of cell; the sorts in order of priority.
_WAYS: Mapping[str, tuple[str, ...]] = {
    "figure": ("in more contrast", "narrower", "blurred", "closer"),
    "place": ("enlarged", "narrower", "closer"),
    "url": ("closer", "blurred", "enlarged"),
    "name": ("blurred", "narrower", "enlarged"),
    "text": ("enlarged", "blurred"),
}
_SORTS = (*_WAYS,)
# Variants that are read first; the others only where these do not agree with the first reading.
_FIRST_WAYS = 2
# Mean probability over all readings below which a chosen character is contested.
_CONTESTED = 0.5
# Characters of a short cell, at most.
_SHORT = 3
# Cost of the second pass for one page, in dots of line width at the recognizer's input height.
_MAX_COST = 40_000.0


class SecondReader(Protocol):
    """Reads the kept images of lines again."""

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        """Read each line in each of its image variants."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    """A line to be read again.

    Attributes:
        line: as read at first.
        sort: of its cell.
        work: what all readings cost.
        is_valid: whether its cell is what its column and its row allow, as it was read.
    """

    line: PictureLine
    sort: str
    work: float
    is_valid: bool


def second_readings(
    rows: Sequence[Row],
    cells: Sequence[Sequence[CorrectedCell]],
    kinds: Sequence[Kind | None],
    reader: SecondReader,
) -> Mapping[Place, tuple[Line, ...]]:
    """Second-pass readings of the lines of unsettled cells, by page and bbox of each line.

    Args:
        rows: as recognized.
        cells: of the rows, after the first correction.
        kinds: the type of each column.
        reader: reads the lines.
    """
    chosen = list(_within_reason(_asked(rows, cells, kinds)))
    if not chosen:
        return {}
    readings: dict[Place, tuple[Line, ...]] = {_place(a.line): () for a in chosen}
    # Further readings of what all agree on would change no vote.
    for part in (slice(_FIRST_WAYS), slice(_FIRST_WAYS, None)):
        asked = [a for a in chosen if not _is_agreed(a, readings[_place(a.line)])]
        ways = [_WAYS[a.sort][part] for a in asked]
        for a, read in zip(asked, reader([a.line for a in asked], ways), strict=True):
            readings[_place(a.line)] += read
    return readings


def _is_agreed(asked: _Asked, readings: Sequence[Line]) -> bool:
    """Whether a valid line was read again, and each time as at first."""
    text = "".join(asked.line.text.split())
    return (
        asked.is_valid
        and len(readings) > 0
        and all("".join(reading.text.split()) == text for reading in readings)
    )


def _place(line: PictureLine) -> Place:
    return line.page, line.bbox


def _asked(
    rows: Sequence[Row], cells: Sequence[Sequence[CorrectedCell]], kinds: Sequence[Kind | None]
) -> Iterator[_Asked]:
    from kyoten_extract.ocr.recognition.second_pass import work

    for row, found in zip(rows, cells, strict=True):
        broken = _breaks_sum(row, found)
        for cell in found:
            sort = _sort(cell, kinds[cell.place])
            lines = [
                line
                for column, line in row.pictures
                if column == cell.place and line.image and line.steps
            ]
            doubted = [line for line in lines if min(line.confidences, default=0.0) < DOUBTFUL]
            short = sort in ("figure", "place")
            is_invalid = (broken and cell.key in STAFF_COLUMNS) or (
                sort == "figure" and not _is_figure(cell, row, kinds[cell.place])
            )
            if cell.confidence < UNSURE or (short and doubted) or is_invalid:
                for line in lines if short or not doubted else doubted:
                    cost = work(line) * len(_WAYS[sort])
                    yield _Asked(line, sort, cost, not is_invalid and not cell.choices)


def _sort(cell: CorrectedCell, kind: Kind | None) -> str:
    if kind in ("number", "year"):
        return "figure"
    if cell.key in _PLACES:
        return "place"
    return {"url": "url", "name": "name", "code": "name"}.get(kind or "", "text")


def _text(cell: CorrectedCell, row: Row) -> str:
    return cell.choices[-1].text if cell.choices else row.cells[cell.place]


def _is_figure(cell: CorrectedCell, row: Row, kind: Kind | None) -> bool:
    text = _text(cell, row)
    read = read_number if kind == "number" else parse_fiscal_year
    return is_absent(text) or read(text) is not None


def _breaks_sum(row: Row, cells: Sequence[CorrectedCell]) -> bool:
    texts = {cell.key: _text(cell, row) for cell in cells}
    values = [read_number(texts.get(key, "")) for key in STAFF_COLUMNS]
    return None not in values and values[0] != sum(value or 0 for value in values[1:])


def _within_reason(asked: Iterator[_Asked]) -> Iterator[_Asked]:
    """Limit the cost for each page, by priority, and take each line once."""
    spent: defaultdict[int, float] = defaultdict(float)
    seen: set[Place] = set()
    for one in sorted(asked, key=lambda a: _SORTS.index(a.sort)):
        place = _place(one.line)
        if place in seen or spent[one.line.page] + one.work > _MAX_COST:
            continue
        seen.add(place)
        spent[one.line.page] += one.work
        yield one


def by_second_pass(cell: Cell, rereadings: Mapping[Place, Sequence[Line]]) -> None:
    """Replace the cell's lines by the vote over all their readings."""
    lines = [line for line in cell.lines if line.text]
    parts = _parts(cell.seen)
    if len(parts) != len(lines) or not any(_place(line) in rereadings for line in lines):
        return
    cell.looked_at = True
    found: list[ReadChar] = []
    said: list[str] = []
    for line, part in zip(lines, parts, strict=True):
        others = rereadings.get(_place(line), ())
        together = part
        if others:
            readings = [read_chars(o.text, o.confidences, o.steps) for o in others]
            together = _fitting(cell, part, readings, len(lines) == 1)
            if cell.kind == "url" and len(together) == len(part):
                # A lost dot is lost in all readings, so their agreement confirms nothing.
                together = [_no_surer(one, than) for one, than in zip(together, part, strict=True)]
        text = "".join(s.text for s in together)
        if text != line.text:
            same = sum("".join(o.text.split()) == "".join(text.split()) for o in others)
            said.append(
                say(
                    "{same} of {passes} further OCR passes read {text!r}",
                    same=same,
                    passes=len(others),
                    text=text,
                )
            )
        found += ([ReadChar("\n", 1.0, ())] if found else []) + together
    if said:
        sure = min((s.confidence for s in found if s.text.strip()), default=1.0)
        cell.rewrite(
            found, AGAIN, round(sure, 3), say("read again, enlarged: {readings:; }", readings=said)
        )
    else:
        cell.seen = found


def contested(cell: Cell) -> bool:
    """Whether most readings of a short cell differ from what a rule chose.

    A sum, or a name in a list, can fit by chance where so little is printed.
    """
    short = cell.kind in ("number", "year") or len(_plain(cell.seen)) <= _SHORT
    return (cell.looked_at and short) and any(
        one.options and not one.text.isspace() and one.probability(one.text) < _CONTESTED
        for one in cell.seen
    )


def _fitting(
    cell: Cell, first: list[ReadChar], others: Sequence[list[ReadChar]], alone: bool
) -> list[ReadChar]:
    """The vote over all readings; if the column does not allow it, over one that it allows.

    ``alone``: whether the line is the whole cell, so that the column's type applies to it.
    """
    together = vote(first, others) or first
    if not alone or fit(cell, _plain(together)):
        return together
    readings = [first, *others]
    fits = [
        vote(one, readings[:at] + readings[at + 1 :], as_first=True)
        for at, one in enumerate(readings)
        if one and fit(cell, _plain(one))
    ]
    return max(fits, key=_surest, default=together)


def _no_surer(one: ReadChar, than: ReadChar) -> ReadChar:
    return ReadChar(one.text, min(one.confidence, than.confidence), one.options)


def _plain(seen: Sequence[ReadChar]) -> str:
    return "".join(one.text for one in seen if not one.text.isspace())


def _surest(seen: Sequence[ReadChar]) -> float:
    return min(one.confidence for one in seen)


def _parts(seen: Sequence[ReadChar]) -> list[list[ReadChar]]:
    parts: list[list[ReadChar]] = [[]]
    for one in seen:
        if one.text == "\n":
            parts.append([])
        else:
            parts[-1].append(one)
    return parts
