"""Points over boxes, at which it is looked what is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kyoten_extract.page.page_model import FloatArray, IntArray

# Shares of a character's box within which its ink is: Latin characters leave more space above.
_INK_ACROSS = (0.12, 0.88)
_INK_DOWN = (0.12, 0.9)
_LATIN_DOWN = (0.2, 0.86)
_FIRST_WIDE = 0x2E80
# Points along each side at which a character or a path is looked at.
SAMPLES = 5


def points_in(codes: IntArray, boxes: FloatArray) -> tuple[FloatArray, IntArray]:
    """Points at which the ink of characters is looked for, and the character of each."""
    wide = (codes >= _FIRST_WIDE)[:, None]
    return grid_in(boxes, _INK_ACROSS, np.where(wide, _INK_DOWN, _LATIN_DOWN))


def grid_in(
    boxes: FloatArray,
    across: tuple[float, float],
    down: tuple[float, float] | FloatArray,
    rows: Sequence[int] | None = None,
    samples: int = SAMPLES,
) -> tuple[FloatArray, IntArray]:
    """Points over each box, between shares of its sides; and the box of each, by number.

    Of the ``samples`` rows of points, only these ``rows`` are returned, or all.
    """
    rows = range(samples) if rows is None else rows
    steps = np.linspace(0.0, 1.0, samples)
    down = np.broadcast_to(np.asarray(down, dtype=np.float64), (len(boxes), 2))
    x = across[0] + (across[1] - across[0]) * steps
    y = down[:, :1] + (down[:, 1:] - down[:, :1]) * steps
    xs = boxes[:, :1] + (boxes[:, 2] - boxes[:, 0])[:, None] * x
    ys = (boxes[:, 1:2] + (boxes[:, 3] - boxes[:, 1])[:, None] * y)[:, list(rows)]
    shape = len(boxes), len(rows), samples
    points = np.stack(
        (
            np.broadcast_to(xs[:, None, :], shape),
            np.broadcast_to(ys[:, :, None], shape),
        ),
        axis=-1,
    ).reshape(-1, 2)
    return points, np.repeat(np.arange(len(boxes)), len(rows) * samples)
