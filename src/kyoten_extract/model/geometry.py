"""Bounding boxes: points from the top left corner of the page."""

from __future__ import annotations

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the top left corner of the page, after its rotation.

A transcription has no geometry; its units are cells across and lines down.
"""

Box = tuple[int, float, float, float, float]
"""A page number (from 1) and the :data:`BBox` on it."""
