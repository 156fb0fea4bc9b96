"""Lists of one line a row, printed with few rulings or none, with the rows as a person sees them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import count

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

STYLES = (
    "plain",  # no line at all
    "booktabs",  # lines above and below the header, and below all
    "groups",  # a line across every five rows
    "zebra",  # every other row shaded, the header as well
    "shaded_header",  # only the header shaded
    "columns",  # lines between the columns, a frame, a line below the header
    "columns_only",  # lines between the columns and nothing else
    "columns_zebra",  # every other row shaded, lines between the columns
    "columns_groups",  # lines between the columns, a line across every five rows
    "striped_columns",  # every other column shaded
)
FONT = "HeiseiKakuGo-W5"
WIDTH, HEIGHT = 595, 842
_TOWNS = (
    "赤井 石山 上原 江川 大沢 川西 木下 久保 小松 坂本 島田 杉谷 関根 高田 月岡 寺島 富山".split()
)
_KINDS = "市 町 村 区".split()
_REGIONS = "東部 西部 南部 北部 中央 沿岸 山間".split()
_WORDS = "交流 観光 物産 留学 投資 防災 環境 農業".split()


@dataclass(frozen=True, slots=True)
class PrintedList:
    """A file, and its list: header, and rows of one line a cell."""

    data: bytes
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def printed_list(seed: int, style: str) -> PrintedList:
    """A random list printed in ``style``; the same for the same seed."""
    rng = random.Random(f"{seed} {style}")
    columns = _columns(rng)
    rows = [tuple(column.text(rng) for column in columns) for _ in range(rng.randint(5, 48))]
    if rng.random() < 0.4 and len(columns) > 3:
        # One column, never the first two, has cells that are empty here and there.
        sparse = rng.randrange(2, len(columns))
        rows = [
            tuple("" if j == sparse and rng.random() < 0.2 else cell for j, cell in enumerate(row))
            for row in rows
        ]
    header = tuple(column.label for column in columns)
    return PrintedList(_draw(rng, style, header, rows, columns), header, tuple(rows))


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    side: str
    text: Callable[[random.Random], str]


def _phone(r: random.Random) -> str:
    return f"0{r.randint(1, 9)}-{r.randint(1000, 9999)}-{r.randint(1000, 9999)}"


def _address(r: random.Random) -> str:
    return f"http://www.{r.choice(['aka', 'ishi', 'kawa', 'shima'])}{r.randint(1, 999)}.lg.jp/"


_NAME = _Column("団体名", "left", lambda r: r.choice(_TOWNS) + r.choice(_KINDS))
_MORE = (
    _Column("地域", "left", lambda r: r.choice(_REGIONS)),
    _Column("人口", "right", lambda r: f"{r.randint(1_000, 3_000_000):,}"),
    _Column("比率", "right", lambda r: f"{r.uniform(0, 100):.1f}%"),
    _Column("職員数", "right", lambda r: str(r.randint(1, 99))),
    _Column("目的", "left", lambda r: r.choice(_WORDS) + "事業"),
    _Column("設立", "center", lambda r: str(r.randint(1980, 2020))),
    _Column("電話番号", "left", _phone),
    _Column("URL", "left", _address),
)


def _columns(rng: random.Random) -> list[_Column]:
    chosen = sorted(rng.sample(range(len(_MORE)), rng.randint(2, 5)))
    columns = [_NAME, *(_MORE[i] for i in chosen)]
    if rng.random() < 0.5:
        counter = count(1)
        side = rng.choice(["left", "right", "center"])
        columns.insert(0, _Column("番号", side, lambda _: str(next(counter))))
    return columns


def _draw(
    rng: random.Random,
    style: str,
    header: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    columns: Sequence[_Column],
) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size = rng.choice([7.0, 8.0, 9.0, 10.0])
    height = size * rng.choice([1.3, 1.6, 2.0, 2.6])
    pad = size * rng.choice([0.25, 0.5, 0.8])
    widths = []
    for j, label in enumerate(header):
        texts = [label, *(row[j] for row in rows)]
        longest = max(pdfmetrics.stringWidth(text, FONT, size) for text in texts)
        widths.append(longest + 2 * pad + size * rng.uniform(0.2, 2.5))
    left = rng.uniform(30, 80)
    xs = [left]
    for width in widths:
        xs.append(xs[-1] + width)
    page_width = max(WIDTH, xs[-1] + 30)
    bottom = 60.0
    top = HEIGHT - rng.uniform(50, 120)
    per_page = max(2, int((top - bottom) / height) - 1)
    if rng.random() < 0.4:
        per_page = min(per_page, max(2, len(rows) // 2 + 1))
    repeat = rng.random() < 0.7
    label_side = rng.choice(["left", "center", "as values"])
    title = rng.random() < 0.5
    numbered = rng.random() < 0.5
    out = BytesIO()
    canvas = Canvas(out, pagesize=(page_width, HEIGHT))
    shade = rng.choice([(0.9, 0.9, 0.95), (0.85, 0.95, 0.85), (0.93, 0.93, 0.93)])
    pages = [rows[i : i + per_page] for i in range(0, len(rows), per_page)]
    for number, part in enumerate(pages):
        lines = [header, *part] if number == 0 or repeat else list(part)
        labelled = lines[0] is header
        ys = [top - i * height for i in range(len(lines) + 1)]
        if style in ("zebra", "columns_zebra", "shaded_header") and labelled:
            canvas.setFillColorRGB(*rng.choice([(0.3, 0.4, 0.6), (0.8, 0.8, 0.8)]))
            canvas.rect(xs[0], ys[1], xs[-1] - xs[0], height, stroke=0, fill=1)
        if style in ("zebra", "columns_zebra"):
            canvas.setFillColorRGB(*shade)
            for i in range(1 if labelled else 0, len(lines)):
                if i % 2:
                    canvas.rect(xs[0], ys[i + 1], xs[-1] - xs[0], height, stroke=0, fill=1)
        if style == "striped_columns":
            canvas.setFillColorRGB(*shade)
            for j in range(0, len(header), 2):
                canvas.rect(xs[j], ys[-1], widths[j], ys[0] - ys[-1], stroke=0, fill=1)
        canvas.setStrokeColorRGB(0, 0, 0)
        canvas.setLineWidth(rng.choice([0.3, 0.5, 1.0]))
        if style.startswith("columns"):
            for x in xs:
                canvas.line(x, ys[0], x, ys[-1])
        across = []
        if style in ("columns", "booktabs", "columns_zebra"):
            across = [ys[0], ys[-1]] + ([ys[1]] if labelled else [])
        elif style in ("groups", "columns_groups"):
            first = 1 if labelled else 0
            across = sorted({ys[0], ys[-1], *ys[first::5]})
        for y in across:
            canvas.line(xs[0], y, xs[-1], y)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.setFont(FONT, size)
        for i, line in enumerate(lines):
            y = ys[i + 1] + (height - size) / 2 + 0.12 * size
            for j, text in enumerate(line):
                way = columns[j].side
                if line is header and label_side != "as values":
                    way = label_side
                if not text:
                    continue
                if way == "left":
                    canvas.drawString(xs[j] + pad, y, text)
                elif way == "right":
                    canvas.drawRightString(xs[j + 1] - pad, y, text)
                else:
                    canvas.drawCentredString((xs[j] + xs[j + 1]) / 2, y, text)
        if title and number == 0:
            canvas.setFont(FONT, size * 1.4)
            canvas.drawString(left, top + 20, "団体の一覧")
        if numbered:
            canvas.setFont(FONT, 8)
            canvas.drawCentredString(page_width / 2, 25, f"- {number + 1} -")
        canvas.showPage()
    canvas.save()
    return out.getvalue()
