"""What a recognizer of text lines is: pictures of lines in, texts and what else they may be out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import Gray


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, recognised.

    Attributes:
        text: the likeliest one.
        confidences: of each character, from 0 to 1.
        places: of each character, the middle as a share of the picture's width.
        steps: what else each stretch of the line may be; see
            :data:`kyoten_extract.model.table_model.Steps`.
    """

    text: str
    confidences: tuple[float, ...]
    places: tuple[float, ...]
    steps: Steps

    @property
    def confidence(self) -> float:
        """The mean of all characters'; 0 where there are none."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


class Recognizer(Protocol):
    """Reads pictures of single lines."""

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:
        """The text of each picture: dark on white, cut close above and below.

        Args:
            images: (height, width) each, of any size.
            squeeze: how much narrower the lines may be made, to be read faster.
        """
        ...
