"""The objects of a page in the order in which they are painted, those in forms included."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls
from kyoten_extract.engines.pdfium import pdfium_library as pdfium
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.coordinates import Frame
from kyoten_extract.engines.pdfium.page_objects import Level, apply_to_boxes, compose
from kyoten_extract.page.array_steps import distinct, true_at
from kyoten_extract.page.page_model import FloatArray, IntArray

# Objects on the page itself.
PAGE = -1


@dataclass(frozen=True, slots=True)
class PaintOrder:
    """All objects of a page, each painted over those before it.

    Attributes:
        objects: n.
        types: (n,) PDFium's type of each; a form stands before its objects.
        parents: (n,) the form that draws each, by number, or ``PAGE``.
        spaces: (n,) the matrix of each, by number.
        matrices: from coordinate spaces of objects to the page's.
    """

    objects: Handles
    types: IntArray
    parents: IntArray
    spaces: IntArray
    matrices: list[FloatArray]

    def places(self, addresses: IntArray) -> IntArray:
        """(m,) which the objects at ``addresses`` are, by number."""
        own = self.objects.addresses
        order = own.argsort(kind="stable")
        found = own.searchsorted(addresses, sorter=order)
        return np.asarray(order[np.minimum(found, len(order) - 1)])

    def boxes(self, at: IntArray, frame: Frame) -> FloatArray:
        """(m, 4) bounding boxes of the objects ``at``, in our coordinates."""
        return self.placed(api.floats(api.object_bounds, self.objects.take(at)), at, frame)

    def placed(self, boxes: FloatArray, at: IntArray, frame: Frame) -> FloatArray:
        """``boxes`` of the objects ``at``, in our coordinates; infinite boxes stay so."""
        if len(self.matrices) > 1:
            spaces = self.spaces[at]
            for space in distinct(spaces).tolist():
                inside = spaces == space
                boxes[inside] = apply_to_boxes(boxes[inside], self.matrices[space])
        return frame.boxes(boxes)


def paint_order(drawn: Sequence[Level]) -> PaintOrder:
    """The objects of a page in paint order; ``drawn`` are its levels."""
    top = drawn[0]
    if len(drawn) == 1:
        zeros = np.zeros(len(top.objects), dtype=np.int64)
        return PaintOrder(top.objects, top.types, zeros + PAGE, zeros, [top.matrix])
    walk = _Walk([], [], [], [], [])
    walk.add(top.objects.addresses.tolist(), top.matrix, PAGE)
    return PaintOrder(
        Handles(walk.handles),
        np.asarray(walk.types, dtype=np.int64),
        np.asarray(walk.parents, dtype=np.int64),
        np.asarray(walk.spaces, dtype=np.int64),
        walk.matrices,
    )


@dataclass(slots=True)
class _Walk:
    handles: list[int]
    types: list[int]
    parents: list[int]
    spaces: list[int]
    matrices: list[FloatArray]

    def add(self, handles: list[int], matrix: FloatArray, parent: int) -> None:
        """Add the objects of one form; PDFium bounds the depth, and the levels their number."""
        types = calls.integers(api.object_type, Handles(handles))
        space = len(self.matrices)
        self.matrices.append(matrix)
        start = 0
        for at in [*true_at(types == pdfium.FPDF_PAGEOBJ_FORM).tolist(), len(handles) - 1]:
            part = slice(start, at + 1)
            self.handles += handles[part]
            self.types += types[part].tolist()
            self.parents += [parent] * len(handles[part])
            self.spaces += [space] * len(handles[part])
            start = at + 1
            if len(handles[part]) and types[at] == pdfium.FPDF_PAGEOBJ_FORM:
                form = handles[at]
                inner = list(map(api.form_object, repeat(form), range(api.form_count(form))))
                if inner:
                    self.add(inner, compose(api.matrix(form), matrix), len(self.handles) - 1)
