"""Greedy CTC decoding: from the options at each step along a line to a text.

Connectionist temporal classification gives, for each step along a line, probabilities of the
characters and of the blank; the same character on consecutive steps counts once.
"""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.recognition.homoglyphs import resolve_homoglyphs
from kyoten_extract.ocr.recognizer import Line

# Probability from which a character is read where the blank is more likely, but ink is uncovered.
_FAINT = 0.05


def decode(steps: Steps, length: float) -> Line:
    """The most likely text, step by step.

    Args:
        steps: of one line.
        length: of the line, in steps; the rest is padding.
    """
    text: list[str] = []
    confidences: list[float] = []
    spans: list[tuple[int, int]] = []
    last = ""
    for at, options in enumerate(steps):
        chosen, value = options[0]
        if chosen and chosen == last:
            confidences[-1] = max(confidences[-1], value)
            spans[-1] = (spans[-1][0], at)
        elif chosen:
            text.append(chosen)
            confidences.append(value)
            spans.append((at, at))
        last = chosen
    places = tuple(min((a + b + 1) / 2 / max(length, 1.0), 1.0) for a, b in spans)
    text = resolve_homoglyphs(text, [steps[a] for a, _ in spans])
    return Line("".join(text), tuple(round(min(c, 1.0), 4) for c in confidences), places, steps)


def step_spans(steps: Steps) -> list[tuple[int, int]]:
    """The first and the last step of each decoded character."""
    spans: list[tuple[int, int]] = []
    last = ""
    for at, options in enumerate(steps):
        chosen = options[0][0] if options else ""
        if chosen and chosen == last:
            spans[-1] = spans[-1][0], at
        elif chosen:
            spans.append((at, at))
        last = chosen
    return spans


def with_faint(line: Line) -> Line:
    """Decode ``line`` again, preferring faint characters to the blank.

    Where a model knows a sign in several forms (○, 〇, O), each may be less likely than the blank.
    """
    steps = list(line.steps)
    for at, options in enumerate(line.steps):
        beside = {line.steps[i][0][0] for i in (at - 1, at + 1) if 0 <= i < len(steps)}
        for place, (char, value) in enumerate(options[1:], 1):
            if options[0][0] or value < _FAINT or char in beside:
                break
            # Underscores occur in URLs only; in other text it is white space.
            if not char.isspace() and (char != "_" or line.text.isascii()):
                steps[at] = (options[place], *options[:place], *options[place + 1 :])
                break
    return decode(tuple(steps), max(len(steps) - 1, 1))


@dataclass(frozen=True, slots=True)
class ReadChar:
    """One recognized character.

    Attributes:
        text: the character; a newline between lines, empty where none was read.
        confidence: from 0 to 1.
        options: all characters that the image may show there, with their probabilities.
    """

    text: str
    confidence: float
    options: tuple[tuple[str, float], ...]

    @property
    def second(self) -> str:
        """The most likely alternative; empty without one."""
        return next((char for char, _ in self.options if char and char != self.text), "")

    def probability(self, char: str) -> float:
        """Probability of ``char`` here; 0 if it is not among the options."""
        return next((value for option, value in self.options if option == char), 0.0)


def read_chars(text: str, confidences: Sequence[float], steps: Steps) -> list[ReadChar]:
    """The characters of a line that was decoded from ``steps``, with their alternatives.

    For each option, the highest probability over the steps of its character counts.
    """
    options: list[dict[str, float]] = []
    last = ""
    for step in steps:
        chosen = step[0][0] if step else ""
        if chosen and chosen != last:
            options.append({})
        if chosen:
            for char, value in step:
                options[-1][char] = max(options[-1].get(char, 0.0), value)
        last = chosen
    if len(options) != len(text):
        options = [{} for _ in text]
    return [
        ReadChar(char, sure, tuple(sorted(found.items(), key=lambda item: -item[1])))
        for char, sure, found in zip(text, confidences, options, strict=True)
    ]
