"""What stands around the list: the title and its date, the published totals, and the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.model.survey import PublishedTotals
from kyoten_extract.model.table_model import Leftover
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.records.read_totals import (
    Figures,
    find_figures,
    is_note,
    items_of_grids,
    items_of_runs,
    published,
)
from kyoten_extract.text.era import parse_date
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.normalize_text import normalize_text

_AS_OF = "現在"


@dataclass(frozen=True, slots=True)
class OutsideText:
    """The text of a document that is not in its list, each piece in one place only.

    Attributes:
        title: the survey's title as it stands on its first page.
        as_of: the date in it.
        published: the totals, with the notes to them.
        title_runs, total_runs: what the title and the totals were read from, repeats included.
        leftovers: all the rest.
    """

    title: str | None
    as_of: dt.date | None
    published: PublishedTotals | None
    title_runs: tuple[TextRun, ...]
    total_runs: tuple[TextRun, ...]
    leftovers: tuple[Leftover, ...]


def read_title_and_notes(
    outside: Sequence[TextRun],
    others: Iterable[Sequence[Grid]],
    last_page: int,
    layout: Layout,
) -> OutsideText:
    """Sort out the text outside the list.

    Args:
        outside: runs of text outside all grids.
        others: the document's other tables, each the grids it is made of.
        last_page: the page the list ends on; totals and their notes stand there or later.
        layout: names the survey and its totals.
    """
    title, as_of, title_runs = _title(outside, layout)
    # A title may stand on each of a thousand pages: sets, for lists would take that squared.
    in_title = set(title_runs)
    rest = [run for run in outside if run not in in_title]
    total_runs: list[TextRun] = []
    figures = Figures()
    for grids in others:
        found = find_figures(items_of_grids(grids), layout.totals)
        figures |= found
        (total_runs if found else rest).extend(texts_of(grids, outside))
    if not figures:
        late = [run for run in rest if run.page >= last_page]
        figures, used = _unruled_totals(late, layout)
        total_runs += used
        in_totals = set(used)
        rest = [run for run in rest if run not in in_totals]
    notes = [run for run in rest if figures and run.page >= last_page and is_note(run.text)]
    in_notes = set(notes)
    return OutsideText(
        title,
        as_of,
        published(figures, [run.text for run in notes]),
        tuple(title_runs),
        (*total_runs, *notes),
        tuple(leftover(run) for run in rest if run not in in_notes),
    )


def texts_of(grids: Iterable[Grid], outside: Iterable[TextRun]) -> list[TextRun]:
    """The texts of the cells of ``grids``, save titles in their frames: those are ``outside``."""
    places = {(run.page, run.bbox) for run in outside}
    return [
        TextRun(grid.page, cell.text.strip(), cell.bbox)
        for grid in grids
        for cell in grid.cells
        if cell.text.strip() and (grid.page, cell.bbox) not in places
    ]


def leftover(run: TextRun) -> Leftover:
    """A run of text that went nowhere else."""
    return Leftover(run.page, run.text, run.bbox)


def _title(
    outside: Sequence[TextRun], layout: Layout
) -> tuple[str | None, dt.date | None, list[TextRun]]:
    """The title, its date, and every run that prints it: it is repeated on each page.

    The date may stand in a run of its own, which then says 現在.
    """
    name = fold_label(layout.title)
    runs = [run for run in outside if name in fold_label(run.text)]
    if not runs:
        return None, None, []
    text = normalize_text(" ".join(runs[0].text.split()))
    as_of = parse_date(text)
    if as_of is None:
        dated = [
            run
            for run in outside
            if _AS_OF in run.text and len(run.text) < 40 and parse_date(run.text)
        ]
        if dated:
            text = f"{text} {normalize_text(dated[0].text)}"
            as_of = parse_date(dated[0].text)
            same = fold_label(dated[0].text)
            found = set(runs)
            runs += [run for run in dated if fold_label(run.text) == same and run not in found]
    return text, as_of, runs


def _unruled_totals(runs: Sequence[TextRun], layout: Layout) -> tuple[Figures, list[TextRun]]:
    """Totals printed without rulings, and the runs between the first and the last of them."""
    figures = find_figures(items_of_runs(runs), layout.totals)
    if not figures:
        return figures, []
    labels = {fold_label(label) for texts in layout.totals.values() for label in texts}
    concerned = [
        i
        for i, run in enumerate(runs)
        if fold_label(run.text) in labels or labels.intersection(map(fold_label, run.text.split()))
    ]
    start = min(concerned)
    # The first line may begin with what is no label of a figure (全体).
    while start and _side_by_side(runs[start - 1], runs[start]):
        start -= 1
    used = [run for run in runs[start:] if not is_note(run.text)]
    return figures, used


def _side_by_side(one: TextRun, other: TextRun) -> bool:
    """Whether two runs stand on one line."""
    return one.page == other.page and one.bbox[1] < other.bbox[3] and other.bbox[1] < one.bbox[3]
