"""What each quirk draws on a page, and the texts of its cells that it draws in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from kyoten_extract.testing.drawing import Sheet, Words
from kyoten_extract.testing.printed_list import ListSpec, Quirk
from kyoten_extract.testing.quirk_fonts import PAIRS, RADICALS, WINDOWS, has_radical
from kyoten_extract.testing.quirk_pen import BLACK, Box, Color, QuirkPen

# Shares of the cells of a page that one quirk marks, and how many at most.
_SHARE, _MOST = 0.15, 12
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


@dataclass(slots=True)
class Cell:
    """The texts of one cell of a page.

    Attributes:
        box: its sides.
        kind: of its column.
        words: its lines, top to bottom; none are left once a quirk has drawn them.
    """

    box: Box
    kind: str
    words: list[Words]


@dataclass(slots=True)
class Marked:
    """One page that quirks are drawn on.

    Attributes:
        pen: on the page, below all texts that are drawn as usual.
        cells: with text, that no quirk has marked so far.
        below, above: drawn before, and after the texts that are drawn as usual.
        taken: texts that are not to be drawn as usual.
    """

    pen: QuirkPen
    rng: Random
    spec: ListSpec
    sheet: Sheet
    cells: list[Cell]
    below: list[Callable[[], None]] = field(default_factory=list)
    above: list[Callable[[], None]] = field(default_factory=list)
    taken: list[Words] = field(default_factory=list)

    def some(self, fits: Callable[[Cell], bool] = lambda _: True) -> list[Cell]:
        """Cells to mark, which no other quirk marks then."""
        fitting = [cell for cell in self.cells if fits(cell)]
        count = min(max(1, round(len(self.cells) * _SHARE)), _MOST, len(fitting))
        chosen = self.rng.sample(fitting, count)
        self.cells = [cell for cell in self.cells if not any(cell is each for each in chosen)]
        return chosen

    def take(self, cell: Cell) -> list[Words]:
        """The texts of a cell, which are not drawn as usual."""
        self.taken += cell.words
        return cell.words

    def start(self, words: Words) -> float:
        """The left end of a text."""
        width = self.pen.width(words.text, self.spec.font_size)
        return words.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[words.align]

    def draw(self, words: Words, font: str = "", color: Color = BLACK) -> None:
        """Draw a text, in another font perhaps."""
        size = self.spec.font_size
        if not font:
            self.pen.text(self.start(words), words.y, words.text, size, color=color)
            return
        width = self.pen.width(words.text, size, font)
        x = words.x - width * {"left": 0.0, "center": 0.5, "right": 1.0}[words.align]
        self.pen.text(x, words.y, words.text, size, font=font, color=color)

    def ground(self, box: Box) -> Color:
        """The color under the middle of ``box``."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        grey = 1.0
        for shade in self.sheet.shades:
            if shade.x0 <= x <= shade.x1 and shade.y0 <= y <= shade.y1:
                grey = shade.grey
        return grey, grey, grey

    def other(self, cell: Cell) -> str:
        """A text such as that of a cell, but not its own."""
        texts = [words.text for words in self.sheet.words if words.kind == cell.kind]
        own = {words.text for words in cell.words}
        different = [text for text in texts if text not in own]
        return self.rng.choice(different) if different else "無効"


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


# Texts that nobody sees.


def _unseen(page: Marked, draw: Callable[[float, float, str, Cell], None]) -> None:
    """Another text right behind that of a cell, or under it, in the way of ``draw``."""
    size, rng, pen = page.spec.font_size, page.rng, page.pen
    for cell in page.some():
        words, text = cell.words[-1], page.other(cell)
        x = page.start(words)
        if rng.random() < 0.5:
            x += pen.width(words.text, size) + 0.2 * size
        page.below.append(
            lambda x=x, y=words.y, text=text, cell=cell: draw(x, y, text, cell)  # type: ignore[misc]
        )


def _layer_off(page: Marked) -> None:
    size, pen = page.spec.font_size, page.pen

    def draw(x: float, y: float, text: str, _: Cell) -> None:
        with pen.layer(on=False):
            pen.text(x, y, text, size)

    _unseen(page, draw)


def _white(page: Marked) -> None:
    def draw(x: float, y: float, text: str, cell: Cell) -> None:
        # The ground of a row is that of its cells; beside the table it is white.
        width = page.pen.width(text, page.spec.font_size)
        if x + width < cell.box[2]:
            page.pen.text(x, y, text, page.spec.font_size, color=page.ground(cell.box))

    _unseen(page, draw)


def _transparent(page: Marked) -> None:
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, page.spec.font_size, alpha=0.0))


def _no_ink(page: Marked) -> None:
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, page.spec.font_size, mode=3))


def _tiny(page: Marked) -> None:
    _unseen(page, lambda x, y, text, _: page.pen.text(x, y, text, 0.4))


def _clipped_away(page: Marked) -> None:
    size, pen = page.spec.font_size, page.pen

    def draw(x: float, y: float, text: str, _: Cell) -> None:
        width = pen.width(text, size)
        with pen.clipped((x + width + 5, y - size, x + width + 30, y)):
            pen.text(x, y, text, size)

    _unseen(page, draw)


_DRAW: Mapping[Quirk, Callable[[Marked], None]] = {
    "links": _links,
    "struck": _struck,
    "seals": _seals,
    "boxes": _boxes,
    "layer_on": _layer_on,
    "layer_off": _layer_off,
    "white": _white,
    "transparent": _transparent,
    "no_ink": _no_ink,
    "tiny": _tiny,
    "covered": _covered,
    "clipped_away": _clipped_away,
    "clipped": _clipped,
    "overflow": _overflow,
    "watermark": _watermark,
    "annotations": _annotations,
    "fields": _fields,
    "named_fonts": _named_fonts,
    "radicals": _radicals,
    "furigana": _furigana,
}
