"""From what each step of a line may be to a text: the likeliest, or how likely a given one is.

A recognizer of the kind called CTC says for each step along a line which character is there, or
that none begins; the same character on several steps in a row is printed once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kyoten_extract.model.table_model import Steps
from kyoten_extract.ocr.recognition.homoglyphs import by_neighbours
from kyoten_extract.ocr.recognizer import Line

_FLOOR = 1e-5
# A character so likely may be there where none is likelier.
_FAINT = 0.05


def decode(steps: Steps, length: float, allowed: Callable[[str], bool] | None = None) -> Line:
    """The likeliest text, step by step.

    Args:
        steps: of one line.
        length: of the line in steps: the rest is padding.
        allowed: which characters may be read; all by default.
    """
    text: list[str] = []
    confidences: list[float] = []
    spans: list[tuple[int, int]] = []
    last = ""
    for at, options in enumerate(steps):
        chosen, value = _best(options, allowed)
        if chosen and chosen == last:
            confidences[-1] = max(confidences[-1], value)
            spans[-1] = (spans[-1][0], at)
        elif chosen:
            text.append(chosen)
            confidences.append(value)
            spans.append((at, at))
        last = chosen
    places = tuple(min((a + b + 1) / 2 / max(length, 1.0), 1.0) for a, b in spans)
    text = by_neighbours(text, [steps[a] for a, _ in spans])
    return Line("".join(text), tuple(round(min(c, 1.0), 4) for c in confidences), places, steps)


def with_faint(line: Line) -> Line:
    """``line`` with the characters that nothing is likelier than, though not by far.

    Where a model knows a sign in several forms (○, 〇, O), none of them may be the likeliest.
    """
    steps = list(line.steps)
    for at, options in enumerate(line.steps):
        beside = {line.steps[i][0][0] for i in (at - 1, at + 1) if 0 <= i < len(steps)}
        for place, (char, value) in enumerate(options[1:], 1):
            if options[0][0] or value < _FAINT or char in beside:
                break
            # An underscore is of addresses; amid other text it is white.
            if not char.isspace() and (char != "_" or line.text.isascii()):
                steps[at] = (options[place], *options[:place], *options[place + 1 :])
                break
    return decode(tuple(steps), max(len(steps) - 1, 1))


def _best(
    options: tuple[tuple[str, float], ...], allowed: Callable[[str], bool] | None
) -> tuple[str, float]:
    if allowed is None:
        return options[0]
    for character, value in options:
        if not character or allowed(character):
            return character, value
    return "", _FLOOR


@dataclass(frozen=True, slots=True)
class ReadChar:
    """One character of a line: how sure it is, and what else the picture may show there."""

    text: str
    confidence: float
    options: tuple[tuple[str, float], ...]

    @property
    def second(self) -> str:
        """The likeliest other character; empty where there is none."""
        return next((char for char, _ in self.options if char and char != self.text), "")

    def probability(self, char: str) -> float:
        """Of ``char`` at this place; 0 where the picture does not show it."""
        return next((value for option, value in self.options if option == char), 0.0)


def read_chars(text: str, confidences: Sequence[float], steps: Steps) -> list[ReadChar]:
    """The characters of a line that was decoded from ``steps``, each with what else it may be.

    Of the steps that a character lasts, that counts which is the surest of each option.
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
