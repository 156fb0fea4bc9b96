"""A recognised cell at work: what it may say, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kyoten_extract.layout.survey_layout import Kind
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.table_model import PictureLine
from kyoten_extract.ocr.recognition.ctc import ReadChar

# A character is possible where the picture gives it this probability.
POSSIBLE = 0.003
# Among the characters that a column can have, the likeliest has this share.
CLEAR = 0.6
# What a choice makes of a character's confidence: proven, likely, and a guess to be told of.
PROVEN, LIKELY, UNPROVEN = 0.97, 0.9, 0.8
DOUBTFUL = 0.97
# Cells whose least sure character is less sure than this are told of.
UNSURE = 0.95


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that was chosen over the one before it.

    Attributes:
        text: of the whole cell, lines parted by newlines.
        rule: a stable code, ``ocr-...``.
        confidence: from 0 to 1.
        evidence: in words.
    """

    text: str
    rule: str
    confidence: float
    evidence: str


@dataclass(frozen=True, slots=True)
class RereadCell:
    """What was found out of one recognised cell.

    Attributes:
        place: column of the row.
        key: of the column.
        page, bbox: where it is printed.
        confidence: of its least sure character, after the choices.
        choices: the readings chosen one after the other; none where the first one stands.
        other: what it may be instead.
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
    """A cell at work: its characters, newlines among them, as they are chosen so far.

    ``other`` is what another reader has in its place, where that may be right; ``compared`` are the
    characters as they were once the two were compared. ``looked_at`` says that its picture was read
    in several ways.
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
        """As it is chosen so far, lines parted by newlines."""
        return "".join(seen.text for seen in self.seen)

    def choose(
        self, changes: Mapping[int, str], rule: str, confidence: float, evidence: str
    ) -> None:
        """Put ``changes`` in the place of the characters at their indexes."""
        for at, char in changes.items():
            old = self.seen[at]
            self.seen[at] = ReadChar(char, max(confidence, old.probability(char)), old.options)
        self.choices.append(Choice(self.text, rule, confidence, evidence))

    def rewrite(
        self, seen: Sequence[ReadChar], rule: str, confidence: float, evidence: str
    ) -> None:
        """Put ``seen`` in the place of all characters."""
        self.seen = list(seen)
        self.choices.append(Choice(self.text, rule, confidence, evidence))

    def doubt(self, at: int, sure: float, instead: str = "") -> None:
        """The character at an index is no surer than ``sure``; it may be ``instead``."""
        old = self.seen[at]
        options = old.options
        if instead:
            rest = (option for option in options if option[0] not in (old.text, instead))
            options = ((old.text, old.confidence), (instead, old.probability(instead)), *rest)
        self.seen[at] = ReadChar(old.text, min(old.confidence, sure), options)

    def trust(self, at: int, sure: float) -> None:
        """The character at an index is at least as sure as ``sure``."""
        old = self.seen[at]
        self.seen[at] = ReadChar(old.text, max(old.confidence, sure), old.options)
