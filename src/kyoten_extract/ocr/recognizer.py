"""The interface of a text line recognizer: line images in, texts with alternatives out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import Gray


@dataclass(frozen=True, slots=True)
class Line:
    """One recognized line of text.

    Attributes:
        text: the most likely reading.
        confidences: of each character, from 0 to 1.
        places: of each character, its center as a share of the image's width.
        steps: the alternatives at each step along the line; see
            :data:`kyoten_extract.model.table_model.Steps`.
    """

    text: str
    confidences: tuple[float, ...]
    places: tuple[float, ...]
    steps: Steps

    @property
    def confidence(self) -> float:
        """Mean confidence of the characters; 0 for an empty line."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


class Recognizer(Protocol):
    """Reads images of single lines."""

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:
        """Read each image: dark on white, cropped close above and below.

        Args:
            images: (height, width) each, of any size.
            squeeze: factor by which lines may be scaled in width, to be read faster.
        """
        ...
