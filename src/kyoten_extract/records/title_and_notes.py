"""The text outside the table: the title and its date, the published totals, the leftovers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Layout
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.survey import PublishedTotals
from kyoten_extract.model.table_model import Leftover
from kyoten_extract.page.grid import Grid, TextRun
from kyoten_extract.records.other_totals import (
    figures_of_last_line,
    figures_of_sentence,
    is_by_municipality,
)
from kyoten_extract.records.read_totals import (
    Figures,
    find_figures,
    is_note,
    items_of_grids,
    items_of_runs,
    names_a_total,
    published,
)
from kyoten_extract.text.era import dates_in
from kyoten_extract.text.labels import fold_label
from kyoten_extract.text.normalize.normalize_text import normalize_text

# Characters: a longer run with a date is prose.
_LONGEST_DATE = 40
# Characters: a longer run is no title.
_LONGEST_TITLE = 120
# Characters after a date in which a word says what it is the date of.
_NEAR_DATE = 8
# What follows the date of something else.
_PUBLISHED = regex(
    r"\s*[)）]?\s*(?:付け?|に)?(?:公表|発表|作成|更新|改[訂定]|掲載|発行|調査開始|版)"
)
# What goes before the date of a survey.
_SO_ON = regex(r"(?:(?:調査)?(?:時点|基準日|現在)\s*[:：)）]?|(?i:\bas\s+(?:of|at)))\s*$")
# A last word that a title may lack, and characters of a title without it.
_LAST_WORD = regex("(?:の?一覧表?|等?一覧)$")
_LEAST_TITLE = 6


@dataclass(frozen=True, slots=True)
class OutsideText:
    """The text outside the table; each run is in exactly one of the attributes.

    Attributes:
        title: the survey's title, from the first page that has it.
        as_of: the date in the title.
        published: the totals, with their notes.
        figures: the published figures by their keys in the layout.
        title_runs, total_runs: the runs of the title and the totals, repeats included.
        leftovers: all other runs.
    """

    title: str | None
    as_of: dt.date | None
    published: PublishedTotals | None
    figures: Mapping[str, int | float]
    title_runs: tuple[TextRun, ...]
    total_runs: tuple[TextRun, ...]
    leftovers: tuple[Leftover, ...]


def read_title_and_notes(
    outside: Sequence[TextRun],
    others: Iterable[Sequence[Grid]],
    last_page: int,
    layout: Layout,
    heading: str = "",
) -> OutsideText:
    """Classify the text outside the table.

    Args:
        outside: runs of text outside all grids.
        others: the document's other tables, each as the grids it consists of.
        last_page: the page on which the table ends; totals and notes are on it or later.
        layout: gives the title of the survey and the labels of its totals.
        heading: the line above the table, which is the title if the layout has none.
    """
    title, as_of, title_runs = _title(outside, layout, heading)
    # Sets, because a title on each of a thousand pages would make list lookups quadratic.
    in_title = set(title_runs)
    rest = [run for run in outside if run not in in_title]
    total_runs: list[TextRun] = []
    figures = Figures()
    for grids in others:
        items = items_of_grids(grids)
        if is_by_municipality(items):
            found = figures_of_last_line(items, layout.totals)
        else:
            found = find_figures(items, layout.totals)
        figures |= found
        (total_runs if found else rest).extend(texts_of(grids, outside))
    if not figures:
        late = [run for run in rest if run.page >= last_page]
        figures, used = _unruled_totals(late, layout)
        total_runs += used
        in_totals = set(used)
        rest = [run for run in rest if run not in in_totals]
    if not figures:
        for run in late:
            found = figures_of_sentence(run.text, layout.totals)
            if found:
                figures |= found
                total_runs.append(run)
                rest.remove(run)
    notes = [run for run in rest if figures and run.page >= last_page and is_note(run.text)]
    in_notes = set(notes)
    return OutsideText(
        title,
        as_of,
        published(figures, [run.text for run in notes]),
        figures.by_key,
        tuple(title_runs),
        (*total_runs, *notes),
        tuple(leftover(run) for run in rest if run not in in_notes),
    )


def missing_totals(outside: OutsideText, layout: Layout) -> list[Finding]:
    """Report that no total was found, or not one whose check a layout declares."""
    if not outside.figures and layout.totals:
        findings = [codes.NO_TOTALS(say("no published totals were found"))]
    else:
        findings = []
    for key in dict.fromkeys(check.published for check in layout.checks):
        if key is None or key in outside.figures:
            continue
        labels = [fold_label(label) for label in layout.totals.get(key, ())]
        texts = (*map(leftover, outside.total_runs), *outside.leftovers)
        printed = next((one for one in texts if names_a_total(one.text, labels)), None)
        if printed is not None:
            findings.append(
                codes.VALUE_UNREADABLE(
                    say(
                        "{field}: {texts!r} is not a valid {holds}",
                        field=layout.totals[key][0],
                        texts=printed.text,
                        holds="number",
                    ),
                    field=key,
                    page=printed.page,
                    bbox=printed.bbox,
                    actual=printed.text,
                )
            )
        elif outside.figures:
            message = say("the published figure {key} was not found", key=key)
            findings.append(codes.NO_TOTALS(message, field=key))
    return findings


def texts_of(grids: Iterable[Grid], outside: Iterable[TextRun]) -> list[TextRun]:
    """The texts of the cells of ``grids``, without framed titles, which are among ``outside``."""
    places = {(run.page, run.bbox) for run in outside}
    return [
        TextRun(grid.page, cell.text.strip(), cell.bbox)
        for grid in grids
        for cell in grid.cells
        if cell.text.strip() and (grid.page, cell.bbox) not in places
    ]


def leftover(run: TextRun) -> Leftover:
    """``run`` as a leftover."""
    return Leftover(run.page, run.text, run.bbox)


def _title(
    outside: Sequence[TextRun], layout: Layout, heading: str
) -> tuple[str | None, dt.date | None, list[TextRun]]:
    """The title, its date, and every run that repeats them.

    The date may be in a run of its own, which then contains 現在 or another word of the layout.
    """
    runs = _runs_of_title(outside, layout.title or heading)
    if not runs:
        return _title_in_other_words(outside, layout)
    text = normalize_text(" ".join(" ".join(run.text.split()) for run in runs[0]))
    found = [run for title in runs for run in title]
    if not layout.dates:
        return text, None, found
    as_of = _as_of(text, layout.dates, is_title=True)
    if as_of is None:
        dated = [
            run
            for run in outside
            if len(run.text) < _LONGEST_DATE and _as_of(run.text, layout.dates, is_title=False)
        ]
        if dated:
            text = f"{text} {normalize_text(dated[0].text)}"
            as_of = _as_of(dated[0].text, layout.dates, is_title=False)
            same = fold_label(dated[0].text)
            known = set(found)
            found += [run for run in dated if fold_label(run.text) == same and run not in known]
    return text, as_of, found


def _title_in_other_words(
    outside: Sequence[TextRun], layout: Layout
) -> tuple[str | None, dt.date | None, list[TextRun]]:
    """The first line with the date of the survey as its title, such as one in English."""
    for run in outside if layout.dates else ():
        text = normalize_text(" ".join(run.text.split()))
        as_of = _as_of(text, layout.dates, is_title=False) if len(text) < _LONGEST_TITLE else None
        if as_of is not None:
            same = fold_label(run.text)
            return text, as_of, [other for other in outside if fold_label(other.text) == same]
    return None, None, []


def _runs_of_title(outside: Sequence[TextRun], title: str) -> list[tuple[TextRun, ...]]:
    """Every print of a title: a run that has it, or two runs, one under the other.

    If there is none, a run that begins with the title but for its last word (一覧) is it.
    """
    name = fold_label(title)
    if not name:
        return []
    folded = [fold_label(run.text) for run in outside]
    found = [(run,) for run, text in zip(outside, folded, strict=True) if name in text]
    if found:
        return list(found)
    pairs = [
        (outside[i], outside[i + 1])
        for i in range(len(outside) - 1)
        if outside[i].page == outside[i + 1].page and name in folded[i] + folded[i + 1]
    ]
    if pairs:
        return list(pairs)
    short = _LAST_WORD.sub("", name)
    if len(short) < _LEAST_TITLE:
        return []
    return [
        (run,)
        for run, text in zip(outside, folded, strict=True)
        if text.startswith(short) and len(text) < _LONGEST_DATE
    ]


def _as_of(text: str, words: Sequence[str], *, is_title: bool) -> dt.date | None:
    """The date in ``text`` that says when it was so: one before 現在, not one before 公表.

    In a title, a date before neither will do.
    """
    dates = dates_in(text)
    for before, date, after in dates:
        if any(word in after[:_NEAR_DATE] for word in words) or _SO_ON.search(before):
            return date
    plain = [date for _, date, after in dates if not _PUBLISHED.match(after)]
    return plain[0] if plain and is_title else None


def _unruled_totals(runs: Sequence[TextRun], layout: Layout) -> tuple[Figures, list[TextRun]]:
    """Totals printed without rulings, and their runs from the first label on."""
    figures = find_figures(items_of_runs(runs), layout.totals)
    if not figures:
        return figures, []
    labels = {fold_label(label) for texts in layout.totals.values() for label in texts}
    start = next(i for i, run in enumerate(runs) if names_a_total(run.text, labels))
    # The first line may begin with a heading that is not the label of a figure (全体).
    while start and _side_by_side(runs[start - 1], runs[start]):
        start -= 1
    used = [run for run in runs[start:] if not is_note(run.text)]
    return figures, used


def _side_by_side(one: TextRun, other: TextRun) -> bool:
    """Whether two runs are on one line."""
    return one.page == other.page and one.bbox[1] < other.bbox[3] and other.bbox[1] < one.bbox[3]
