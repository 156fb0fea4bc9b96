"""Types of arguments that several modules of the API share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    pass

Engine = Literal["auto", "pdfium", "camelot", "ocr", "transcript", "workbook", "csv"]

WITHOUT_PAGES = ("transcript", "workbook", "csv")
"""Engines whose inputs have no printed pages: none can be drawn, and no place on one compared."""

Progress = Callable[[int, int], None]

AnySource = str | Path | bytes | IO[bytes]

Pages = str | Iterable[int] | None

Area = str | Sequence[float] | None
"""x0, top, x1, bottom in points from the top left corner of the visible page.

Numbers, or a text with commas between them.
"""

Providers = Sequence[str | tuple[str, Mapping[str, object]]] | None
"""Execution providers of onnxruntime by name, the preferred first, each with options or without.

``None`` for the processor alone.
"""
