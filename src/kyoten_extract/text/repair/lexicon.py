"""The lexicon: words shipped with the package and words that the edition itself prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.text.data import read_lines
from kyoten_extract.text.edit_distance import LONGEST_NAME

KATAKANA = "\u30a1-\u30fa\u30fc"
KANJI = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
KANJI_RANGES = (("\u4e00", "\u9fff"), ("\u3400", "\u4dbf"), ("\u3005", "\u3005"))
_KATAKANA_RUN = regex(f"[{KATAKANA}]{{2,}}")
_LATIN_RUN = regex("[A-Za-z]{3,}")
# Characters of a part of a compound: shorter ones make compounds of unknown words.
_SHORTEST_PIECE = 3


def is_kanji(char: str) -> bool:
    """Whether ``char``, one character or none, is of ``KANJI``.

    A pattern of these 27,000 characters takes longer to compile than most lists have use for it.
    """
    return any(first <= char <= last for first, last in KANJI_RANGES) and len(char) == 1


@cache
def shipped_words(name: str) -> frozenset[str]:
    """The words of the shipped list ``name``."""
    return frozenset(word for line in read_lines(f"{name}.txt") for word in line.split())


@dataclass(frozen=True)
class Words:
    """The words of an edition, and those shipped.

    Attributes:
        texts: the number of times the edition has each text, labels of the layout included.
    """

    texts: Mapping[str, int]

    @classmethod
    def of(cls, texts: Iterable[str], labels: Iterable[str] = ()) -> Words:
        """The words of the cells ``texts`` and of the layout's ``labels``."""
        return cls(Counter(texts) + Counter(labels))

    @cached_property
    def katakana(self) -> Mapping[str, int]:
        """Runs of katakana, each with the number of distinct texts that contain it."""
        return Counter(run for text in self.texts for run in {*_KATAKANA_RUN.findall(text)})

    @cached_property
    def latin(self) -> Mapping[str, int]:
        """Latin words, each with the number of distinct texts that contain it."""
        return Counter(run for text in self.texts for run in {*_LATIN_RUN.findall(text)})

    @cached_property
    def _all(self) -> str:
        return "\n".join(self.texts)

    def prints(self, part: str) -> bool:
        """Whether a text of the edition contains ``part``."""
        return part in self._all

    def is_text(self, text: str) -> bool:
        """Whether ``text`` is a whole cell of the edition."""
        return text in self.texts

    def knows(self, run: str) -> bool:
        """Whether katakana ``run`` is a shipped word or a compound of shipped words.

        >>> Words({}).knows("ビジネスセンター"), Words({}).knows("ビジネスセン")
        (True, False)
        """
        return _is_composed(run, shipped_words("katakana"))

    def has_run(self, run: str, *, least: int = 1) -> bool:
        """Whether ``run`` is a separate word in at least ``least`` texts of the edition."""
        return len(run) >= _SHORTEST_PIECE and self.katakana.get(run, 0) >= least


def _is_composed(run: str, words: frozenset[str]) -> bool:
    if run in words:
        return True
    if len(run) > LONGEST_NAME:
        return False
    ends = {0}
    for end in range(_SHORTEST_PIECE, len(run) + 1):
        if any(end - start >= _SHORTEST_PIECE and run[start:end] in words for start in ends):
            ends.add(end)
    return len(run) in ends
