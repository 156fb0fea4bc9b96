"""Places on a page: boxes in points from the top left corner."""

from __future__ import annotations

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom: points from the top left corner of the page, turned so that its text is
upright.

In a transcription, which has no geometry, the units are cells across and lines down.
"""

Box = tuple[int, float, float, float, float]
"""A page number (from 1) and the :data:`BBox` on it."""
