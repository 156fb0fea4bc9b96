"""The recognizer that RapidOCR ships, run by onnxruntime itself.

RapidOCR's own pipeline gives one text a line and takes what else it might be to itself; and it
loads much that is of no use here. Its model is a file in its package: that is all that is taken.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract.errors import MissingDependencyError
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.charset import BLANK, LEFT_OUT, Charset
from kyoten_extract.ocr.recognition.ctc import decode
from kyoten_extract.ocr.recognizer import Line, Recognizer
from kyoten_extract.ocr.requirements import require_ocr
from kyoten_extract.workers.cpu_count import cpu_count

# The model that everything below was tuned on: another one needs other numbers, so none will do
# for it. The versions of RapidOCR that are known to ship it.
_MODEL = "PP-OCRv6_rec_small.onnx"
_VERSIONS = "3.10.*"
_HEIGHT = 48
# Dots: pictures are as wide as a multiple of this, and at least so wide.
_GRAIN, _NARROWEST = 32, 96
_WIDEST = 3200
# Dots across of all pictures of one batch; a batch's answers take 600 bytes for each.
_AT_ONCE = 3200
# Probabilities that are kept.
_LEAST = 5e-4
# Of a Chinese form beside the Japanese one that it counts for.
_WORTH_A_WORD = 0.2


class RapidRecognizer:
    """PP-OCR's recognizer of lines.

    Args:
        threads: how many it works with.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed, or lacks the model.
    """

    def __init__(self, threads: int = 2) -> None:
        require_ocr()
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(
            os.fspath(_model()), options, providers=["CPUExecutionProvider"]
        )
        self._input = self._session.get_inputs()[0].name
        known = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._charset = Charset(["", *known, " "])

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:
        """The text of each picture; see :class:`Recognizer`."""
        scaled = [_scaled(image, squeeze) for image in images]
        order = sorted(range(len(scaled)), key=lambda i: scaled[i].shape[1])
        lines: list[Line | None] = [None] * len(images)
        while order:
            # From the widest: batches that need the most memory come first.
            width = _padded(scaled[order[-1]].shape[1])
            count = max(_AT_ONCE // width, 1)
            batch, order = order[-count:], order[:-count]
            for at, line in zip(batch, self._batch([scaled[i] for i in batch]), strict=True):
                lines[at] = line
        return [line for line in lines if line is not None]

    def _batch(self, images: Sequence[NDArray[np.float32]]) -> list[Line]:
        width = _padded(max(image.shape[1] for image in images))
        pixels = np.zeros((len(images), 3, _HEIGHT, width), dtype=np.float32)
        for row, image in zip(pixels, images, strict=True):
            row[:, :, : image.shape[1]] = image
        answer: NDArray[np.float32] = self._session.run(None, {self._input: pixels})[0]
        per_step = width / answer.shape[1]
        return [
            decode(
                self._steps(row[: int(np.ceil(image.shape[1] / per_step)) + 1]),
                image.shape[1] / per_step,
            )
            for row, image in zip(answer, images, strict=True)
        ]

    def _steps(self, probabilities: NDArray[np.float32]) -> Steps:
        """What each step of (steps, classes) may be, in the characters of the alphabet."""
        step, kind = np.nonzero(probabilities > _LEAST)
        value = probabilities[step, kind]
        meant = self._charset.fold[kind]
        found: list[dict[int, float]] = [{} for _ in range(len(probabilities))]
        foreign = [0.0] * len(probabilities)
        chinese: list[list[tuple[str, float]]] = [[] for _ in range(len(probabilities))]
        for s, k, m, v in zip(
            step.tolist(), kind.tolist(), meant.tolist(), value.tolist(), strict=True
        ):
            if v > _WORTH_A_WORD and k in self._charset.chinese:
                chinese[s].append((self._charset.chinese[k], v))
            if m == LEFT_OUT:
                foreign[s] += v
            else:
                found[s][m] = found[s].get(m, 0.0) + v
        characters = self._charset.characters
        for s, options in enumerate(found):
            # Where a foreign character is seen there is a character, though not that one.
            if foreign[s] > options.get(BLANK, 0.0):
                options.pop(BLANK, None)
                if not options:
                    options[self._likeliest(probabilities[s])] = _LEAST
        return tuple(
            (
                *sorted(((characters[m], v) for m, v in options.items()), key=lambda o: -o[1]),
                *forms,
            )
            for options, forms in zip(found, chinese, strict=True)
        )

    def _likeliest(self, probabilities: NDArray[np.float32]) -> int:
        """The character of the alphabet that a step is the nearest to."""
        ours = np.where(self._charset.fold > BLANK, probabilities, -1.0)
        return int(self._charset.fold[int(np.argmax(ours))])


def _model() -> Path:
    """The recognition model in RapidOCR's package.

    Raises:
        MissingDependencyError: it is not there; the error names the versions that have it.
    """
    spec = find_spec("rapidocr")
    folders = [] if spec is None else spec.submodule_search_locations or []
    for folder in folders:
        model = Path(folder) / "models" / _MODEL
        if model.is_file():
            return model
    raise MissingDependencyError(
        f"the installed rapidocr lacks models/{_MODEL}, which its versions {_VERSIONS} have",
        name="rapidocr",
        remedy=f"pip install 'rapidocr=={_VERSIONS}'",
    )


def _padded(width: int) -> int:
    return max(-(-width // _GRAIN) * _GRAIN, _NARROWEST)


def _scaled(image: Gray, squeeze: float) -> NDArray[np.float32]:
    height, width = image.shape
    across = int(np.clip(round(width * _HEIGHT / height * squeeze), 8, _WIDEST))
    how = cv2.INTER_CUBIC if height < _HEIGHT else cv2.INTER_AREA
    resized = cv2.resize(image, (across, _HEIGHT), interpolation=how)
    return resized.astype(np.float32) / 127.5 - 1.0


# A recognizer gains little from more.
_MOST_THREADS = 2


def new_recognizer(processes: int = 1) -> Recognizer:
    """A recognizer for one of so many processes.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed, or lacks the model.
    """
    return RapidRecognizer(max(min(cpu_count() // processes, _MOST_THREADS), 1))
