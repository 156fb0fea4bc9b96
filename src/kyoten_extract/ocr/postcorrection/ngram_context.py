"""Resolve doubtful characters by n-grams of the document; doubt Chinese forms in Chinese names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import DOUBTFUL, POSSIBLE, PROVEN, Cell
from kyoten_extract.ocr.postcorrection.kanji_confusion import are_confusable_kanji
from kyoten_extract.ocr.postcorrection.ngrams import NgramIndex
from kyoten_extract.ocr.recognition.ctc import ReadChar
from kyoten_extract.text.kanji_forms import japanese_form
from kyoten_extract.text.repair.lexicon import KANJI
from kyoten_extract.text.repair.simplified_chinese import is_chinese_name

# Confidence of a Japanese form, where the Chinese one may be printed.
_CHINESE_FORM = 0.5
# Confidence of a kanji in an unusual pair; below UNSURE, so the cell gets a finding.
_UNUSUAL = 0.9
# Share of a kanji's neighbors that the usual one has, at least, and an unusual one, at most; and
# the least number of times that the usual one occurs.
_MIN_USUAL, _MAX_UNUSUAL, _MIN_OCCURRENCES = 0.8, 0.1, 8
_KANJI = regex(f"[{KANJI}]")


def in_chinese(cell: Cell) -> None:
    """Lower the confidence of Japanese forms in a Chinese name, where Chinese ones are listed."""
    if not is_chinese_name(cell.text.replace("\n", "")):
        return
    for at, seen in enumerate(cell.seen):
        forms = [(c, v) for c, v in seen.options if japanese_form(c) == seen.text]
        if forms and max(v for _, v in forms) > seen.confidence / 2:
            char = max(forms, key=lambda form: form[1])[0]
            options = ((char, 1.0), *seen.options)
            cell.seen[at] = ReadChar(seen.text, _CHINESE_FORM, options)


def by_ngrams(cells: Sequence[Cell]) -> None:
    """Correct doubtful characters to what the document has between the same neighbors elsewhere."""
    texts = [cell for cell in cells if cell.kind not in ("number", "year", "url")]
    for _ in range(2):
        ngrams = NgramIndex([[(s.text, s.confidence) for s in cell.seen] for cell in texts])
        for number, cell in enumerate(texts):
            changes: dict[int, str] = {}
            for at, seen in enumerate(cell.seen):
                if len(seen.options) < 2 and seen.confidence >= DOUBTFUL:
                    continue
                options = [c for c, v in seen.options if c and v >= POSSIBLE and c != seen.text]
                better = ngrams.better(number, at, options) if options else None
                if better is not None:
                    changes[at] = better
                elif (
                    seen.confidence < DOUBTFUL
                    # A character with a high probability is doubtful for uncovered ink next to it.
                    and seen.probability(seen.text) < DOUBTFUL
                    and ngrams.confirms(number, at, options)
                ):
                    cell.trust(at, PROVEN)
            if changes:
                evidence = say("the document has the same context elsewhere")
                cell.choose(changes, "ocr-context", 0.95, evidence)


def by_usual_pairs(cells: Sequence[Cell]) -> None:
    """Lower the confidence of a kanji where the document nearly always has a confusable one.

    Recognizers read 遣 as 遺 with high confidence, but after 派 there is hardly anything else.
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
                rare = pairs[one][other] <= max(_MAX_UNUSUAL * every, 1)
                alike = are_confusable_kanji(other, usual) or cell.seen[at].probability(usual)
                if (
                    usual != other
                    and rare
                    and often >= max(_MIN_USUAL * every, _MIN_OCCURRENCES)
                    and alike
                ):
                    cell.doubt(at, _UNUSUAL, usual)
