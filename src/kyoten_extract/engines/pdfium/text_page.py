"""The characters of a page, and counts of those that are hidden, overprinted or undecoded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.loaded_text import load_text
from kyoten_extract.engines.pdfium.one_glyph import given_twice
from kyoten_extract.engines.pdfium.overprint import (
    baselines,
    cast_shadows,
    printed_again,
    reading_order,
    share_clips,
)
from kyoten_extract.engines.pdfium.page_objects import Level
from kyoten_extract.engines.pdfium.sight import MODE, PICTURE, SEEN, Sight, ask_inks
from kyoten_extract.engines.pdfium.text_chars import TextChars
from kyoten_extract.engines.pdfium.text_objects import (
    DrawnText,
    clips_of,
    extents_of,
    place,
    slanted_of,
    text_objects,
    turned_ems,
    turns_of,
)
from kyoten_extract.engines.pdfium.unseen import unseen_texts
from kyoten_extract.engines.pdfium.withheld_text import complete, missing_of
from kyoten_extract.page.array_steps import one_of, true_at
from kyoten_extract.page.page_model import (
    BoolArray,
    Characters,
    FloatArray,
    IntArray,
    is_blank,
    rows,
)
from kyoten_extract.page.text_quality import Unseen

# Share of the em above the baseline; Japanese fonts are designed with this ascent.
_ASCENT = 0.88
# Ems: a glyph whose box begins further than this from its origin has a tight box (Type 3 fonts).
_TIGHT_OFFSET = 0.01
# Ems: the ink of a glyph begins at most this far from its origin.
_MAX_OVERHANG = 0.3
# Latin characters that no font draws an em wide: where one is, a Japanese glyph has a Latin code.
_NARROW = np.zeros(0x250, dtype=bool)
_NARROW[[ord(char) for char in "0123456789abcdefghijklnopqrstuvxyz/.,:;-()"]] = True
_NARROW[0xA1:0x100] = True
_NARROW[[ord(char) for char in "¢£¥§¨©¬®°±´¶×÷ÆŒ"]] = False  # in JIS X 0208, or wide
# Ems: a character at least this wide is full width.
_FULL_WIDTH = 0.97


@dataclass(frozen=True, slots=True)
class PageText:
    """The characters of a page, and counts of those with ink.

    Attributes:
        characters: those that are read.
        annotated: (n,) which of them are of annotations or form fields, and have ink.
        doubled: overprinted copies, which are not read.
        undecoded: characters read without a Unicode value.
        invisible: characters read though drawn without ink: the page has hardly any other text.
        hidden: characters that nobody sees, or further off the page than PDFium reads (one for each
            text object), and not read.
        unseen: those that nobody sees, by the reason.
        unread: text objects on the page whose text PDFium does not give.
    """

    characters: Characters
    annotated: BoolArray
    doubled: int
    undecoded: int
    invisible: int
    hidden: int
    unread: int
    unseen: tuple[Unseen, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenText:
    """The characters of a page that are seen, before overprinted copies are told apart.

    Attributes:
        codes, boxes, runs: (n,), (n, 4), (n,) of the characters, in drawing order.
        undecoded: (n,) which have no Unicode value.
        layer: (n,) which are drawn without ink, and read as the page has hardly any other text.
        clips: (m, 4) clip box of each run; infinite without a clip.
        annotated: (m,) which runs are of annotations or form fields.
        slanted, turned: (m,) as those of ``Characters``.
        stamps: which paths are of stamps; ``None`` if there are none.
        hidden, unread, unseen: as those of :class:`PageText`.
    """

    codes: IntArray
    boxes: FloatArray
    runs: IntArray
    undecoded: BoolArray
    layer: BoolArray
    clips: FloatArray
    annotated: BoolArray
    slanted: BoolArray
    turned: IntArray
    hidden: int
    unread: int
    unseen: tuple[Unseen, ...]
    stamps: BoolArray | None

    def read(self) -> PageText:
        """The text that is read. PDFium is not called."""
        codes, boxes, runs = self.codes, self.boxes, self.runs
        ink = ~is_blank(codes)
        line = baselines(boxes)
        order = reading_order(boxes, line)
        again = printed_again(codes, boxes, runs, order, self.clips)
        again |= cast_shadows(codes, boxes, runs, self.clips, again)
        twice = given_twice(codes, boxes, runs)
        read = ~(again | twice)
        if not read.all():
            at = true_at(read)
            codes, boxes, runs, line = codes[at], rows(boxes, at), runs[at], line[at]
            order = reading_order(boxes, line)
        clipped = share_clips(runs, boxes, self.clips, line, order)
        return PageText(
            Characters(codes, boxes, runs, self.clips, clipped, self.slanted, self.turned),
            self.annotated[runs] & ~is_blank(codes),
            doubled=int((again & ink & ~twice).sum()),
            undecoded=int((self.undecoded & read).sum()),
            invisible=int((self.layer & read).sum()),
            hidden=self.hidden,
            unread=self.unread,
            unseen=self.unseen,
        )


@dataclass(frozen=True, slots=True)
class ToldText:
    """The characters of a page as PDFium tells them.

    Attributes:
        own: the characters of its text page.
        every: all text objects, in drawing order.
        missing: those of them that the text page lacks.
    """

    own: DrawnText
    every: Handles
    missing: Handles

    @classmethod
    def of(cls, text: TextChars, drawn: Sequence[Level]) -> ToldText:
        """Ask PDFium for all of its text page ``text`` that most pages need.

        ``drawn`` are the page's objects, level by level.
        """
        every = text_objects(drawn)
        own = DrawnText.of(load_text(text))
        own.ask()
        ask_inks(own.objects)
        return cls(own, every, missing_of(own.objects, every))


def seen_text(
    page: object, told: ToldText, drawn: Sequence[Level], frame: Frame, sight: Sight
) -> SeenText:
    """Find the characters of a page that are seen.

    Args:
        page: handle of the page.
        told: its characters.
        drawn: the page's objects, level by level.
        frame: the page's coordinate frame.
        sight: how the page is painted.
    """
    placed = place(told.own, drawn, frame)
    placed, unread = complete(page, placed, told.missing, told.every, drawn, frame)
    own, origins = placed.own, placed.origins
    found, objects, runs = own.text, own.objects, own.runs
    boxes = _by_advance(placed.boxes, found.advances, origins, runs, frame)
    turned = np.empty(0, dtype=np.int64)
    if np.isnan(origins[:, 2]).any():
        ems = turned_ems(objects, origins, drawn, frame)
        boxes = _by_turned_advance(boxes, found.advances, ems[runs], frame)
        turned = turns_of(ems)
    codes, boxes = found.codes, _set_boxes(found.codes, boxes, runs, origins)
    on_page = np.zeros(0, dtype=bool)
    if len(unread):
        on_page = _on_page(extents_of(unread, drawn, frame), frame)
    ink = ~is_blank(codes)
    undecoded = found.undecoded | _too_wide(codes, boxes, runs, origins[:, 2], found.fonts)
    why = np.where(ink, sight.text(objects, codes, boxes, runs), SEEN)
    clips = clips_of(objects, drawn, frame)
    # The layer of a scan: text without ink, or under the image.
    layer = one_of(why, (MODE, PICTURE))
    all_unseen = 2 * int(layer.sum()) > int(ink.sum())
    gone = (why != SEEN) & ~(layer & all_unseen)
    unseen = unseen_texts(why, gone, codes, boxes, runs)
    layer &= ~gone
    if gone.any():
        # Blanks stay in doubt: those of a run that is not seen go with it.
        left = np.bincount(runs, weights=ink & ~gone, minlength=len(clips))
        lost = np.bincount(runs, weights=gone, minlength=len(clips))
        kept = ~gone & ~(~ink & ((left == 0) & (lost > 0))[runs])
        at = true_at(kept)
        codes, boxes, runs = codes[at], rows(boxes, at), runs[at]
        undecoded, layer = undecoded[kept], layer[kept]
    slanted, stamps = slanted_of(objects, origins, drawn, frame), None
    if len(sight.paths.thick) and len(sight.paths.colored_frames):
        from kyoten_extract.engines.pdfium.stamp_frames import stamps_of

        inked = true_at(~is_blank(codes))
        of = stamps_of(sight, objects, rows(boxes, inked), runs[inked])
        if of is not None:
            stamps, slanted = of.paths, slanted | of.texts if len(slanted) else of.texts
    return SeenText(
        codes,
        boxes,
        runs,
        undecoded,
        layer,
        clips,
        sight.annotated(objects),
        slanted,
        turned,
        hidden=int(gone.sum()) + int((~on_page).sum()),
        unread=int(on_page.sum()),
        unseen=unseen,
        stamps=stamps,
    )


def _too_wide(
    codes: IntArray, boxes: FloatArray, runs: IntArray, ems: FloatArray, fonts: IntArray
) -> BoolArray:
    """(n,) which upright Latin characters are full width, and so are undecoded Japanese ones.

    A font embedded without a mapping to Unicode is read by its own codes, which look like Latin
    letters. (A font that is not embedded uses standard codes, but may lack widths.) A glyph that
    is mapped to several letters, as a unit or a company's sign, is as wide as all of them.
    """
    em = ems[runs]
    wide: BoolArray = (boxes[:, 2] - boxes[:, 0] >= _FULL_WIDTH * em) & (em > 0)
    wide &= _NARROW[np.minimum(codes, len(_NARROW) - 1)]
    at = true_at(wide)
    if len(at):
        one = (boxes[1:, 0] == boxes[:-1, 0]) & (runs[1:] == runs[:-1])
        several = np.concatenate((one, [False])) | np.concatenate(([False], one))
        wide[at] = (calls.integers(api.font_embedded, Handles(fonts[at])) == 1) & ~several[at]
    return wide


def _on_page(boxes: FloatArray, frame: Frame) -> BoolArray:
    """(n,) which boxes overlap the page."""
    x0, top, x1, bottom = boxes.T
    on_page: BoolArray = (x1 >= 0) & (x0 <= frame.width) & (bottom >= 0) & (top <= frame.height)
    return on_page


def _by_advance(
    boxes: FloatArray, advances: FloatArray, origins: FloatArray, runs: IntArray, frame: Frame
) -> FloatArray:
    """``boxes`` of upright text whose font is not embedded, as wide as the file sets it."""
    foreign = np.isfinite(advances[:, 2])
    if not foreign.any():
        return boxes
    origins = rows(origins, runs)
    at = true_at(foreign & np.isfinite(origins[:, 2]))
    if not len(at):
        return boxes
    x = frame.points(advances[at, :2])[:, 0]
    # Vertical text is set around its origin.
    near = np.abs(boxes[at, 0] - x) < _MAX_OVERHANG * origins[at, 2]
    at, x = at[near], x[near]
    boxes = boxes.copy(order="K")
    boxes[at, 0] = x
    boxes[at, 2] = x + advances[at, 2] * origins[at, 3]
    return boxes


def _by_turned_advance(
    boxes: FloatArray, advances: FloatArray, ems: FloatArray, frame: Frame
) -> FloatArray:
    """``boxes`` of text that is not upright and whose font is not embedded, as the file sets it.

    Args:
        boxes: (n, 4).
        advances: (n, 3) as of ``TextPage``.
        ems: (n, 4) of each character's object, as of :func:`turned_ems`.
    """
    at = true_at(np.isfinite(advances[:, 2]) & np.isfinite(ems[:, 0]))
    if not len(at):
        return boxes
    origin = frame.points(advances[at, :2])
    along, above = ems[at, :2] * advances[at, 2:], ems[at, 2:]
    corners = np.stack(
        [
            origin + across * along + up * above
            for across in (0.0, 1.0)
            for up in (_ASCENT - 1, _ASCENT)
        ]
    )
    boxes = boxes.copy(order="K")
    boxes[at] = np.column_stack((corners.min(axis=0), corners.max(axis=0)))
    return boxes


def _set_boxes(
    codes: IntArray, boxes: FloatArray, runs: IntArray, origins: FloatArray
) -> FloatArray:
    """``boxes`` of upright text with a height of one em around the baseline.

    The heights in font descriptors range from one em to three. The box of a Type 3 glyph is as
    tight as its ink: it is extended to its origin, and to an em if the character is full width.
    """
    x, baseline, em, _ = origins.T
    upright = np.isfinite(em)
    result = boxes.copy(order="K")
    result[:, 1] = (baseline - _ASCENT * em)[runs]
    result[:, 3] = (baseline + (1 - _ASCENT) * em)[runs]
    if not upright.all():
        turned = true_at(~upright[runs])
        result[turned] = boxes[turned]
    alone = upright & (np.bincount(runs, minlength=len(origins)) == 1)
    at = true_at(alone[runs])
    at = at[np.abs(boxes[at, 0] - x[runs[at]]) > _TIGHT_OFFSET * em[runs[at]]]
    if len(at):
        result[at, 0] = x[runs[at]]
        wide = at[(codes[at] >= 0x2E80) & ~((codes[at] >= 0xFF61) & (codes[at] <= 0xFFDC))]
        result[wide, 2] = np.maximum(boxes[wide, 2], (x + em)[runs[wide]])
    return result
