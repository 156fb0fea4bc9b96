"""Figures are printed without blanks: one after a comma is the comma's own white."""

from __future__ import annotations

from dataclasses import replace

from kyoten_extract.deferred.regex import regex
from kyoten_extract.ocr.recognition.ctc import step_spans
from kyoten_extract.ocr.recognizer import Line

_WITH_BLANKS = regex(r"[-−△▲]?\d{1,3}(?:[,，] ?\d{3})+(?:\.\d+)?%?")


def without_blanks(line: Line) -> Line:
    """``line``, if it is one figure with commas, without the blanks read after these."""
    if " " not in line.text or not _WITH_BLANKS.fullmatch(line.text):
        return line
    spans = step_spans(line.steps)
    if len(spans) != len(line.text):
        return line
    kept = [at for at, char in enumerate(line.text) if char != " "]
    blank = {
        step
        for at, (first, last) in enumerate(spans)
        if at not in kept
        for step in range(first, last + 1)
    }
    return replace(
        line,
        text="".join(line.text[at] for at in kept),
        confidences=tuple(line.confidences[at] for at in kept),
        places=tuple(line.places[at] for at in kept),
        steps=tuple(step for number, step in enumerate(line.steps) if number not in blank),
    )
