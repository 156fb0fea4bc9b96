"""What each quirk draws on a page, and the texts of its cells that it draws in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random

from kyoten_extract.testing.drawing import Sheet, Words
from kyoten_extract.testing.printed_list import ListSpec, Quirk
from kyoten_extract.testing.quirk_fonts import PAIRS, RADICALS, WINDOWS, has_radical
from kyoten_extract.testing.quirk_page import Cell, Marked
from kyoten_extract.testing.quirk_pen import BLACK, Box, Color, QuirkPen
from kyoten_extract.testing.quirk_unseen import (
    clipped_away,
    layer_off,
    no_ink,
    tiny,
    transparent,
    white,
)

_RED: Color = (0.8, 0.1, 0.1)
_BLUE: Color = (0.05, 0.2, 0.75)
_STAMPS = ("受付", "確認済", "写", "保管")
_WATERMARKS = ("見本", "複写厳禁", "社外秘", "案", "DRAFT", "参考資料")
_READINGS = {
    "札幌": "さっぽろ", "函館": "はこだて", "青森": "あおもり", "盛岡": "もりおか",
    "仙台": "せんだい", "秋田": "あきた", "山形": "やまがた", "福島": "ふくしま", "水戸": "みと",
    "前橋": "まえばし", "千葉": "ちば", "横浜": "よこはま", "新潟": "にいがた", "富山": "とやま",
    "金沢": "かなざわ", "甲府": "こうふ", "長野": "ながの", "岐阜": "ぎふ", "静岡": "しずおか",
    "大津": "おおつ", "神戸": "こうべ", "奈良": "なら", "松江": "まつえ", "岡山": "おかやま",
    "広島": "ひろしま", "徳島": "とくしま", "高松": "たかまつ", "松山": "まつやま",
    "高知": "こうち", "福岡": "ふくおか", "長崎": "ながさき", "熊本": "くまもと",
    "大分": "おおいた", "宮崎": "みやざき", "那覇": "なは", "会館": "かいかん",
    "図書室": "としょしつ", "相談所": "そうだんじょ", "体育館": "たいいくかん",
    "中央": "ちゅうおう", "総務": "そうむ", "観光": "かんこう", "教育": "きょういく",
    "水道": "すいどう", "国際": "こくさい",
}  # fmt: skip
# Of the font size.
_RUBY = 0.45
# Points between a line and the side of a seal's frame.
_CLEAR = 1.5


def mark(pen: QuirkPen, rng: Random, spec: ListSpec, sheet: Sheet) -> Marked:
    """Choose what the quirks of a list draw on a page."""
    cells: dict[tuple[Box, str], list[Words]] = {}
    for words in sheet.words:
        if words.cell is not None:
            cells.setdefault((words.cell, words.kind), []).append(words)
    marked = Marked(
        pen, rng, spec, sheet, [Cell(box, kind, words) for (box, kind), words in cells.items()]
    )
    for quirk in spec.quirks:
        if marked.cells:
            _DRAW[quirk](marked)
    return marked


def _one_line(cell: Cell) -> bool:
    return len(cell.words) == 1


# Lines and shapes.


def _links(page: Marked) -> None:
    size, rng = page.spec.font_size, page.rng
    glyphs = rng.random() < 0.5
    below, width = rng.uniform(0.08, 0.16) * size, rng.uniform(0.4, 0.8)
    for cell in page.some(lambda cell: cell.kind in ("url", "phone", "name", "office")):
        for words in page.take(cell):
            page.above += _link(page, words, words.y + below, width, glyphs=glyphs)


def _link(
    page: Marked, words: Words, y: float, width: float, *, glyphs: bool
) -> Iterator[Callable[[], None]]:
    size, pen, x = page.spec.font_size, page.pen, page.start(words)
    parts = list(words.text) if glyphs else [words.text]
    for part in parts:
        end = x + pen.width(part, size)
        box = x, y - width / 2, end, y + width / 2
        yield lambda x=x, part=part: pen.text(x, words.y, part, size, color=_BLUE)  # type: ignore[misc]
        yield lambda box=box: pen.fill(box, _BLUE)  # type: ignore[misc]
        x = end


def _struck(page: Marked) -> None:
    size, pen, rng = page.spec.font_size, page.pen, page.rng
    color = rng.choice((BLACK, _RED))
    lines = rng.choice(((0.35,), (0.35,), (0.28, 0.42)))
    over = rng.uniform(0.0, 0.08) * size
    for cell in page.some(lambda cell: cell.kind not in ("mark", "symbol")):
        for words in cell.words:
            x0 = page.start(words) - over
            x1 = x0 + pen.width(words.text, size) + 2 * over
            for at in lines:
                y = words.y - at * size
                page.above.append(
                    lambda x0=x0, x1=x1, y=y: pen.line(x0, y, x1, y, 0.5, color)  # type: ignore[misc]
                )


def _seals(page: Marked) -> None:
    pen, rng = page.pen, page.rng
    for cell in page.some(lambda cell: cell.kind in ("name", "office", "place"))[:3]:
        box = _seal_place(page, cell)
        if box is None:
            continue
        x0, y0, x1, _ = box
        side = x1 - x0
        oval = rng.random() < 0.7
        page.above.append(lambda box=box, oval=oval: pen.frame(box, 0.9, _RED, oval=oval))  # type: ignore[misc]
        if rng.random() < 0.5:
            word, angle = rng.choice(_STAMPS), rng.choice((-14.0, 12.0, 20.0))
            tall = side * 0.9 / max(len(word), 2)
            place = x0 + side * 0.05, y0 + side * 0.6
            page.above.append(
                lambda place=place, word=word, tall=tall, angle=angle: pen.text(  # type: ignore[misc]
                    *place, word, tall, color=_RED, angle=angle
                )
            )


def _seal_place(page: Marked, cell: Cell) -> Box | None:
    """A place over the text of a cell, clear of lines that a side of the seal would run along."""
    size, rng, words = page.spec.font_size, page.rng, cell.words[0]
    start = page.start(words)
    for _ in range(20):
        side = rng.uniform(2.2, 4.0) * size
        x = rng.uniform(start, start + page.pen.width(words.text, size))
        y = words.y - rng.uniform(0.0, 0.8) * size
        box = x - side / 2, y - side / 2, x + side / 2, y + side / 2
        lines = [(line.x0, line.y0, line.x1, line.y1) for line in page.sheet.strokes]
        xs = [x0 for x0, _, x1, _ in lines if x0 == x1]
        ys = [y0 for _, y0, _, y1 in lines if y0 == y1]
        near = [abs(box[0] - x) for x in xs] + [abs(box[2] - x) for x in xs]
        near += [abs(box[1] - y) for y in ys] + [abs(box[3] - y) for y in ys]
        if min(near, default=_CLEAR) >= _CLEAR:
            return box
    return None


def _boxes(page: Marked) -> None:
    size, pen, rng = page.spec.font_size, page.pen, page.rng
    side, ticked = 0.75 * size, rng.random() < 0.6
    step = 1.3 * size

    def fits(cell: Cell) -> bool:
        words = cell.words[0]
        room = cell.box[2] - cell.box[0] - 2 * page.spec.padding
        return _one_line(cell) and pen.width(words.text, size) + step <= room

    for cell in page.some(fits):
        (words,) = page.take(cell)
        moved = {"left": step, "center": step / 2, "right": 0.0}[words.align]
        words = replace(words, x=words.x + moved)
        x0, y1 = page.start(words) - step, words.y + 0.02 * size
        box = x0, y1 - side, x0 + side, y1
        page.above.append(lambda words=words: page.draw(words))  # type: ignore[misc]
        page.above.append(lambda box=box: pen.frame(box, 0.5, BLACK))  # type: ignore[misc]
        if ticked and rng.random() < 0.5:
            page.above.append(lambda box=box: _tick(pen, box))  # type: ignore[misc]


def _tick(pen: QuirkPen, box: Box) -> None:
    x0, y0, x1, y1 = box
    low = x0 + (x1 - x0) * 0.4
    pen.line(x0 + 1, (y0 + y1) / 2, low, y1 - 1, 0.8, BLACK)
    pen.line(low, y1 - 1, x1 - 0.5, y0 + 0.5, 0.8, BLACK)


def _watermark(page: Marked) -> None:
    rng, pen, sheet = page.rng, page.pen, page.sheet
    word, angle = rng.choice(_WATERMARKS), rng.choice((25.0, 30.0, 45.0, -30.0))
    size = min(sheet.width, sheet.height) / (len(word) + 1) * rng.uniform(0.5, 0.9)
    grey = rng.uniform(0.75, 0.9)
    x, y = sheet.width * rng.uniform(0.15, 0.35), sheet.height * rng.uniform(0.4, 0.65)
    alpha = rng.choice((1.0, 0.4))
    side = page.below if alpha == 1.0 else rng.choice((page.below, page.above))
    side.append(
        lambda: pen.text(x, y, word, size, color=(grey, grey, grey), alpha=alpha, angle=angle)
    )


# Texts that are seen.


def _layer_on(page: Marked) -> None:
    _in_layer(page, on=True)


def _in_layer(page: Marked, *, on: bool) -> None:
    chosen = [words for cell in page.some() for words in page.take(cell)]

    def draw() -> None:
        with page.pen.layer(on=on):
            for words in chosen:
                page.draw(words)

    page.above.append(draw)


def _covered(page: Marked) -> None:
    size, pen = page.spec.font_size, page.pen
    for cell in page.some(lambda cell: _one_line(cell) and cell.kind != "prose"):
        (words,) = page.take(cell)
        hidden = replace(words, text=page.other(cell))
        x0, y0, x1, y1 = cell.box
        start = page.start(hidden)
        box = (
            max(min(start, page.start(words)) - 1, x0 + 1),
            max(words.y - size, y0 + 1),
            min(start + pen.width(hidden.text, size) + 1, x1 - 1),
            min(words.y + 0.25 * size, y1 - 1),
        )
        # All of it is covered.
        if start < box[0] or start + pen.width(hidden.text, size) > box[2]:
            hidden = replace(hidden, text=words.text[:1])
        color = page.ground(cell.box)
        page.above += [
            lambda hidden=hidden: page.draw(hidden),  # type: ignore[misc]
            lambda box=box, color=color: pen.fill(box, color),  # type: ignore[misc]
            lambda words=words: page.draw(words),  # type: ignore[misc]
        ]


def _clipped(page: Marked) -> None:
    _wide(page, clipped=True)


def _overflow(page: Marked) -> None:
    _wide(page, clipped=False)


def _wide(page: Marked, *, clipped: bool) -> None:
    """Texts set so large that they are wider than their cell."""
    size, pen, rng = page.spec.font_size, page.pen, page.rng
    if page.spec.lines != "all":
        return
    starts = [(words.y, page.start(words)) for words in page.sheet.words]

    def room(cell: Cell) -> float:
        """Points right of a cell without text."""
        y, end = cell.words[0].y, page.sheet.width
        near = (x for other, x in starts if abs(other - y) < 1.5 * size and x > cell.box[2])
        return min(near, default=end) - cell.box[2]

    def fits(cell: Cell) -> bool:
        (words, *more) = cell.words
        wide = pen.width(words.text, size) / (cell.box[2] - cell.box[0])
        known = cell.kind in ("name", "office", "place", "phone", "url")
        return not more and known and wide > 0.5 and (clipped or room(cell) > 0.8 * size)

    for cell in page.some(fits):
        (words,) = page.take(cell)
        most = 2.5 * size if clipped else min(2.0 * size, room(cell) - 0.4 * size)
        wanted = cell.box[2] - words.x + rng.uniform(0.3 * size, most)
        scale = wanted / pen.width(words.text, size)

        def draw(words: Words = words, scale: float = scale, box: Box = cell.box) -> None:
            if not clipped:
                pen.text(words.x, words.y, words.text, size, scale=scale)
                return
            with pen.clipped(box):
                pen.text(words.x, words.y, words.text, size, scale=scale)

        page.above.append(draw)


def _annotations(page: Marked) -> None:
    _added(page, page.pen.comment)


def _fields(page: Marked) -> None:
    _added(page, page.pen.form_field)


def _added(page: Marked, add: Callable[[Box, list[tuple[float, float, str, float]]], None]) -> None:
    size = page.spec.font_size
    for cell in page.some():
        words = [(page.start(each), each.y, each.text, size) for each in page.take(cell)]
        x0, y0, x1, y1 = cell.box
        box = x0 + 0.5, y0 + 0.5, x1 - 0.5, y1 - 0.5
        page.above.append(lambda box=box, words=words: add(box, words))  # type: ignore[misc]


def _named_fonts(page: Marked) -> None:
    font = page.rng.choice(WINDOWS)
    for cell in page.some():
        for words in page.take(cell):
            page.above.append(lambda words=words: page.draw(words, font))  # type: ignore[misc]


def _radicals(page: Marked) -> None:
    font = page.rng.choice((PAIRS, RADICALS))
    for cell in page.some(lambda cell: any(has_radical(words.text) for words in cell.words)):
        for words in page.take(cell):
            page.above.append(lambda words=words: page.draw(words, font))  # type: ignore[misc]


def _furigana(page: Marked) -> None:
    size, pen = page.spec.font_size, page.pen

    def fits(cell: Cell) -> bool:
        known = any(word in cell.words[0].text for word in _READINGS)
        return known and cell.words[0].y - size * (0.9 + _RUBY) > cell.box[1]

    for cell in page.some(fits):
        words = cell.words[0]
        for word, reading in _READINGS.items():
            if word not in words.text:
                continue
            before = words.text[: words.text.index(word)]
            middle = pen.width(before, size) + pen.width(word, size) / 2
            tall = min(_RUBY * size, 1.15 * pen.width(word, size) / len(reading))
            x = page.start(words) + middle - len(reading) * tall / 2
            y = words.y - 0.9 * size
            page.above.append(
                lambda x=x, y=y, reading=reading, tall=tall: pen.text(x, y, reading, tall)  # type: ignore[misc]
            )


_DRAW: Mapping[Quirk, Callable[[Marked], None]] = {
    "links": _links,
    "struck": _struck,
    "seals": _seals,
    "boxes": _boxes,
    "layer_on": _layer_on,
    "layer_off": layer_off,
    "white": white,
    "transparent": transparent,
    "no_ink": no_ink,
    "tiny": tiny,
    "covered": _covered,
    "clipped_away": clipped_away,
    "clipped": _clipped,
    "overflow": _overflow,
    "watermark": _watermark,
    "annotations": _annotations,
    "fields": _fields,
    "named_fonts": _named_fonts,
    "radicals": _radicals,
    "furigana": _furigana,
}
