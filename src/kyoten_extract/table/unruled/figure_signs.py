"""Which pages may have tables of figures whose columns no ruling parts: few have."""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex
from kyoten_extract.page.grid import Grid, PageContent

# Words, and lines, with a figure, each from its first one on.
_WITH_FIGURE, _LINE_WITH_FIGURE = regex(r"\d\S*"), regex(r"\d.*")
# Two figures on a line, with a blank between them.
_TWO_FIGURES = regex(r"\d[\d,.]*[)%]?[ \u3000\xa0]+[(-–−]?\d")
# Three lines of figures in a cell, and the line breaks in it.
_STACKED = 2
_STACK = regex(r"(?:^|\n)[-(−–△▲]?\d[\d,.%)]*(?:\s*\n\s*[-(−–△▲]?\d[\d,.%)]*){2}")
# Lines with two figures, from which on a page is looked at.
_MIN_LINES = 2


def may_have_figures(content: PageContent) -> bool:
    """Whether several lines outside of cells, or inside of one, have several figures."""
    count = 0
    for grid in content.grids:
        lines, stacks = grid.told(figures_in)
        count += lines
        if count >= _MIN_LINES or stacks > 1:
            return True
    rows: dict[int, int] = {}
    for run in content.outside:
        if _LINE_WITH_FIGURE.search(run.text) is not None:
            level = round(run.bbox[3])
            several = 2 if _has_two_figures(run.text) else 1
            rows[level] = rows.get(level, 0) + several
    return count + sum(number > 1 for number in rows.values()) >= _MIN_LINES


def figures_in(grid: Grid) -> tuple[int, int]:
    """How many lines in cells have two figures; and the most cells of a row that have a stack."""
    count = 0
    stacks: dict[int, int] = {}
    for cell in grid.cells:
        text = cell.text
        has_blank = " " in text or "\u3000" in text
        if has_blank and len(_WITH_FIGURE.findall(text)) > 1:
            count += sum(map(_has_two_figures, text.split("\n")))
        if "\n" in text and text.count("\n") >= _STACKED and _is_stack(text):
            stacks[cell.row] = stacks.get(cell.row, 0) + 1
    return count, max(stacks.values(), default=0)


def _has_two_figures(line: str) -> bool:
    # Few lines have digits on both sides of a blank, and the pattern takes long to compile.
    return len(_WITH_FIGURE.findall(line)) > 1 and _TWO_FIGURES.search(line) is not None


def _is_stack(text: str) -> bool:
    return len(_LINE_WITH_FIGURE.findall(text)) > _STACKED and _STACK.search(text) is not None
