"""Each recognised cell read again under what its column can hold and its document says.

A reading is changed only for one that the picture shows as possible; each change is a choice with
its rule and its evidence. What is still not sure after that keeps its confidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kyoten_extract.layout import Kind
from kyoten_extract.model import BaseForm, BBox, PictureLine, Row
from kyoten_extract.ngrams import Neighbours
from kyoten_extract.sources.scan.decode import Seen, seen_in
from kyoten_extract.text.era import parse_fiscal_year
from kyoten_extract.text.municipalities import municipalities
from kyoten_extract.values import is_absent, read_form, read_number

_DIGITS = frozenset("0123456789,")
_ERA = frozenset("0123456789HSRTM平成昭和令大正明治元年度")
_NOT_IN_URLS = {",": ".", "、": ".", "。": ".", "・": ".", ":/": ":", "\\": "/", "|": "l"}
# A character is possible where the picture gives it this probability.
_POSSIBLE = 0.003
# Among the characters that a column can have, the likeliest has this share.
_CLEAR = 0.6
# What a choice makes of a character's confidence: proven, likely, and a guess to be told of.
_PROVEN, _LIKELY, _UNPROVEN = 0.97, 0.9, 0.8
_DOUBTFUL = 0.97
_STAFF = ("staff_total", "staff_dispatched", "staff_local")


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that was chosen over the one before it.

    Attributes:
        text: of the whole cell, lines parted by newlines.
        rule: a stable code, ``ocr-...``.
        confidence: from 0 to 1.
        evidence: in words.
    """

    text: str
    rule: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Reread:
    """What was found out of one recognised cell.

    Attributes:
        place: column of the row.
        key: of the column.
        page, bbox: where it is printed.
        confidence: of its least sure character, after the choices.
        choices: the readings chosen one after the other; none where the first one stands.
        other: what it may be instead.
    """

    place: int
    key: str
    page: int
    bbox: BBox
    confidence: float
    choices: tuple[Choice, ...] = ()
    other: str | None = None


@dataclass(slots=True)
class _Cell:
    """A cell at work: its characters, newlines among them, as they are chosen so far."""

    place: int
    key: str
    kind: Kind | None
    lines: Sequence[PictureLine]
    seen: list[Seen]
    choices: list[Choice] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(seen.text for seen in self.seen)

    def choose(
        self, changes: Mapping[int, str], rule: str, confidence: float, evidence: str
    ) -> None:
        """Put ``changes`` in the place of the characters at their indexes."""
        for at, char in changes.items():
            old = self.seen[at]
            self.seen[at] = Seen(char, max(confidence, old.probability(char)), old.options)
        self.choices.append(Choice(self.text, rule, confidence, evidence))


def reread_cells(
    rows: Sequence[Row], kinds: Sequence[Kind | None], keys: Mapping[int, str]
) -> tuple[tuple[Reread, ...], ...]:
    """The recognised cells of each row.

    Args:
        rows: as recognised.
        kinds: what each column holds.
        keys: of the columns that are known; others are left as they are.
    """
    cells = [
        [
            cell
            for place in sorted({column for column, _ in row.pictures})
            if place in keys and (cell := _cell(row, place, keys[place], kinds[place])) is not None
        ]
        for row in rows
    ]
    for cell in (cell for row in cells for cell in row):
        _by_kind(cell)
    for row in cells:
        _by_sum({cell.key: cell for cell in row})
    _by_neighbours([cell for row in cells for cell in row])
    return tuple(tuple(_result(cell) for cell in row) for row in cells)


def _cell(row: Row, place: int, key: str, kind: Kind | None) -> _Cell | None:
    """The cell at ``place``, if its lines are its text: they are not where two stand abreast."""
    lines = [line for column, line in row.pictures if column == place]
    seen: list[Seen] = []
    for line in lines:
        if seen:
            seen.append(Seen("\n", 1.0, ()))
        seen += seen_in(line.text, line.confidences, line.steps)
    if "".join(s.text for s in seen) != row.cells[place]:
        sure = min((c for line in lines for c in line.confidences), default=1.0)
        seen = [Seen(row.cells[place], sure, ())]
    return _Cell(place, key, kind, lines, seen)


def _result(cell: _Cell) -> Reread:
    sure = min((seen.confidence for seen in cell.seen), default=1.0)
    other = None
    doubtful = [i for i, s in enumerate(cell.seen) if s.confidence < _DOUBTFUL and s.second]
    if doubtful:
        text = [seen.text for seen in cell.seen]
        for at in doubtful:
            if cell.seen[at].confidence < _CLEAR:
                text[at] = cell.seen[at].second
        other = "".join(text) if "".join(text) != cell.text else None
    boxes = [line.bbox for line in cell.lines if line.page == cell.lines[0].page]
    box = (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )
    return Reread(cell.place, cell.key, cell.lines[0].page, box, sure, tuple(cell.choices), other)


def _by_kind(cell: _Cell) -> None:
    """The cell under what its column can hold, where its text is nothing of the kind."""
    text = cell.text
    if is_absent(text):
        return
    if cell.kind == "number" and read_number(text) is None:
        _restricted(cell, _DIGITS, lambda t: read_number(t) is not None, "ocr-digits", "numbers")
    elif cell.kind == "year" and parse_fiscal_year(text) is None:
        _restricted(cell, _ERA, lambda t: parse_fiscal_year(t) is not None, "ocr-era", "years")
    elif cell.kind == "code" and read_form(text) is None:
        _as_form(cell)
    elif cell.kind == "url":
        _as_url(cell)
    elif cell.key == "municipality":
        _as_municipality(cell)


def _restricted(
    cell: _Cell, allowed: frozenset[str], fits: Callable[[str], bool], rule: str, what: str
) -> None:
    changes: dict[int, str] = {}
    sure = 1.0
    for at, seen in enumerate(cell.seen):
        if seen.text in allowed or seen.text == "\n":
            continue
        options = [(c, v) for c, v in seen.options if c in allowed]
        total = sum(v for _, v in options)
        if not options or options[0][1] < _POSSIBLE or options[0][1] < _CLEAR * total:
            return
        changes[at] = options[0][0]
        sure = min(sure, options[0][1] / total * _LIKELY)
    text = "".join(changes.get(i, s.text) for i, s in enumerate(cell.seen))
    if changes and fits(text.replace("\n", "")):
        cell.choose(changes, rule, round(sure * 0.9, 3), f"the column has {what} only")


def _as_form(cell: _Cell) -> None:
    """The letter of a form by the name that stands after it."""
    named = [form for form in BaseForm if form.label in cell.text.replace("\n", "")]
    if len(named) == 1 and len(cell.seen) > 1 and not named[0].label.startswith(cell.seen[0].text):
        evidence = f"{named[0].label} is form {named[0].value}"
        cell.choose({0: named[0].value}, "ocr-form", _PROVEN, evidence)


def _as_url(cell: _Cell) -> None:
    changes = {at: _NOT_IN_URLS[s.text] for at, s in enumerate(cell.seen) if s.text in _NOT_IN_URLS}
    if changes:
        evidence = "an address has other signs there"
        cell.choose(changes, "ocr-url", _UNPROVEN, evidence)


def _as_municipality(cell: _Cell) -> None:
    """The official name that the picture shows, if it is one only."""
    text = cell.text
    names = {m.name or m.prefecture for m in municipalities() if m.kind != "ward"}
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
        cell.choose(changes, "ocr-municipality", 0.95, f"{name} is the one name it can be")


def _by_sum(row: Mapping[str, _Cell]) -> None:
    """One figure of the staff, where only another reading of it makes the sum right."""
    cells = [row[key] for key in _STAFF if key in row]
    values = [read_number(cell.text) for cell in cells]
    if len(cells) < len(_STAFF) or None in values or values[0] == sum(v or 0 for v in values[1:]):
        return
    found: list[tuple[int, int, str]] = []
    for which, cell in enumerate(cells):
        for at, seen in enumerate(cell.seen):
            for char, value in seen.options:
                if char in _DIGITS and char != seen.text and value >= _POSSIBLE:
                    text = "".join(char if i == at else s.text for i, s in enumerate(cell.seen))
                    tried = [read_number(text) if i == which else v for i, v in enumerate(values)]
                    if tried[0] == sum(v or 0 for v in tried[1:]):
                        found.append((which, at, char))
    if len(found) == 1:
        which, at, char = found[0]
        cells[which].choose({at: char}, "ocr-sum", 0.95, "with it, the staff adds up")


def _by_neighbours(cells: Sequence[_Cell]) -> None:
    """Doubtful characters as the rest of the document has them amid the same neighbours."""
    texts = [cell for cell in cells if cell.kind not in ("number", "year", "url")]
    for _ in range(2):
        neighbours = Neighbours([[(s.text, s.confidence) for s in cell.seen] for cell in texts])
        for number, cell in enumerate(texts):
            changes: dict[int, str] = {}
            for at, seen in enumerate(cell.seen):
                if seen.confidence >= _DOUBTFUL or not seen.options:
                    continue
                options = [c for c, v in seen.options if c and v >= _POSSIBLE and c != seen.text]
                better = neighbours.better(number, at, options) if options else None
                if better is not None:
                    changes[at] = better
                elif neighbours.confirms(number, at, options):
                    cell.seen[at] = Seen(seen.text, _PROVEN, seen.options)
            if changes:
                evidence = "the document has it elsewhere amid the same characters"
                cell.choose(changes, "ocr-context", 0.95, evidence)
