"""A recognized cell during correction: its characters with alternatives, and the choices made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.recognition.ctc import ReadChar

# Probability from which the recognizer counts as having seen a character as possible.
POSSIBLE = 0.003
# Share that the most likely character has of the probability of all that the column allows.
CLEAR = 0.6
# Confidence of a character after a choice: on proof, on strong evidence, and on evidence that still
# calls for a finding (the last two are below UNSURE).
PROVEN, LIKELY, UNPROVEN = 0.97, 0.9, 0.8
# Confidence below which alternatives of a character are considered.
DOUBTFUL = 0.97
# Confidence of a cell's least certain character below which the cell gets a finding.
UNSURE = 0.95


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that replaced the one before it.

    Attributes:
        text: of the whole cell, lines separated by newlines.
        rule: a stable code, ``ocr-...``.
        confidence: from 0 to 1.
        evidence: for people to read.
    """

    text: str
    rule: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class CorrectedCell:
    """The result of correcting one recognized cell.

    Attributes:
        place: index of its column.
        key: of the column.
        page, bbox: where it is printed.
        confidence: of its least certain character, after the choices.
        choices: the readings that were chosen, in order; empty if the first one stands.
        other: an alternative text, if there is one.
    """

    place: int
    key: str
    page: int
    bbox: BBox
    confidence: float
    choices: tuple[Choice, ...] = ()
    other: str | None = None


@dataclass(slots=True)
class Cell:
    """A cell during correction.

    Attributes:
        place, key, kind: index, key and type of its column.
        lines: as recognized.
        seen: its characters as chosen so far, newlines between lines included.
        choices: made so far.
        other: the text of another reading, where that may be right.
        compared: its characters after the comparison with the text layer.
        looked_at: whether a second pass read it.
    """

    place: int
    key: str
    kind: Kind | None
    lines: Sequence[PictureLine]
    seen: list[ReadChar]
    choices: list[Choice] = field(default_factory=list)
    other: str | None = None
    compared: tuple[ReadChar, ...] = ()
    looked_at: bool = False

    @property
    def text(self) -> str:
        """The text as chosen so far, lines separated by newlines."""
        return "".join(seen.text for seen in self.seen)

    def choose(
        self, changes: Mapping[int, str], rule: str, confidence: float, evidence: str
    ) -> None:
        """Replace the characters at the indexes of ``changes``."""
        for at, char in changes.items():
            old = self.seen[at]
            self.seen[at] = ReadChar(char, max(confidence, old.probability(char)), old.options)
        self.choices.append(Choice(self.text, rule, confidence, evidence))

    def rewrite(
        self, seen: Sequence[ReadChar], rule: str, confidence: float, evidence: str
    ) -> None:
        """Replace all characters by ``seen``."""
        self.seen = list(seen)
        self.choices.append(Choice(self.text, rule, confidence, evidence))

    def doubt(self, at: int, sure: float, instead: str = "") -> None:
        """Lower the confidence of a character to ``sure``; ``instead`` becomes its alternative."""
        old = self.seen[at]
        options = old.options
        if instead:
            rest = (option for option in options if option[0] not in (old.text, instead))
            options = ((old.text, old.confidence), (instead, old.probability(instead)), *rest)
        self.seen[at] = ReadChar(old.text, min(old.confidence, sure), options)

    def trust(self, at: int, sure: float) -> None:
        """Raise the confidence of a character to ``sure``."""
        old = self.seen[at]
        self.seen[at] = ReadChar(old.text, max(old.confidence, sure), old.options)
