"""Doubtful characters as the rest of the document has them, and Chinese forms in Chinese names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.ocr.postcorrection.doubtful_cell import DOUBTFUL, POSSIBLE, PROVEN, Cell
from kyoten_extract.ocr.postcorrection.kanji_confusion import are_twins
from kyoten_extract.ocr.postcorrection.ngrams import Neighbours
from kyoten_extract.ocr.recognition.ctc import Seen
from kyoten_extract.text.kanji_forms import japanese_form
from kyoten_extract.text.repair.lexicon import KANJI
from kyoten_extract.text.repair.simplified_chinese import is_chinese_name

# Of a character that is printed in its Chinese form, where that may be meant.
_OTHER_FORM = 0.5
# Of a kanji beside one that so large a share of the time, so often at least, has another beside it.
_UNUSUAL = 0.9
_HABIT, _RARE, _FEWEST = 0.8, 0.1, 8
_KANJI = re.compile(f"[{KANJI}]")


def in_chinese(cell: Cell) -> None:
    """Doubt on the Japanese forms in a Chinese name, where the picture shows the Chinese ones."""
    if not is_chinese_name(cell.text.replace("\n", "")):
        return
    for at, seen in enumerate(cell.seen):
        forms = [(c, v) for c, v in seen.options if japanese_form(c) == seen.text]
        if forms and max(v for _, v in forms) > seen.confidence / 2:
            char = max(forms, key=lambda form: form[1])[0]
            options = ((char, 1.0), *seen.options)
            cell.seen[at] = Seen(seen.text, _OTHER_FORM, options)


def by_neighbours(cells: Sequence[Cell]) -> None:
    """Doubtful characters as the rest of the document has them amid the same neighbours."""
    texts = [cell for cell in cells if cell.kind not in ("number", "year", "url")]
    for _ in range(2):
        neighbours = Neighbours([[(s.text, s.confidence) for s in cell.seen] for cell in texts])
        for number, cell in enumerate(texts):
            changes: dict[int, str] = {}
            for at, seen in enumerate(cell.seen):
                if len(seen.options) < 2 and seen.confidence >= DOUBTFUL:
                    continue
                options = [c for c, v in seen.options if c and v >= POSSIBLE and c != seen.text]
                better = neighbours.better(number, at, options) if options else None
                if better is not None:
                    changes[at] = better
                elif (
                    seen.confidence < DOUBTFUL
                    # A sure character is in doubt for what stands beside it unread.
                    and seen.probability(seen.text) < DOUBTFUL
                    and neighbours.confirms(number, at, options)
                ):
                    cell.trust(at, PROVEN)
            if changes:
                evidence = "the document has the same context elsewhere"
                cell.choose(changes, "ocr-context", 0.95, evidence)


def by_habits(cells: Sequence[Cell]) -> None:
    """Doubt on a kanji that stands where the document nearly always has one that looks like it.

    Recognisers take 遣 for 遺 and are sure of it; but after 派 a document hardly has anything else.
    """
    texts = [
        [(i, seen.text) for i, seen in enumerate(cell.seen) if seen.text != "\n"] for cell in cells
    ]
    for ahead in (True, False):
        pairs: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for (_, one), (_, other) in pairwise(text if ahead else text[::-1]):
                pairs[one][other] += 1
        for cell, text in zip(cells, texts, strict=True):
            for (_, one), (at, other) in pairwise(text if ahead else text[::-1]):
                if _KANJI.match(one) is None or _KANJI.match(other) is None:
                    continue
                usual, often = pairs[one].most_common(1)[0]
                every = pairs[one].total()
                rare = pairs[one][other] <= max(_RARE * every, 1)
                alike = are_twins(other, usual) or cell.seen[at].probability(usual)
                if usual != other and rare and often >= max(_HABIT * every, _FEWEST) and alike:
                    cell.doubt(at, _UNUSUAL, usual)
