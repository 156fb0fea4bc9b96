"""A small picture of a page with what its objects say about it, for the proof by picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.page_objects import Level, apply, apply_to_boxes, clip_boxes
from kyoten_extract.engines.pdfium.render import draw
from kyoten_extract.page.array_steps import difference, distinct, one_of, true_at
from kyoten_extract.page.page_model import BoolArray, FloatArray, IntArray
from kyoten_extract.page.picture_ink import grown_boxes
from kyoten_extract.page.picture_proof import PagePicture

# Pixels per point: a full stop of small print is still a pixel.
_SCALE, _MIN_SCALE = 1.0, 0.8
# Pixels of the picture, above which a large page is drawn at the smaller scale.
_MAX_PIXELS = 1_000_000
# Points between places along a slanted or curved stroke that account for its ink.
_STEP_OF_STROKE = 2.0
# Path segments of a slanted line that is drawn as a filled shape, at most; letters have more.
_MAX_SEGMENTS_OF_A_LINE = 8
# Places along a curve that account for its ink.
_PLACES_ON_A_CURVE = 32
# Path segments of a page that are followed for this; a map has more, and no table.
_MAX_STROKES = 20_000
# PDFium has Latin fonts of its own, so only other characters depend on the machine's.
_FIRST_FOREIGN = 0x250
# Points: the extent of a text without glyphs.
_NO_EXTENT = 0.1
# Path segments of a frame or a fill, at most: its sides are those of its box.
_MAX_SEGMENTS_OF_A_BOX = 6
# Points: the line of a frame lies up to so far within what the frame marks.
_WITHIN_SIDES = 1.5


def may_show_others(
    handle: object, drawn: Sequence[Level], *, layered: bool, annotated: bool, blends: bool
) -> bool:
    """Whether what a page shows may well differ from what its objects are, by their kinds.

    Args:
        handle: of the page.
        drawn: its objects.
        layered: whether the file has optional content (layers).
        annotated: whether annotations are drawn into the page.
        blends: whether the file has anything that makes objects transparent, but forms.
    """
    return (
        layered
        or annotated
        or bool(pdfium.FPDFPage_HasTransparency(handle))
        or _has_drawn_annotations(handle)
        or any(_has_transparent(level, blends=blends) for level in drawn)
    )


def _has_transparent(level: Level, *, blends: bool) -> bool:
    form = pdfium.FPDF_PAGEOBJ_FORM
    objects = level.objects if blends else level.of_type(form)
    return bool(calls.integers(api.transparent, objects).any())


def _has_drawn_annotations(handle: object) -> bool:
    for index in range(pdfium.FPDFPage_GetAnnotCount(handle)):
        annotation = pdfium.FPDFPage_GetAnnot(handle, index)
        if annotation:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)
            if kind not in (pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP):
                return True
    return False


def picture_of(handle: object, text: object, drawn: Sequence[Level], frame: Frame) -> PagePicture:
    """Draw a page small; see :class:`PagePicture`."""
    whole = (0.0, 0.0, frame.width, frame.height)
    fitting = (_MAX_PIXELS / (frame.width * frame.height)) ** 0.5
    scale = min(max(fitting, _MIN_SCALE), _SCALE)
    drawing = draw(handle, frame, whole, max(round(frame.width * scale), 1))
    pixels = drawing.pixels[..., 0].astype(np.int16)
    pixels += drawing.pixels[..., 1]
    pixels += drawing.pixels[..., 2]
    outlines, solid = [np.empty((0, 4))], [np.empty((0, 4))]
    for level in drawn:
        paths = level.of_type(pdfium.FPDF_PAGEOBJ_PATH)
        counts = calls.integers(api.path_count, paths)
        plain = true_at(counts <= _MAX_SEGMENTS_OF_A_BOX)
        outlines += _boxes(paths.take(plain), level, frame)
        wide = true_at(_wide(paths))
        outlines += _strokes(paths.take(wide), counts[wide], level, frame)
        images = one_of(level.types, (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))
        solid += _boxes(level.objects.take(true_at(images)), level, frame)[-1:]
    from kyoten_extract.engines.pdfium.marking_annotations import HIGHLIGHTS, SIGNS, marked_boxes

    marked = frame.boxes(marked_boxes(handle, HIGHLIGHTS))
    # A frame is drawn on the sides of what it marks, or just within.
    outlines += [marked, grown_boxes(marked, -_WITHIN_SIDES)]
    solid.append(frame.boxes(marked_boxes(handle, SIGNS)))
    return PagePicture(
        pixels,
        drawing.scale,
        np.concatenate(outlines),
        np.concatenate(solid),
        _unproven(text, drawn, frame),
    )


def _boxes(objects: Handles, level: Level, frame: Frame) -> list[FloatArray]:
    """Boxes of objects as drawn whole, and as cut by their clips."""
    if not len(objects):
        return []
    boxes = apply_to_boxes(api.floats(api.object_bounds, objects), level.matrix)
    clips = apply_to_boxes(clip_boxes(objects), level.matrix)
    low, high = np.maximum(boxes[:, :2], clips[:, :2]), np.minimum(boxes[:, 2:], clips[:, 2:])
    cut = np.column_stack((low, high))[(low <= high).all(axis=1)]
    return [frame.boxes(boxes), frame.boxes(cut)]


def _wide(paths: Handles) -> BoolArray:
    """Which paths extend both across and down, so that they may be slanted or curved."""
    bounds = api.floats(api.object_bounds, paths)
    size = bounds[:, 2:] - bounds[:, :2]
    return np.asarray((size > _STEP_OF_STROKE).all(axis=1))


def _strokes(paths: Handles, counts: IntArray, level: Level, frame: Frame) -> list[FloatArray]:
    """Boxes of no size along slanted and curved strokes: braces, crossed out cells.

    Filled shapes of many segments are left out: letters are drawn so.
    """
    if not len(paths):
        return []
    fill, stroke = api.booleans(api.path_mode, paths).T
    lines = (stroke & ~fill) | (counts <= _MAX_SEGMENTS_OF_A_LINE)
    counts = np.where(lines, np.maximum(counts, 0), 0)
    if not 0 < counts.sum() <= _MAX_STROKES:
        return []
    path = np.repeat(np.arange(len(paths)), counts)
    segments = api.parts(api.path_segment, paths, counts)
    types = calls.integers(api.segment_type, segments)
    a, b, c, d, e, f = api.structs(api.object_matrix, 6, paths)[path].T
    x, y = api.points(segments).T
    points = frame.points(
        apply(np.column_stack((a * x + c * y + e, b * x + d * y + f)), level.matrix)
    )
    curved = true_at(types == pdfium.FPDF_SEGMENT_BEZIERTO)
    last = curved[2::3]
    last = last[last >= 3]
    t = np.linspace(0.0, 1.0, _PLACES_ON_A_CURVE)[:, None, None]
    curve = (
        (1 - t) ** 3 * points[last - 3]
        + 3 * t * (1 - t) ** 2 * points[last - 2]
        + 3 * t**2 * (1 - t) * points[last - 1]
        + t**3 * points[last]
    ).reshape(-1, 2)
    ends = true_at(types[1:] == pdfium.FPDF_SEGMENT_LINETO) + 1
    way = points[ends] - points[ends - 1]
    slanted = (np.abs(way) > _STEP_OF_STROKE / 2).all(axis=1)
    ends, way = ends[slanted], way[slanted]
    pieces = np.ceil(np.abs(way).max(axis=1, initial=0) / _STEP_OF_STROKE).astype(np.int64) + 1
    if pieces.sum() > 10 * _MAX_STROKES:
        return []
    owner = np.repeat(np.arange(len(ends)), pieces)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    places = points[ends - 1][owner] + way[owner] * (nth / pieces[owner])[:, None]
    places = np.concatenate((places, curve))
    return [np.column_stack((places, places))]


def _unproven(text: object, drawn: Sequence[Level], frame: Frame) -> FloatArray:
    """(n, 4) boxes of text that is drawn with a font of the machine, which may lack its glyphs."""
    texts = [level.of_type(pdfium.FPDF_PAGEOBJ_TEXT) for level in drawn]
    fonts = [calls.integers(api.text_font, objects) for objects in texts]
    every = distinct(np.concatenate([np.empty(0, dtype=np.int64), *fonts]))
    foreign_fonts = every[calls.integers(api.font_embedded, Handles(every)) != 1]
    found = [np.empty((0, 4))]
    if not len(foreign_fonts):
        return found[0]
    numbers = np.arange(max(pdfium.FPDFText_CountChars(text), 0))
    drawing = calls.integers_at(api.char_object, text, numbers)
    codes = calls.integers_at(api.char_code, text, numbers)
    # PDFium may leave out text whose font it does not find: that is unproven as a whole.
    latin = difference(drawing, drawing[codes >= _FIRST_FOREIGN])
    for level, objects, font in zip(drawn, texts, fonts, strict=True):
        unproven = np.isin(font, foreign_fonts) & ~np.isin(objects.addresses, latin)
        if unproven.any():
            bounds = api.floats(api.object_bounds, objects.take(true_at(unproven)))
            if not ((bounds[:, 2:] - bounds[:, :2]) > _NO_EXTENT).all():
                # Without any font, PDFium does not know where the text is: the extent is none, or
                # that of the stroke by which withheld text is brought out.
                return np.array([[0.0, 0.0, frame.width, frame.height]])
            found.append(frame.boxes(apply_to_boxes(bounds, level.matrix)))
    return np.concatenate(found)
