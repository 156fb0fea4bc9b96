"""Random ruled lists whose truth is known, for tests that leave out some of their lines."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kyoten_extract.page.page_model import Page, Rulings
from strategies import EM, PITCH, characters_of

_TOP, _LEFT, _PAD = 60.0, 30.0, 3.0
_CITIES = (
    "札幌 函館 弘前 盛岡 石巻 横手 米沢 会津若松 つくばみらい 宇都宮 佐倉 三浦 長岡 氷見".split()
)
_PARTS = ("東", "西", "南町", "北三条", "中央", "本町二丁目", "港")


def _value(r: random.Random, kind: str, n: int) -> str:
    match kind:
        case "number":
            return str(n)
        case "name":
            return r.choice(_CITIES) + r.choice(("会館", "ホール", "体育センター", "図書室"))
        case "city":
            return r.choice(_CITIES) + "市"
        case "town":
            return r.choice(_PARTS)
        case "phone":
            return f"0{r.randint(11, 99)}-{r.randint(200, 999)}-{n:04}"
        case "postal":
            return f"{r.randint(100, 999)}-{r.randint(1000, 9999)}"
        case "year":
            return str(r.randint(1950, 2024))
        case "amount":
            return f"{r.randint(1, 9)},{r.randint(100, 999)}"
        case "count":
            return str(r.randint(1, 4000))
        case "mark":
            return r.choice("○×－")
    return "\n".join("".join(r.choices(_PARTS, k=3)) for _ in range(r.randint(1, 3)))


_KINDS = {
    "number": ("番号", "center"),
    "name": ("施設名", "left"),
    "city": ("市", "left"),
    "town": ("町", "center"),
    "phone": ("電話", "left"),
    "postal": ("郵便", "center"),
    "year": ("年", "center"),
    "amount": ("金額", "right"),
    "count": ("人数", "right"),
    "mark": ("有無", "center"),
    "prose": ("備考", "left"),
}


@dataclass(frozen=True, slots=True)
class RuledList:
    """A list on one page or more.

    Attributes:
        header: its labels.
        pages: of each, its rows.
        ways: left, center or right for each column.
        xs: its column boundaries, in points.
    """

    header: tuple[str, ...]
    pages: tuple[tuple[tuple[str, ...], ...], ...]
    ways: tuple[str, ...]
    xs: tuple[float, ...]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [row for page in self.pages for row in page]


def random_list(seed: int, *, pages: int = 1, blanks: float = 0.0) -> RuledList:
    """A list of 3 to 7 columns and 4 to 16 rows a page; ``blanks`` of its cells are empty."""
    r = random.Random(seed)
    kinds = ["number", *r.choices([kind for kind in _KINDS if kind != "number"], k=r.randint(2, 6))]
    labels = [f"{_KINDS[kind][0]}{'甲乙丙丁戊己庚'[i]}" for i, kind in enumerate(kinds)]
    number = 0
    printed = []
    for _ in range(pages):
        rows = []
        for _ in range(r.randint(4, 16)):
            number += 1
            rows.append(
                tuple(
                    "" if i and r.random() < blanks else _value(r, kind, number)
                    for i, kind in enumerate(kinds)
                )
            )
        printed.append(tuple(rows))
    xs = [_LEFT]
    for column, label in enumerate(labels):
        cells = [label, *(row[column] for page in printed for row in page)]
        widest = max(_width(line) for cell in cells for line in cell.split("\n"))
        xs.append(xs[-1] + widest + 2 * _PAD + r.choice((0.0, 4.0, 20.0, 40.0)))
    ways = tuple(_KINDS[kind][1] for kind in kinds)
    return RuledList(tuple(labels), tuple(printed), ways, tuple(xs))


def _width(text: str) -> float:
    return len(text) * EM / 2


Segment = tuple[int, int, int]
"""Page (from 0), row of its grid (0 is the header), boundary."""


def print_list(
    printed: RuledList,
    missing: Sequence[Segment] = (),
    merged: dict[Segment, str] | None = None,
    *,
    repeat_header: bool = True,
    unparted: Sequence[tuple[int, int]] = (),
) -> list[Page]:
    """The pages of a list without the ``missing`` pieces of its vertical lines.

    ``unparted`` are rows, by page and place, with no line above them.

    ``merged`` are texts printed in the middle of the two cells beside a segment, instead of
    their own and of the line between them.
    """
    merged = merged or {}
    pages = []
    for index, body in enumerate(printed.pages):
        has_header = repeat_header or not index
        rows = [printed.header, *body] if has_header else list(body)
        gone = {*missing, *merged}
        y, texts, lines = _TOP, [], []
        ys = [_TOP]
        for at, row in enumerate(rows, start=0 if has_header else 1):
            height = max(cell.count("\n") + 1 for cell in row) * PITCH + 2 * _PAD
            for column, cell in enumerate(row):
                if (index, at, column) in merged or (index, at, column + 1) in merged:
                    continue
                way = "center" if row is printed.header else printed.ways[column]
                texts += _lines(cell, printed.xs[column : column + 2], y, height, way)
            for (page, place, boundary), text in merged.items():
                if (page, place) == (index, at):
                    wide = (printed.xs[boundary - 1], printed.xs[boundary + 1])
                    texts += _lines(text, wide, y, height, "center")
            lines += [
                (x, y, y + height)
                for boundary, x in enumerate(printed.xs)
                if (index, at, boundary) not in gone
            ]
            if (index, at) in unparted:
                ys.remove(y)
            y += height
            ys.append(y)
        rulings = Rulings(
            np.array([(y, printed.xs[0], printed.xs[-1]) for y in ys]), np.array(lines)
        )
        size = printed.xs[-1] + _LEFT, ys[-1] + _TOP
        pages.append(Page(index + 1, *size, rulings, characters_of(texts)))
    return pages


def _lines(
    cell: str, xs: Sequence[float], y: float, height: float, way: str
) -> list[tuple[float, float, str]]:
    lines = cell.split("\n") if cell else []
    top = y + (height - len(lines) * PITCH) / 2
    found = []
    for i, line in enumerate(lines):
        free = xs[1] - xs[0] - _width(line)
        x = {"left": xs[0] + _PAD, "right": xs[1] - _PAD - _width(line), "center": xs[0] + free / 2}
        found.append((x[way], top + i * PITCH, line))
    return found
