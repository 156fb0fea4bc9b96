"""Write ``kanji_twins.tsv`` and ``kanji_words.bin``: kanji that are taken for each other, and the
words that tell them apart.

python docs/data/make_kanji_words.py FONT FONT ...

Needs numpy, Pillow, SudachiPy and sudachidict_small, and the fonts of ``make_shapes.py``. The kanji
are those of level 1 of JIS X 0208. The words are the pairs of them that are common nouns,
adjectives or places, by their first character.
"""

from __future__ import annotations

import sys
from collections import defaultdict

import numpy as np
from make_shapes import _ROOT, _SIZE, pictures
from PIL import ImageFont
from sudachipy import Dictionary

from kyoten_extract.text.data.packed_pairs import packed

_ROWS, _CELLS = range(16, 48), range(1, 95)
# So alike are the blurred pictures of twins, on average over the fonts.
_LEAST = 0.87
_WORDS = {("名詞", "普通名詞"), ("形状詞", "一般"), ("副詞", "*")}
_PLACE = ("名詞", "固有名詞", "地名")


def kanji() -> list[str]:
    """Level 1 of JIS X 0208."""
    pairs = (bytes([0xA0 + row, 0xA0 + cell]) for row in _ROWS for cell in _CELLS)
    return [char for pair in pairs if (char := pair.decode("euc_jp", errors="ignore"))]


def twins(chars: list[str], fonts: list[str]) -> dict[str, str]:
    """Of each of ``chars`` those that look like it, the likest first, where there are such."""
    total = np.zeros((len(chars), len(chars)), dtype=np.float32)
    for path in fonts:
        drawn = pictures(chars, ImageFont.truetype(path, _SIZE))
        total += drawn @ drawn.T / len(fonts)
    np.fill_diagonal(total, 0.0)
    found = {}
    for char, row in zip(chars, total, strict=True):
        order = [i for i in np.argsort(-row).tolist() if row[i] >= _LEAST]
        if order:
            found[char] = "".join(chars[i] for i in order)
    return found


def words(chars: list[str]) -> dict[str, str]:
    """By first character the second ones of the words of two of ``chars``."""
    dictionary = Dictionary(dict="small")
    found: defaultdict[str, str] = defaultdict(str)
    for one in chars:
        for other in chars:
            kinds = [m.part_of_speech() for m in dictionary.lookup(one + other)]
            if any(kind[:2] in _WORDS or kind[:3] == _PLACE for kind in kinds):
                found[one] += other
    return found


def main() -> None:
    """Write the two files."""
    chars = kanji()
    alike = twins(chars, sys.argv[1:])
    lines = [f"{key}\t{value}\n" for key, value in sorted(alike.items())]
    (_ROOT / "kanji_twins.tsv").write_text("".join(lines), encoding="utf-8")
    (_ROOT / "kanji_words.bin").write_bytes(packed(words(chars)))


if __name__ == "__main__":
    main()
