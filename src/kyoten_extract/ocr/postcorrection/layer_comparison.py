"""Compare cells with the invisible text layer under the image, a second reading of the page.

How reliable a layer is, is measured on the document itself, separately for figures, URLs and other
text: how often it agrees with OCR. Agreement raises the confidence of a cell. Each difference is
weighed: the likelihood of the layer's reading in the image, against how often the layer is wrong.
If the layer wins, and the column allows its reading, that is taken, and the cell gets a finding; if
it loses, the cell gets a finding unless OCR is nearly certain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.messages import say
from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, UNSURE, Cell
from kyoten_extract.ocr.postcorrection.kana_confusion import are_confusable_kana
from kyoten_extract.ocr.postcorrection.reading_diff import (
    Block,
    differences,
    fit,
    matcher,
    rewritten,
    shown,
    touched,
    with_blocks,
    within,
)
from kyoten_extract.ocr.recognition.ctc import ReadChar

LAYER = "ocr-layer"
"""The rule of a reading that is taken from the layer."""

# Share of a layer's errors that are the plausible alternative, so agree with OCR's by chance.
_SAME_ERROR = 0.5
# Accuracy of a layer: assumed at most, as errors remain; and needed for it to be used at all.
_MAX_ACCURACY, _MIN_ACCURACY = 0.98, 0.6
# Share of the cells with text that a layer may miss and still be used.
_MAX_MISSED = 0.75
# Similarity (0 to 1) of the layer's text from which it is a reading of the cell's.
_MIN_SIMILARITY = 0.5
# Share of cells that a layer misses, assumed at least.
_MIN_MISSED = 0.02
# Confidence of confirmed characters, at most.
_MAX_CONFIDENCE = 0.9999
# Confidence of a character next to uncovered ink, at most, however clear its shape is.
_BESIDE_A_GAP = 0.8
# Odds in favor of a layer's reading that the column allows, where it does not allow OCR's.
_INVALID_ODDS = 50.0
# Probability from which a layer's reading is taken, if it is also more likely than OCR's.
_MIN_PROBABILITY = 0.3
# Confidence of a cell in which only the layer has text.
_UNSEEN = 0.5


@dataclass(frozen=True, slots=True)
class _Trust:
    """How reliable a layer is.

    Attributes:
        right: share of the characters that it has right.
        missed: share of the cells with text that it has not read.
    """

    right: float
    missed: float

    @property
    def odds(self) -> float:
        """Odds that its reading is right."""
        return self.right / ((1 - self.right) * _SAME_ERROR)


def by_layer(cells: Sequence[Cell]) -> None:
    """Compare cells with their layer: take its reading, or adjust the confidence of ours."""
    for cell, text, trust in _layers(cells):
        if not cell.text.strip():
            _tell_unseen(cell, text)
        elif not _is_read(cell, text):
            _doubt_unread(cell, text, trust)
        else:
            _compare(cell, text, trust)
            cell.compared = tuple(cell.seen)


def after_words(cells: Sequence[Cell]) -> None:
    """Compare cells with their layer again, after the corrections by words.

    A doubt raised by words is withdrawn where the layer agrees with OCR. A correction against both
    readings lowers the confidence.
    """
    for cell, text, trust in _layers(cells):
        at = [i for i, seen in enumerate(cell.seen) if seen.text.strip()]
        if not cell.compared or len(cell.compared) != len(cell.seen):
            continue
        same, _ = differences("".join(cell.seen[i].text for i in at), text)
        for i in (at[place] for place in same):
            seen = cell.seen[i]
            if any(are_confusable_kana(c, seen.text) and v >= POSSIBLE for c, v in seen.options):
                continue
            sure = min(_confirmed(seen, trust).confidence, cell.compared[i].confidence)
            cell.trust(i, sure)
        pairs = list(zip(cell.seen, cell.compared, strict=True))
        if any(now.text != then.text and then.confidence >= UNSURE for now, then in pairs):
            for i, (now, then) in enumerate(pairs):
                if now.text != then.text:
                    cell.doubt(i, LIKELY)
            cell.other = "".join(then.text for _, then in pairs)


def _layers(cells: Sequence[Cell]) -> list[tuple[Cell, str, _Trust]]:
    """The cells with a usable layer, the layer's text there, and its reliability."""
    layers = [(cell, text) for cell in cells if (text := _layer_of(cell)) is not None]
    trust = _trust(layers)
    return [
        (cell, text, measured)
        for cell, text in layers
        for measured in (trust[_sort(cell)],)
        if measured.right >= _MIN_ACCURACY and measured.missed <= _MAX_MISSED
    ]


def _layer_of(cell: Cell) -> str | None:
    """The layer's text in a cell; ``None`` where one of its pages has no layer."""
    texts = [line.layer for line in cell.lines]
    return None if None in texts else "".join(text or "" for text in texts)


def _sort(cell: Cell) -> str:
    return {"number": "figure", "year": "figure", "url": "url"}.get(cell.kind or "", "text")


def _trust(layers: Sequence[tuple[Cell, str]]) -> defaultdict[str, _Trust]:
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for cell, text in layers:
        ours, found = _plain(cell.text), counts[_sort(cell)]
        if not ours:
            continue
        found[3] += 1
        if _is_read(cell, text):
            found[0] += sum(size for _, _, size in matcher(ours, text).get_matching_blocks())
            found[1] += max(len(ours), len(text))
        else:
            found[2] += 1
    return defaultdict(
        lambda: _Trust(0.0, 1.0),
        {
            sort: _Trust(
                min((alike + 1) / (characters + 2), _MAX_ACCURACY),
                max((missed + 1) / (filled + 2), _MIN_MISSED),
            )
            for sort, (alike, characters, missed, filled) in counts.items()
        },
    )


def _plain(text: str) -> str:
    return "".join(text.split())


def _is_read(cell: Cell, text: str) -> bool:
    """Whether the layer read the cell's text, not an entirely different one.

    Figures are too short to tell a misreading from another text, so any text counts.
    """
    if _sort(cell) == "figure":
        return bool(text)
    return matcher(_plain(cell.text), text).ratio() >= _MIN_SIMILARITY


def _doubt_unread(cell: Cell, text: str, trust: _Trust) -> None:
    """Lower the confidence of a text that a layer lacks, by how rarely it lacks one."""
    inked = [at for at, seen in enumerate(cell.seen) if seen.text.strip()]
    if not inked or is_absent(cell.text):
        return
    at = min(inked, key=lambda i: cell.seen[i].confidence)
    seen = cell.seen[at]
    sure = seen.confidence * trust.missed
    sure /= sure + 1 - seen.confidence
    cell.doubt(at, sure)
    if text and sure < UNSURE <= seen.confidence:
        cell.other = text


def _tell_unseen(cell: Cell, text: str) -> None:
    """Report the layer's text as the alternative of a cell in which OCR saw none."""
    if any(char.isalnum() for char in text):
        cell.other = text
        cell.seen = [ReadChar(cell.text, _UNSEEN, ())]


def _compare(cell: Cell, text: str, trust: _Trust) -> None:
    at = [i for i, seen in enumerate(cell.seen) if seen.text.strip()]
    ours = "".join(cell.seen[i].text for i in at)
    if fit(cell, ours) > fit(cell, text):
        return  # A reading that the column does not allow is no evidence against one it does.
    odds_for = trust.odds * (_INVALID_ODDS if fit(cell, text) > fit(cell, ours) else 1.0)
    same, blocks = differences(ours, text)
    if cell.kind == "code":  # Forms are letters, whose case a scan does not show.
        alike = [b for b in blocks if ours[b.start : b.end].casefold() == b.text.casefold()]
        same += (b.start for b in alike)
        blocks = [b for b in blocks if b not in alike]
    for i in same:
        cell.seen[at[i]] = _confirmed(cell.seen[at[i]], trust)
    _confirm_blanks(cell, {at[i] for i in same})
    likely: dict[Block, float] = {}
    wins: list[Block] = []
    for block in blocks:
        odds = shown(cell, at, block) * odds_for
        own = min((cell.seen[at[i]].confidence for i in touched(block, len(at))), default=0.5)
        likely[block] = own * odds / (1 + own * odds)
        # A missing character is the most common error of layers, so it is never taken.
        if block.text and odds > 1 and likely[block] >= _MIN_PROBABILITY:
            wins.append(block)
    if fit(cell, with_blocks(ours, wins)) < fit(cell, ours):
        wins = []
    for block in blocks:
        _doubt(cell, at, block, likely[block])
    doubts = [b for b in blocks if b not in wins and _is_doubted(cell, at, b)]
    before = cell.text
    if wins:
        _take(cell, at, {block: likely[block] for block in wins})
        cell.other = before
    elif doubts:
        cell.other = rewritten(cell, at, doubts)


def _confirmed(seen: ReadChar, trust: _Trust) -> ReadChar:
    """Raise the confidence of a character that both readings have.

    One next to uncovered ink stays doubtful: what OCR missed there, a layer often lacks too.
    """
    if seen.confidence <= _BESIDE_A_GAP and seen.probability(seen.text) > seen.confidence + 1e-3:
        return seen
    against = (1 - trust.right) * _SAME_ERROR / trust.right
    # Voicing marks that the scan has lost are lost to both readings.
    options = tuple(
        (c, v if c == seen.text or are_confusable_kana(c, seen.text) else v * against)
        for c, v in seen.options
    )
    doubt = (1 - seen.confidence) * against
    sure = seen.confidence / (seen.confidence + doubt)
    return ReadChar(seen.text, max(min(sure, _MAX_CONFIDENCE), seen.confidence), options)


def _confirm_blanks(cell: Cell, same: set[int]) -> None:
    """Raise the confidence of blanks between characters that both readings have."""
    for i, seen in enumerate(cell.seen):
        if not seen.text.strip() and {i - 1, i + 1} <= same:
            cell.trust(i, _MAX_CONFIDENCE)


def _doubt(cell: Cell, at: Sequence[int], block: Block, likely: float) -> None:
    """Lower the confidence of the characters that a layer reads differently."""
    for i in touched(block, len(at)):
        seen = cell.seen[at[i]]
        sure, options = seen.confidence * (1 - likely), seen.options
        alone = block.end - block.start == len(block.text) == 1
        if alone and (sure < UNSURE or _sort(cell) == "figure"):
            rest = [o for o in options if o[0] not in (block.text, seen.text)]
            options = ((seen.text, sure), (block.text, likely), *rest)
            options = tuple(sorted(options, key=lambda o: -o[1]))
        cell.seen[at[i]] = ReadChar(seen.text, sure, options)


def _is_doubted(cell: Cell, at: Sequence[int], block: Block) -> bool:
    return any(cell.seen[at[i]].confidence < UNSURE for i in touched(block, len(at)))


def _take(cell: Cell, at: Sequence[int], likely: Mapping[Block, float]) -> None:
    """Replace our characters by the layer's."""
    before, seen, sure = cell.text, list(cell.seen), LIKELY
    for block in sorted(likely, key=lambda b: -b.start):
        low, high = within(at, block)
        own = min(likely[block], LIKELY)
        options = seen[low].options if high - low == len(block.text) == 1 else ()
        seen[low:high] = [ReadChar(char, own, options) for char in block.text]
        sure = min(sure, own)
    text = "".join(s.text for s in seen)
    evidence = say(
        "the hidden text layer has {text!r}, OCR alone gives {before!r}", text=text, before=before
    )
    cell.rewrite(seen, LAYER, round(sure, 3), evidence)
