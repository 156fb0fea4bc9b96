"""Which recognised lines are read once more, and what their cells become by that.

Asked for are the lines of cells that break what their column can hold, or are in doubt after all
that the document says. All readings of a line are put together, the first one among them; then the
cell is held against its column anew, with what the other looks show as possible.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kyoten_extract.layout.field_types import is_absent, read_number
from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine, Row
from kyoten_extract.ocr.postcorrection.doubtful_cell import DOUBTFUL, UNSURE, Cell, Reread
from kyoten_extract.ocr.postcorrection.reading_diff import fit
from kyoten_extract.ocr.postcorrection.voting import put_together
from kyoten_extract.ocr.recognition.ctc import Seen, seen_in
from kyoten_extract.ocr.recognizer import Line
from kyoten_extract.text.era import parse_fiscal_year

AGAIN = "ocr-again"
"""The rule of a reading that several looks at the picture gave."""

Place = tuple[int, BBox]
"""Page and box of a line."""

_STAFF = ("staff_total", "staff_dispatched", "staff_local")
_PLACES = frozenset(("municipality", "country", "city"))
# How each sort of cell is looked at again, those first that are worth the most; other texts last.
_WAYS: Mapping[str, tuple[str, ...]] = {
    "figure": ("in more contrast", "narrower", "blurred", "closer"),
    "place": ("enlarged", "narrower", "closer"),
    "url": ("closer", "blurred", "enlarged"),
    "name": ("blurred", "narrower", "enlarged"),
    "text": ("enlarged", "blurred"),
}
_SORTS = (*_WAYS,)
# A character that the looks have less often than this, on the average, is contested.
_HALF = 0.5
# Characters of a cell that is short.
_FEW = 3
# What all looks at one page may take: dots across, at the recogniser's height.
_MOST_WORK = 40_000.0


class Look(Protocol):
    """Reads lines whose pictures were kept once more."""

    def __call__(
        self, lines: Sequence[PictureLine], ways: Sequence[Sequence[str]]
    ) -> list[tuple[Line, ...]]:
        """What each line is in each of its ways."""
        ...


@dataclass(frozen=True, slots=True)
class _Asked:
    line: PictureLine
    sort: str
    work: float


def look_again(
    rows: Sequence[Row],
    cells: Sequence[Sequence[Reread]],
    kinds: Sequence[Kind | None],
    look: Look,
) -> Mapping[Place, tuple[Line, ...]]:
    """Further readings of the lines of cells that are not settled, by the place of each line.

    Args:
        rows: as recognised.
        cells: of them, as they are after the first rereading.
        kinds: what each column holds.
        look: reads the lines.
    """
    chosen = list(_within_reason(_asked(rows, cells, kinds)))
    if not chosen:
        return {}
    read = look([a.line for a in chosen], [_WAYS[a.sort] for a in chosen])
    return {_place(a.line): lines for a, lines in zip(chosen, read, strict=True)}


def _place(line: PictureLine) -> Place:
    return line.page, line.bbox


def _asked(
    rows: Sequence[Row], cells: Sequence[Sequence[Reread]], kinds: Sequence[Kind | None]
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
            if (
                cell.confidence < UNSURE
                or (short and doubted)
                or (broken and cell.key in _STAFF)
                or (sort == "figure" and not _is_figure(cell, row, kinds[cell.place]))
            ):
                for line in lines if short or not doubted else doubted:
                    yield _Asked(line, sort, work(line) * len(_WAYS[sort]))


def _sort(cell: Reread, kind: Kind | None) -> str:
    if kind in ("number", "year"):
        return "figure"
    if cell.key in _PLACES:
        return "place"
    return {"url": "url", "name": "name", "code": "name"}.get(kind or "", "text")


def _text(cell: Reread, row: Row) -> str:
    return cell.choices[-1].text if cell.choices else row.cells[cell.place]


def _is_figure(cell: Reread, row: Row, kind: Kind | None) -> bool:
    text = _text(cell, row)
    read = read_number if kind == "number" else parse_fiscal_year
    return is_absent(text) or read(text) is not None


def _breaks_sum(row: Row, cells: Sequence[Reread]) -> bool:
    texts = {cell.key: _text(cell, row) for cell in cells}
    values = [read_number(texts.get(key, "")) for key in _STAFF]
    return None not in values and values[0] != sum(value or 0 for value in values[1:])


def _within_reason(asked: Iterator[_Asked]) -> Iterator[_Asked]:
    """What is worth the most of each page, and each line once."""
    spent: defaultdict[int, float] = defaultdict(float)
    seen: set[Place] = set()
    for one in sorted(asked, key=lambda a: _SORTS.index(a.sort)):
        place = _place(one.line)
        if place in seen or spent[one.line.page] + one.work > _MOST_WORK:
            continue
        seen.add(place)
        spent[one.line.page] += one.work
        yield one


def by_looks(cell: Cell, looks: Mapping[Place, Sequence[Line]]) -> None:
    """The cell as all readings of its lines together have it."""
    lines = [line for line in cell.lines if line.text]
    parts = _parts(cell.seen)
    if len(parts) != len(lines) or not any(_place(line) in looks for line in lines):
        return
    cell.looked_at = True
    found: list[Seen] = []
    said: list[str] = []
    for line, part in zip(lines, parts, strict=True):
        others = looks.get(_place(line), ())
        together = part
        if others:
            readings = [seen_in(o.text, o.confidences, o.steps) for o in others]
            together = _fitting(cell, part, readings, len(lines) == 1)
            if cell.kind == "url" and len(together) == len(part):
                # A dot that is lost is lost to all looks: that they agree says little.
                together = [_no_surer(one, than) for one, than in zip(together, part, strict=True)]
        text = "".join(s.text for s in together)
        if text != line.text:
            same = sum("".join(o.text.split()) == "".join(text.split()) for o in others)
            said.append(f"{same} of {len(others)} further OCR passes read {text!r}")
        found += ([Seen("\n", 1.0, ())] if found else []) + together
    if said:
        sure = min((s.confidence for s in found if s.text.strip()), default=1.0)
        cell.rewrite(found, AGAIN, round(sure, 3), "read again, enlarged: " + "; ".join(said))
    else:
        cell.seen = found


def contested(cell: Cell) -> bool:
    """Whether the looks at a short cell mostly have something else than what a rule chose.

    A sum, or a list of names, is soon right by chance where so little is printed.
    """
    short = cell.kind in ("number", "year") or len(_plain(cell.seen)) <= _FEW
    return (cell.looked_at and short) and any(
        one.options and not one.text.isspace() and one.probability(one.text) < _HALF
        for one in cell.seen
    )


def _fitting(
    cell: Cell, first: list[Seen], others: Sequence[list[Seen]], alone: bool
) -> list[Seen]:
    """All readings together; or that one which its column can hold, where it can't hold those.

    ``alone`` says that the line is the whole cell.
    """
    together = put_together(first, others) or first
    if not alone or fit(cell, _plain(together)):
        return together
    readings = [first, *others]
    fits = [
        put_together(one, readings[:at] + readings[at + 1 :], as_first=True)
        for at, one in enumerate(readings)
        if one and fit(cell, _plain(one))
    ]
    return max(fits, key=_surest, default=together)


def _no_surer(one: Seen, than: Seen) -> Seen:
    return Seen(one.text, min(one.confidence, than.confidence), one.options)


def _plain(seen: Sequence[Seen]) -> str:
    return "".join(one.text for one in seen if not one.text.isspace())


def _surest(seen: Sequence[Seen]) -> float:
    return min(one.confidence for one in seen)


def _parts(seen: Sequence[Seen]) -> list[list[Seen]]:
    parts: list[list[Seen]] = [[]]
    for one in seen:
        if one.text == "\n":
            parts.append([])
        else:
            parts[-1].append(one)
    return parts
