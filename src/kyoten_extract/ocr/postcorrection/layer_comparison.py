"""Cells held against the hidden text layer under the picture: a second reading of the same page.

How far a layer is to be trusted is measured on the document itself, for figures, addresses and
words apart: as often as it says what the picture shows. Where both agree, a cell is surer. Where
they differ, each difference is weighed: how likely the picture shows what the layer has, against
how often such a layer slips. It wins where that says so and the column allows it, and the cell is
told of either way; where it loses, the cell is told of unless it is all but sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.ocr.postcorrection.doubtful_cell import LIKELY, POSSIBLE, UNSURE, Cell
from kyoten_extract.ocr.postcorrection.kana_confusion import is_twin
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
from kyoten_extract.ocr.recognition.ctc import Seen

LAYER = "ocr-layer"
"""The rule of a reading that the layer has."""

# A layer that slips has, so often, just what would be likely there.
_SAME_SLIP = 0.5
# No layer is trusted more than this, and one that says so little of what is there not at all.
_MOST_TRUST, _LEAST_TRUST = 0.98, 0.6
# Nor one that has not read so many of the cells.
_MOST_MISSED = 0.75
# A layer that has less than this of a text has not read it.
_READ = 0.5
# Of cells that a layer leaves blank: fewer than this is not counted on.
_FEWEST_MISSED = 0.02
_SURE = 0.9999
# Characters beside a gap are said to be no surer than this, however sure their shape is.
_BESIDE_A_GAP = 0.8
# By how much likelier the layer is where the column can hold what it has, and not ours.
_UNFIT = 50.0
# The layer's text is taken where it is as likely as this, and likelier than ours.
_TAKEN = 0.3
# A cell that only the layer has text in.
_UNSEEN = 0.5


@dataclass(frozen=True, slots=True)
class _Trust:
    """How often a layer has the character that is there, and has not read a cell at all."""

    right: float
    missed: float

    @property
    def odds(self) -> float:
        """By how much it speaks for what it has."""
        return self.right / ((1 - self.right) * _SAME_SLIP)


def by_layer(cells: Sequence[Cell]) -> None:
    """Cells as their layer has them, where that is likelier; surer or in doubt by it elsewhere."""
    for cell, text, trust in _layers(cells):
        if not cell.text.strip():
            _tell_unseen(cell, text)
        elif not _is_read(cell, text):
            _doubt_unread(cell, text, trust)
        else:
            _compare(cell, text, trust)
            cell.compared = tuple(cell.seen)


def after_words(cells: Sequence[Cell]) -> None:
    """What the rest of the document made of compared cells, once more beside the layer.

    A doubt by words that the layer does not share is none; a choice against both readings is one.
    """
    for cell, text, trust in _layers(cells):
        at = [i for i, seen in enumerate(cell.seen) if seen.text.strip()]
        if not cell.compared or len(cell.compared) != len(cell.seen):
            continue
        same, _ = differences("".join(cell.seen[i].text for i in at), text)
        for i in (at[place] for place in same):
            seen = cell.seen[i]
            if any(is_twin(c, seen.text) and v >= POSSIBLE for c, v in seen.options):
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
    """The cells that have a layer to be trusted, what it has there, and how far it is right."""
    layers = [(cell, text) for cell in cells if (text := _layer_of(cell)) is not None]
    trust = _trust(layers)
    return [
        (cell, text, measured)
        for cell, text in layers
        for measured in (trust[_sort(cell)],)
        if measured.right >= _LEAST_TRUST and measured.missed <= _MOST_MISSED
    ]


def _layer_of(cell: Cell) -> str | None:
    """What the layer has in a cell; ``None`` where a page of it has no layer."""
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
                min((alike + 1) / (characters + 2), _MOST_TRUST),
                max((missed + 1) / (filled + 2), _FEWEST_MISSED),
            )
            for sort, (alike, characters, missed, filled) in counts.items()
        },
    )


def _plain(text: str) -> str:
    return "".join(text.split())


def _is_read(cell: Cell, text: str) -> bool:
    """Whether a layer has a text, and not some other one altogether, where a cell has one.

    Figures are too short to tell a slip from another text.
    """
    if _sort(cell) == "figure":
        return bool(text)
    return matcher(_plain(cell.text), text).ratio() >= _READ


def _doubt_unread(cell: Cell, text: str, trust: _Trust) -> None:
    """Doubt on a text that a layer does not have which has nearly all others."""
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
    """The layer's text where nothing was seen is told, and not taken."""
    if any(char.isalnum() for char in text):
        cell.other = text
        cell.seen = [Seen(cell.text, _UNSEEN, ())]


def _compare(cell: Cell, text: str, trust: _Trust) -> None:
    at = [i for i, seen in enumerate(cell.seen) if seen.text.strip()]
    ours = "".join(cell.seen[i].text for i in at)
    if fit(cell, ours) > fit(cell, text):
        return  # What the column can't hold says nothing against what it can.
    odds_for = trust.odds * (_UNFIT if fit(cell, text) > fit(cell, ours) else 1.0)
    same, blocks = differences(ours, text)
    if cell.kind == "code":  # Forms are letters; which case a scan can't tell.
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
        # That a layer lacks a character is the commonest of its slips.
        if block.text and odds > 1 and likely[block] >= _TAKEN:
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


def _confirmed(seen: Seen, trust: _Trust) -> Seen:
    """A character that both readings have.

    One beside ink that no character accounts for stays in doubt: what is missing there, a layer
    often lacks too.
    """
    if seen.confidence <= _BESIDE_A_GAP and seen.probability(seen.text) > seen.confidence + 1e-3:
        return seen
    against = (1 - trust.right) * _SAME_SLIP / trust.right
    # What a scanner does to the marks of kana, it does to all who read them.
    options = tuple(
        (c, v if c == seen.text or is_twin(c, seen.text) else v * against) for c, v in seen.options
    )
    doubt = (1 - seen.confidence) * against
    sure = seen.confidence / (seen.confidence + doubt)
    return Seen(seen.text, max(min(sure, _SURE), seen.confidence), options)


def _confirm_blanks(cell: Cell, same: set[int]) -> None:
    """Blanks between characters that both have say nothing of what is printed."""
    for i, seen in enumerate(cell.seen):
        if not seen.text.strip() and {i - 1, i + 1} <= same:
            cell.trust(i, _SURE)


def _doubt(cell: Cell, at: Sequence[int], block: Block, likely: float) -> None:
    """The characters that a layer has otherwise, as sure as they are after that."""
    for i in touched(block, len(at)):
        seen = cell.seen[at[i]]
        sure, options = seen.confidence * (1 - likely), seen.options
        alone = block.end - block.start == len(block.text) == 1
        if alone and (sure < UNSURE or _sort(cell) == "figure"):
            rest = [o for o in options if o[0] not in (block.text, seen.text)]
            options = ((seen.text, sure), (block.text, likely), *rest)
            options = tuple(sorted(options, key=lambda o: -o[1]))
        cell.seen[at[i]] = Seen(seen.text, sure, options)


def _is_doubted(cell: Cell, at: Sequence[int], block: Block) -> bool:
    return any(cell.seen[at[i]].confidence < UNSURE for i in touched(block, len(at)))


def _take(cell: Cell, at: Sequence[int], likely: Mapping[Block, float]) -> None:
    """Put the layer's characters in the place of ours."""
    before, seen, sure = cell.text, list(cell.seen), LIKELY
    for block in sorted(likely, key=lambda b: -b.start):
        low, high = within(at, block)
        own = min(likely[block], LIKELY)
        options = seen[low].options if high - low == len(block.text) == 1 else ()
        seen[low:high] = [Seen(char, own, options) for char in block.text]
        sure = min(sure, own)
    text = "".join(s.text for s in seen)
    evidence = f"the hidden text layer has {text!r}, OCR alone gives {before!r}"
    cell.rewrite(seen, LAYER, round(sure, 3), evidence)
