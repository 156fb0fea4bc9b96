"""Lists whose cells wrap, printed without rulings between the rows, and their rows."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

STYLES = (
    "zebra",  # every other row shaded
    "columns",  # lines between the columns, a frame, a line below the header
    "columns_zebra",  # both
    "plain",  # no line at all
)
FONT = "HeiseiKakuGo-W5"
_WIDTH, _HEIGHT, _LEFT = 842.0, 595.0, 40.0
_LEADING = 1.25
_TOWNS = "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島".split()
_HOUSES = "会館 図書室 体育館 公民館 診療所 保育園 交流館 資料館".split()
_PARTS = "東部 西部 南部 北部 中央 沿岸 山間 本町 新町 港".split()
_CLAUSES = (
    "平日の午後に窓口を開く",
    "利用には前日までの申込が要る",
    "駐車場は十台まで使える",
    "夏の間は夜も開いている",
    "改修のため二階を閉じている",
    "集会室は三つあり予約を受ける",
)


@dataclass(frozen=True, slots=True)
class WrappedList:
    """A file and its list; ``crowded`` if the white between rows is no wider than within them."""

    data: bytes
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    crowded: bool


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    kind: str
    ems: float


def wrapped_list(seed: int, style: str, *, numbered: bool, fewest: int = 6) -> WrappedList:
    """A list of random columns, rows and spacing; the same for the same seed."""
    rng = random.Random(f"{seed} {style} {numbered}")
    more = ["phone", "year", "count", "place"]
    kinds = ["name", *rng.sample(more, rng.randint(1, 3))]
    kinds.insert(rng.randint(1, len(kinds)), "remark")
    if numbered:
        kinds.insert(0, "number")
    columns = [_column(rng, kind) for kind in kinds]
    count = rng.randint(fewest, 30)
    rows = [tuple(_value(rng, kind, n) for kind in kinds) for n in range(1, count + 1)]
    return _printed(rng, style, columns, rows)


def _column(rng: random.Random, kind: str) -> _Column:
    label, low, high = {
        "number": ("番号", 3, 4),
        "name": ("施設名", 9, 16),
        "remark": ("備考", 14, 22),
        "phone": ("電話", 8, 10),
        "year": ("設立", 4, 6),
        "count": ("定員", 4, 6),
        "place": ("地区", 4, 6),
    }[kind]
    return _Column(label, kind, rng.uniform(low, high))


def _value(rng: random.Random, kind: str, n: int) -> str:
    match kind:
        case "number":
            return str(n)
        case "name":
            parts = rng.sample(_PARTS, rng.choice((0, 0, 1, 3)))
            return f"{rng.choice(_TOWNS)}市{''.join(parts)}第{n}{rng.choice(_HOUSES)}"
        case "remark":
            return "".join(f"{c}。" for c in rng.sample(_CLAUSES, rng.choice((0, 1, 1, 2, 3))))
        case "phone":
            return f"0{rng.randint(11, 99)}-{rng.randint(200, 899)}-{n:04}"
        case "year":
            return str(rng.randint(1950, 2024))
        case "count":
            return f"{rng.randint(1, 9)},{rng.randint(100, 999)}"
    return rng.choice(_PARTS)


def _wrap(text: str, ems: float) -> list[str]:
    lines, line, width = [], "", 0.0
    for char in text:
        own = 1.0 if ord(char) > 0xFF else 0.67
        if width + own > ems:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + char, width + own
    return [*lines, line] if line else lines


def _printed(
    rng: random.Random, style: str, columns: Sequence[_Column], rows: Sequence[tuple[str, ...]]
) -> WrappedList:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = rng.choice((7.0, 8.0, 9.0))
    pad = size * rng.choice((0.1, 0.3, 0.5))
    side = size * rng.choice((0.3, 0.6))
    middle = rng.random() < 0.5
    gutter = 0.0 if style.startswith("columns") else size
    xs = [_LEFT]
    for column in columns:
        xs.append(xs[-1] + column.ems * size + 2 * side + gutter)
    out = BytesIO()
    canvas = Canvas(out, pagesize=(max(_WIDTH, xs[-1] + _LEFT), _HEIGHT), invariant=1)
    header = tuple(column.label for column in columns)
    cells = [[_wrap(text, columns[j].ems) for j, text in enumerate(row)] for row in rows]
    repeat = rng.random() < 0.7
    shade = rng.choice(((0.9, 0.9, 0.95), (0.85, 0.95, 0.85), (0.93, 0.93, 0.93)))
    bottom = rng.uniform(50.0, 250.0)
    for page, part in enumerate(_pages(cells, size, pad, bottom)):
        labelled = not page or repeat
        lines = [[[label] for label in header], *part] if labelled else list(part)
        heights = [max(map(len, row)) * size * _LEADING + 2 * pad for row in lines]
        y = _HEIGHT - 60.0
        ys = [y]
        for height in heights:
            ys.append(ys[-1] - height)
        if style.endswith("zebra"):
            canvas.setFillColorRGB(*shade)
            for i in range(labelled, len(lines)):
                if (i - labelled) % 2:
                    canvas.rect(xs[0], ys[i + 1], xs[-1] - xs[0], heights[i], stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setLineWidth(0.5)
        if style.startswith("columns"):
            for x in xs:
                canvas.line(x, ys[0], x, ys[-1])
            for y in (ys[0], *ys[1 : 1 + labelled], ys[-1]):
                canvas.line(xs[0], y, xs[-1], y)
        canvas.setFont(FONT, size)
        for i, row in enumerate(lines):
            for j, texts in enumerate(row):
                top = ys[i] - pad
                if middle:
                    top -= (heights[i] - 2 * pad - len(texts) * size * _LEADING) / 2
                for n, text in enumerate(texts):
                    canvas.drawString(xs[j] + side, top - (n * _LEADING + 0.98) * size, text)
        canvas.showPage()
    canvas.save()
    return WrappedList(out.getvalue(), header, tuple(rows), pad < 0.2 * size)


def _pages(
    cells: Sequence[list[list[str]]], size: float, pad: float, bottom: float
) -> Iterator[list[list[list[str]]]]:
    page: list[list[list[str]]] = []
    left = room = _HEIGHT - 90.0 - bottom
    for row in cells:
        height = max(map(len, row)) * size * _LEADING + 2 * pad
        if page and height > left:
            yield page
            page, left = [], room
        page.append(row)
        left -= height
    yield page
