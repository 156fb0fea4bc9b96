"""Composed pages of statistical tables as governments print them, with what is printed in them.

A page has one to three tables between prose, in one or two columns of text. Rulings, header levels,
stubs and figures vary by the seed; words and figures are composed.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field, replace

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

STYLES = (
    "groups",  # rules above, under the header and below; verticals between groups of columns only
    "booktabs",  # the same without verticals, short rules under group labels
    "plain",  # no rules at all
    "row rules",  # a rule under each row, no verticals
    "stub line",  # rules above and below, one vertical right of the stub
    "framed",  # all rulings
    "zebra",  # every other row shaded, no rules
    "columns",  # a frame, a rule under the header, verticals between all columns
)
_WIDTH, _HEIGHT, _MARGIN = 612.0, 792.0, 54.0
_FIRST = (
    "Total",
    "All",
    "Other",
    "New",
    "Public",
    "Private",
    "Rural",
    "Urban",
    "Northern",
    "Basic",
)
_NOUNS = (
    "households", "schools", "vehicles", "permits", "harbors", "forests", "bridges", "clinics",
    "exports", "farms", "pensions", "libraries", "imports", "mines", "railways", "wells", "loans",
)  # fmt: skip
_PLACES = (
    "Alder", "Brookfield", "Cedar Falls", "Dunmore", "East Haven", "Fairview", "Glenwood",
    "Hartley", "Isle of Wren", "Kingsford", "Lower Marsh", "Mill Valley", "Norwick", "Oakham",
    "Port Ellery", "Quarry Hill", "Redwater", "South Tarn", "Thornbury", "Upper Lees", "Westmere",
)  # fmt: skip
_TAIL = ("and related services", "of all kinds, except repairs", "owned by local authorities")
_GROUPS = ("Male", "Female", "Full time", "Part time", "Public sector", "Coastal", "Inland")
_SUBS = ("Number", "Percent", "Total", "Under 18 years", "18 years and over", "Change", "Rank")
_PROSE = (
    "the survey counts every office that reported at least once during the period in question and "
    "leaves out those that closed before the end of the year although some of the figures were "
    "revised after publication because late returns arrived from 14 districts and 3 boards while "
    "estimates for 2009 rest on a sample of about 1,200 units drawn by the regional authorities"
).split()


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell of a printed table: its place, span and text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: its style, cells in reading order, and how many rows are header."""

    style: str
    depth: int
    cells: tuple[PrintedCell, ...]


@dataclass(slots=True)
class PrintedPage:
    """A page as a PDF file, and its tables top to bottom."""

    pdf: bytes = b""
    tables: list[PrintedTable] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    stub: list[str]
    indent: int
    figures: list[str]
    bold: bool = False
    heading: bool = False


@dataclass(slots=True)
class _Look:
    font: str
    size: float
    lead: float
    gap: float
    leaders: bool
    decimal: bool


def random_page(seed: int, style: str | None = None, *, tables: int | None = None) -> PrintedPage:
    """The page of a seed; ``style`` of all its tables (by default random, one for each table)."""
    rng = random.Random(f"statistical {seed} {style}")
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(_WIDTH, _HEIGHT), invariant=1)
    page = PrintedPage()
    two = rng.random() < 0.3
    columns = 2 if two else 1
    width = (_WIDTH - 2 * _MARGIN - 18 * (columns - 1)) / columns
    count = tables if tables is not None else rng.choice((1, 1, 2, 2, 3))
    place = _Flow(canvas, rng, width, columns)
    place.prose(rng.randint(0, 6))
    for number in range(count):
        own = style or rng.choice(STYLES)
        _table(place, rng, own, page, number + 1)
        place.prose(rng.randint(0, 8))
    if two or not count:
        while place.prose(12):
            pass
    canvas.showPage()
    canvas.save()
    page.pdf = buffer.getvalue()
    return page


class _Flow:
    """Where the next block goes."""

    def __init__(self, canvas: Canvas, rng: random.Random, width: float, columns: int) -> None:
        self.canvas, self.rng, self.width, self.columns = canvas, rng, width, columns
        self.column, self.y = 0, _HEIGHT - _MARGIN
        self.font = rng.choice(("Helvetica", "Times-Roman"))
        self.justified = rng.random() < 0.5

    @property
    def x(self) -> float:
        return _MARGIN + self.column * (self.width + 18)

    def room(self, height: float) -> bool:
        """Whether so much fits, in this column or the next."""
        while self.y - height < _MARGIN:
            if self.column + 1 >= self.columns:
                return False
            self.column, self.y = self.column + 1, _HEIGHT - _MARGIN
        return True

    def prose(self, lines: int) -> bool:
        size, at = 9.5, self.rng.randrange(len(_PROSE))
        for number in range(lines):
            if not self.room(12):
                return False
            words: list[str] = []
            limit = self.width * (1 if number < lines - 1 else self.rng.uniform(0.3, 0.9))
            while True:
                word = _PROSE[at % len(_PROSE)]
                if stringWidth(" ".join([*words, word]), self.font, size) > limit:
                    break
                words.append(word)
                at += 1
            text = " ".join(words)
            line = self.canvas.beginText(self.x, self.y - size)
            line.setFont(self.font, size)
            if self.justified and number < lines - 1 and len(words) > 1:
                free = self.width - stringWidth(text, self.font, size)
                line.setWordSpace(free / (len(words) - 1))
            line.textOut(text)
            line.setWordSpace(0)
            self.canvas.drawText(line)
            self.y -= 12
        self.y -= 8
        return True


def _figure(rng: random.Random, kind: str) -> str:
    draw = rng.random()
    if draw < 0.05:
        return rng.choice(("–", "(X)", "(NA)", "...", "–"))
    if kind == "share":
        return f"{rng.uniform(0, 100):.1f}"
    if kind == "small":
        return f"{rng.randint(0, 99)}"
    if kind == "signed":
        return f"{rng.uniform(-20, 20):.2f}"
    if kind == "percent":
        return f"{rng.uniform(0, 100):.1f}%"
    return f"{int(10 ** rng.uniform(1.5, 6.5)):,}"


def _rows(rng: random.Random, columns: int, blank: float) -> list[_Row]:
    kinds = [
        rng.choice(("count", "count", "share", "small", "signed", "percent"))
        for _ in range(columns)
    ]
    count = rng.choice((3, 4, 5, 6, 8, 10, 14, 20, 26))
    by_place = rng.random() < 0.4
    grouped = count >= 6 and rng.random() < 0.5
    wraps = rng.random() < 0.4
    rows: list[_Row] = []
    places = rng.sample(_PLACES, min(count, len(_PLACES)))
    seen: set[str] = set()

    def figures() -> list[str]:
        return ["" if rng.random() < blank else _figure(rng, kind) for kind in kinds]

    if rng.random() < 0.5:
        rows.append(_Row(["Total"], 0, figures(), bold=True))
    left = 0
    while len(rows) < count:
        if grouped and not left:
            left = rng.randint(2, 5)
            name = f"{rng.choice(_FIRST)} {rng.choice(_NOUNS)}"
            if rng.random() < 0.5:
                rows.append(_Row([name + rng.choice((":", ""))], 0, [""] * columns, heading=True))
            else:
                rows.append(_Row([name], 0, figures(), bold=rng.random() < 0.5))
            continue
        if by_place and places:
            name = places.pop()
        else:
            name = f"{rng.choice(_FIRST)} {rng.choice(_NOUNS)}"
            if name in seen:
                name = f"{name}, {rng.choice(_PLACES)}"
            seen.add(name)
        stub = [name]
        if wraps and rng.random() < 0.2:
            stub.append(rng.choice(_TAIL))
        rows.append(_Row(stub, 1 if left else 0, figures()))
        left = max(left - 1, 0)
    while rows[-1].heading:
        rows.pop()
    return rows


def _labels(rng: random.Random, columns: int) -> tuple[list[tuple[int, int, str]], list[list[str]]]:
    """Group labels as (first column, columns, text), and the lines of each column's own label."""
    groups: list[tuple[int, int, str]] = []
    if columns >= 3 and rng.random() < 0.6:
        at = 1 if rng.random() < 0.4 else 0
        names = rng.sample(_GROUPS, len(_GROUPS))
        size = rng.choice((2, 2, 3))
        while at + size <= columns and names:
            groups.append((at, size, names.pop()))
            at += size
    years = rng.random() < 0.3
    first = rng.randint(1990, 2005)
    own: list[list[str]] = []
    for column in range(columns):
        if years:
            own.append([str(first + column)])
            continue
        text = rng.choice(_SUBS)
        if not groups:
            text = f"{rng.choice(_FIRST)} {rng.choice(_NOUNS)}" if rng.random() < 0.6 else text
        words = text.split()
        if len(words) > 1 and rng.random() < 0.7:
            half = (len(words) + 1) // 2
            own.append([" ".join(words[:half]), " ".join(words[half:])])
        else:
            own.append([text])
    return groups, own


def _table(flow: _Flow, rng: random.Random, style: str, page: PrintedPage, number: int) -> None:
    narrow = flow.columns > 1
    columns = rng.randint(2, 3) if narrow else rng.randint(2, 8)
    size = rng.choice((7.0, 7.5, 8.0, 9.0))
    font = rng.choice(("Helvetica", "Times-Roman"))
    look = _Look(
        font, size, size * rng.uniform(1.15, 1.5), size * rng.uniform(0.9, 2.5),
        leaders=rng.random() < 0.4 and style not in ("framed", "zebra"),
        decimal=rng.random() < 0.2,
    )  # fmt: skip
    rows = _rows(rng, columns, rng.choice((0.0, 0.0, 0.05, 0.15)))
    groups, own = _labels(rng, columns)
    bold = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold"}[font]

    def wide(text: str) -> float:
        return stringWidth(text, bold, size)

    stub = max(wide(line) + row.indent * size for row in rows for line in row.stub) + 2 * size
    widths = [
        max([wide(row.figures[i]) for row in rows] + [wide(line) for line in own[i]]) + look.gap
        for i in range(columns)
    ]
    if look.decimal:
        for i in range(columns):
            after = [wide(row.figures[i].partition(".")[2]) for row in rows]
            widths[i] += max(after) - min(after)
    for at, span, text in groups:
        missing = wide(text) + look.gap - sum(widths[at : at + span])
        if missing > 0:
            for i in range(at, at + span):
                widths[i] += missing / span
    while stub + sum(widths) > flow.width and len(widths) > 2 and not groups:
        widths.pop()
        own.pop()
        for row in rows:
            row.figures.pop()
    if stub + sum(widths) > flow.width:
        look = replace(look, gap=size * 0.8)
        return
    columns = len(widths)
    if rng.random() < 0.6:
        free = flow.width - stub - sum(widths)
        share = rng.uniform(0.3, 1.0)
        stub += free * 0.5 * share
        widths = [width + free * 0.5 * share / columns for width in widths]
    deep = max(len(lines) for lines in own)
    head = deep + (1 if groups else 0)
    notes = rng.randint(0, 2)
    height = look.lead * (head + sum(len(row.stub) for row in rows) + notes + 1) + 40
    if not flow.room(height):
        return
    canvas, x = flow.canvas, flow.x
    if rng.random() < 0.8:
        canvas.setFont(bold, size + 2)
        place = f"Table {number}. {rng.choice(_FIRST)} {rng.choice(_NOUNS)} by district"
        canvas.drawString(x, flow.y - size - 2, place)
        flow.y -= size + 8
    xs = [x, x + stub]
    for width in widths:
        xs.append(xs[-1] + width)
    rng_centre = rng.random() < 0.5
    page.tables.append(
        _draw(canvas, rng, style, look, rows, groups, own, xs, flow, bold, centre=rng_centre)
    )
    canvas.setFont(font, size - 1)
    for note in range(notes):
        text = " ".join(_PROSE[note * 9 : note * 9 + rng.randint(5, 9 if narrow else 14)])
        canvas.drawString(x, flow.y - size, f"{note + 1} {text}.")
        flow.y -= look.lead
    flow.y -= 14


def _draw(
    canvas: Canvas, rng: random.Random, style: str, look: _Look, rows: list[_Row],
    groups: list[tuple[int, int, str]], own: list[list[str]], xs: list[float], flow: _Flow,
    bold: str, *, centre: bool,
) -> PrintedTable:  # fmt: skip
    size, lead, y = look.size, look.lead, flow.y
    pad = min(look.gap / 2, size * 0.5)
    columns = len(xs) - 2
    cells: list[PrintedCell] = []
    canvas.setLineWidth(0.6)
    top = y
    deep = max(len(lines) for lines in own)
    head_font = bold if rng.random() < 0.5 else look.font
    canvas.setFont(head_font, size)
    depth = 1 + bool(groups)
    covered = {i for at, span, _ in groups for i in range(at, at + span)}
    group_bottom = y - lead if groups else y
    head_bottom = group_bottom - deep * lead - 3
    spanner = style in ("groups", "booktabs", "stub line") and rng.random() < 0.8
    for at, span, text in groups:
        low, high = xs[at + 1], xs[at + 1 + span]
        canvas.drawCentredString((low + high) / 2, y - size, text)
        cells.append(PrintedCell(0, at + 1, 1, span, text))
        if spanner:
            canvas.line(low + pad, group_bottom - 1, high - pad / 2, group_bottom - 1)
    label = rng.choice(("Item", "District", "Kind", ""))
    if label:
        base = (
            head_bottom + 3 + (lead - size) if rng.random() < 0.7 else (y + head_bottom - size) / 2
        )
        canvas.drawString(xs[0] + 1, base, label)
        cells.append(PrintedCell(0, 0, depth, 1, label))
    for i, lines in enumerate(own):
        base = head_bottom + 3 + (lead - size) + (len(lines) - 1) * lead
        for line in lines:
            if centre:
                canvas.drawCentredString((xs[i + 1] + xs[i + 2]) / 2, base, line)
            else:
                canvas.drawRightString(xs[i + 2] - pad, base, line)
            base -= lead
        first = 1 if groups and i in covered else 0
        cells.append(PrintedCell(first, i + 1, depth - first, 1, " ".join(lines)))
    y = head_bottom
    ends = [top, y]
    point = [
        max(
            (stringWidth(row.figures[i].partition(".")[2], look.font, size) for row in rows),
            default=0.0,
        )
        for i in range(columns)
    ]
    for index, row in enumerate(rows, depth):
        bottom = y - lead * len(row.stub)
        if style == "zebra" and index % 2:
            canvas.setFillGray(0.88)
            canvas.rect(xs[0], bottom, xs[-1] - xs[0], y - bottom, stroke=0, fill=1)
            canvas.setFillGray(0)
        font = bold if row.bold else look.font
        canvas.setFont(font, size)
        base = y - size + 0.5
        for at, line in enumerate(row.stub):
            left = xs[0] + 1 + (row.indent + (0.8 if at else 0)) * size
            last = at == len(row.stub) - 1
            if look.leaders and last and not row.heading:
                end = left + stringWidth(line + " ", font, size)
                dots = int((xs[1] - size - end) / stringWidth(". ", font, size))
                canvas.drawString(left, base, line + " " + ". " * max(dots, 0))
            else:
                canvas.drawString(left, base, line)
            base -= lead
        base += lead
        cells.append(PrintedCell(index, 0, 1, 1, " ".join(row.stub)))
        for i, text in enumerate(row.figures):
            if not text:
                continue
            right = xs[i + 2] - pad
            if look.decimal:
                after = stringWidth(text.partition(".")[2], font, size)
                right -= max(point[i] - after, 0.0)
            canvas.drawRightString(right, base, text)
            cells.append(PrintedCell(index, i + 1, 1, 1, text))
        y = bottom
        ends.append(y)
    y -= 2
    ends[-1] = y
    _rule(canvas, style, groups, xs, ends, group_bottom)
    flow.y = y - 3
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return PrintedTable(style, depth, tuple(cells))


def _rule(
    canvas: Canvas, style: str, groups: list[tuple[int, int, str]], xs: list[float],
    ends: list[float], group_bottom: float,
) -> None:  # fmt: skip
    top, head, bottom = ends[0], ends[1], ends[-1]
    left, right = xs[0], xs[-1]
    if style in ("plain", "zebra"):
        return
    for y in ends if style in ("row rules", "framed") else (top, head, bottom):
        canvas.line(left, y, right, y)
    inner = {i for at, span, _ in groups for i in range(at + 2, at + 1 + span)}
    if style == "groups":
        for i in range(1, len(xs) - 1):
            if i not in inner if groups else i == 1:
                canvas.line(xs[i], top, xs[i], bottom)
    elif style == "stub line":
        canvas.line(xs[1], top, xs[1], bottom)
    elif style in ("framed", "columns"):
        for i, x in enumerate(xs):
            canvas.line(x, group_bottom if i in inner else top, x, bottom)
        for at, span, _ in groups:
            canvas.line(xs[at + 1], group_bottom, xs[at + 1 + span], group_bottom)
