"""The recognition model that RapidOCR ships, run by onnxruntime directly.

RapidOCR's own pipeline returns one text per line and discards the alternatives, and it loads much
that is not needed here. Only the model file in its package is used.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from kyoten_extract._types import Providers
from kyoten_extract.errors import MissingDependencyError
from kyoten_extract.messages import say
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.image.binarize import Gray
from kyoten_extract.ocr.recognition.charset import BLANK, LEFT_OUT, Charset
from kyoten_extract.ocr.recognition.ctc import decode
from kyoten_extract.ocr.recognition.execution_providers import new_session
from kyoten_extract.ocr.recognizer import Line, Recognizer
from kyoten_extract.ocr.requirements import require_ocr
from kyoten_extract.workers.cpu_count import cpu_count
from kyoten_extract.workers.page_time import check_time

# The thresholds of OCR are tuned on this model, so no other model in the package will do.
_MODEL = "PP-OCRv6_rec_small.onnx"
# The versions of RapidOCR that are known to ship it.
_VERSIONS = "3.10.*"
# Dots: the height of the model's input.
_HEIGHT = 48
# Dots: a step of the model's output; lines are padded to a multiple of it, and to the second at
# least, and scaled down to the third at most.
_WIDTH_STEP, _MIN_WIDTH, _MAX_WIDTH = 8, 64, 3200
# Dots: total width of a batch, to bound memory: its output takes 600 bytes for each.
_BATCH_WIDTH = 3200
# Probability below which options are dropped; most of the charset is.
_MIN_PROBABILITY = 5e-4
# Probability from which a Chinese form is listed as an option next to the Japanese one.
_MIN_CHINESE = 0.2


class RapidRecognizer:
    """PP-OCR's recognizer of text lines.

    Args:
        threads: number of threads.
        providers: of onnxruntime; the processor by default.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed, or lacks the model.
        UsageError: a provider is unknown or can't be started.
    """

    def __init__(self, threads: int = 2, providers: Providers = None) -> None:
        require_ocr()
        import onnxruntime

        # On the processor, threads that each read a batch of their own never wait for each other.
        # A device is given all that it can take at once.
        batches, inside = (1, threads) if providers else (threads, 1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = inside
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session: Any = new_session(os.fspath(_model()), options, providers)
        self._pool, self._at_once = ThreadPoolExecutor(batches), batches
        self._input = self._session.get_inputs()[0].name
        known = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._charset = Charset(["", *known, " "])

    def read(self, images: Sequence[Gray], *, squeeze: float = 1.0) -> list[Line]:
        """Read each line image; see :class:`Recognizer`."""
        scaled = [_scaled(image, squeeze) for image in images]
        # A dot takes the same time in a batch of any size, so only lines of one width go together.
        alike: defaultdict[int, list[int]] = defaultdict(list)
        for at, image in enumerate(scaled):
            alike[_padded(image.shape[1])].append(at)
        batches: list[tuple[int, list[int]]] = []
        # Widest first, so that memory that is needed is allocated at once.
        for width, own in sorted(alike.items(), reverse=True):
            share = -(-len(own) // self._at_once)
            count = max(min(_BATCH_WIDTH // width, share), 1)
            batches += ((width, own[at : at + count]) for at in range(0, len(own), count))
        reading = [
            self._pool.submit(self._batch, [scaled[at] for at in batch], width)
            for width, batch in batches
        ]
        lines: dict[int, Line] = {}
        try:
            for (_, batch), read in zip(batches, reading, strict=True):
                check_time()
                lines.update(zip(batch, read.result(), strict=True))
        finally:
            # Out of time, or interrupted: what has not begun is not read.
            for read in reading:
                read.cancel()
        return [lines[at] for at in range(len(images))]

    def _batch(self, images: Sequence[NDArray[np.float32]], width: int) -> list[Line]:
        """The lines of images that are padded to ``width``."""
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
        """The options at each step, from (steps, classes) probabilities, in the folded charset."""
        # A tenth of the time that searching in two dimensions takes.
        flat = probabilities.ravel()
        places = np.flatnonzero(flat > _MIN_PROBABILITY)
        step, kind = np.divmod(places, probabilities.shape[1])
        value = flat[places]
        meant = self._charset.fold[kind]
        found: list[dict[int, float]] = [{} for _ in range(len(probabilities))]
        foreign = [0.0] * len(probabilities)
        chinese: list[list[tuple[str, float]]] = [[] for _ in range(len(probabilities))]
        for s, k, m, v in zip(
            step.tolist(), kind.tolist(), meant.tolist(), value.tolist(), strict=True
        ):
            if v > _MIN_CHINESE and k in self._charset.chinese:
                chinese[s].append((self._charset.chinese[k], v))
            if m == LEFT_OUT:
                foreign[s] += v
            else:
                found[s][m] = found[s].get(m, 0.0) + v
        characters = self._charset.characters
        for s, options in enumerate(found):
            # A foreign character is evidence of some character, so not of the blank.
            if foreign[s] > options.get(BLANK, 0.0):
                options.pop(BLANK, None)
                if not options:
                    options[self._likeliest(probabilities[s])] = _MIN_PROBABILITY
        return tuple(
            (
                *sorted(((characters[m], v) for m, v in options.items()), key=lambda o: -o[1]),
                *forms,
            )
            for options, forms in zip(found, chinese, strict=True)
        )

    def _likeliest(self, probabilities: NDArray[np.float32]) -> int:
        """The most likely Japanese character at a step, as an index into the charset."""
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
        say(
            "the installed rapidocr lacks models/{model}, which its versions {versions} have",
            model=_MODEL,
            versions=_VERSIONS,
        ),
        name="rapidocr",
        remedy=say("pip install 'rapidocr=={versions}'", versions=_VERSIONS),
    )


def _padded(width: int) -> int:
    return max(-(-width // _WIDTH_STEP) * _WIDTH_STEP, _MIN_WIDTH)


def _scaled(image: Gray, squeeze: float) -> NDArray[np.float32]:
    height, width = image.shape
    across = int(np.clip(round(width * _HEIGHT / height * squeeze), 8, _MAX_WIDTH))
    how = cv2.INTER_CUBIC if height < _HEIGHT else cv2.INTER_AREA
    resized = cv2.resize(image, (across, _HEIGHT), interpolation=how)
    return resized.astype(np.float32) / 127.5 - 1.0


# Threads of one recognizer, at most: more make it hardly faster.
_MAX_THREADS = 2


def new_recognizer(processes: int = 1, providers: Providers = None) -> Recognizer:
    """Load a recognizer for one of ``processes`` processes, which share the processors.

    Raises:
        MissingDependencyError: the extra ``ocr`` is not installed, or lacks the model.
    """
    return RapidRecognizer(max(min(cpu_count() // processes, _MAX_THREADS), 1), providers)
