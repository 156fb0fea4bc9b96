"""The spans of a header of two lines, in text that says which cells are empty and not why."""

from __future__ import annotations

from collections.abc import Sequence


def header_spans(rows: Sequence[Sequence[str]]) -> dict[tuple[int, int], tuple[int, int]]:
    """(row span, column span) by (row, column) in a two-line header; (0, 0) for covered cells.

    The second line is part of the header if its cells stand only under group labels: under the
    label itself and the empty cells after it, or those that repeat it.
    """
    if len(rows) < 2:
        return {}
    first, second = ([cell.strip() for cell in row] for row in rows[:2])
    width = min(len(first), len(second))
    filled = [column for column in range(width) if second[column]]
    # A cell beyond the end of the first line has no label above it.
    if not filled or 2 * len(filled) > width or any(second[width:]):
        return {}
    # The first column may have no label at all.
    if not first[0] and (second[0] or not any(first[1:2])):
        return {}
    groups: dict[int, int] = {}
    for column in filled:
        label = column
        while label > 0 and first[label] in ("", first[label - 1]):
            label -= 1
        groups[label] = column - label + 1
    if any(first[label].isdecimal() for label, span in groups.items() if span > 1):
        return {}  # Figures that repeat are no labels.
    if all(span == 1 for span in groups.values()) or any(
        not second[column]
        for label, span in groups.items()
        for column in range(label, label + span)
    ):
        return {}
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for label, span in groups.items():
        if any(first[label + 1 : label + span]):
            continue  # Each has the label, in a cell of its own.
        spans[0, label] = (1, span)
        spans.update({(0, column): (0, 0) for column in range(label + 1, label + span)})
    for column in range(max(len(first), len(second))):
        if not (column < width and second[column]):
            spans[0, column] = (2, 1)
            spans[1, column] = (0, 0)
    return spans
