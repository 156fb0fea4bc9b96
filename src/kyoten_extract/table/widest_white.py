"""The white between the lines of a row."""

from __future__ import annotations

import numpy as np

from kyoten_extract.page.page_model import FloatArray


def free_height(boxes: FloatArray, low: float, high: float) -> float | None:
    """The middle of the widest white between two heights; ``None`` if there is none.

    ``boxes`` are (top, bottom) of each line, in points.
    """
    inside = boxes[(boxes[:, 1] < high) & (boxes[:, 0] < high) & (boxes[:, 1] > low)]
    order = inside[np.argsort(inside[:, 0], kind="stable")]
    edges = [low]
    best: tuple[float, float] | None = None
    for top, bottom in [*order.tolist(), (high, high)]:
        if top > edges[-1] and (best is None or top - edges[-1] > best[1] - best[0]):
            best = edges[-1], top
        edges.append(max(edges[-1], bottom))
    return None if best is None else (best[0] + best[1]) / 2
