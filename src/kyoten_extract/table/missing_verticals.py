"""Vertical rulings that are missing: in a cell, or along a page whose table has them elsewhere.

A cell over several columns is parted where nearly all rows have a ruling, its texts stand apart,
and each is set, and of a kind, as the values of its column are. What is parted is reported, and
so is what might be several cells and is left as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.page.grid import Cell, Grid, PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.table.cells import fill
from kyoten_extract.table.column_match import same_columns
from kyoten_extract.table.gap_trial import Cuts, Gap, Plan, Trial, lattice_of, with_boundaries
from kyoten_extract.table.ruled_columns import Header, RuledColumns
from kyoten_extract.table.settings import DEFAULT, TableSettings
from kyoten_extract.table.value_kind import kind_of, usual_kind
from kyoten_extract.text.shorten import quoted

# Log odds from which on a cell is parted, from which on that is sure (50 to 1), and from which on
# a cell that stays whole is reported.
_PARTED, _SURE, _DOUBTFUL = 1.5, 4.0, -0.5
# Rows that must have a ruling for it to be missing in another, and more than lack it.
_MIN_RULED = 2
# Share of the rows of other pages that have a ruling which a whole page may lack; share of the
# page's rows that it must part.
_RULED_SHARE, _PARTED_SHARE = 0.8, 0.8
# Texts that may be two: with a blank, a change of script, or of two letters.
_MAY_BE_TWO = regex(r"\s|[!-\u024f][^!-\u024f]|[^!-\u024f][!-\u024f]|^.{2}$")
# Share of the columns, and how many: a cell over more is a heading, and its text stands anywhere.
_WIDE_SHARE, _WIDE = 0.6, 2


def with_missing_verticals(
    contents: Sequence[PageContent],
    read: Callable[[int], Page],
    settings: TableSettings = DEFAULT,
) -> tuple[list[PageContent], list[Finding]]:
    """``contents`` with cells parted where a vertical ruling is missing, and findings on them.

    ``read`` loads a page again; only pages with a cell that may be several are.
    """
    tables = _Tables.of(contents, settings)
    result: list[PageContent] = []
    findings: list[Finding] = []
    for content in contents:
        plans = {
            place: plan
            for place, grid in enumerate(content.grids)
            if (plan := tables.plan(grid)) is not None and plan.cells
        }
        if plans:
            content, told = _parted(content, plans, read(content.number), settings)
            findings += told
        result.append(content)
    return result, findings


@dataclass(frozen=True, slots=True)
class _Tables:
    """All grids of a document, by their columns.

    Attributes:
        grids: groups of grids with the same columns.
        headers, learned: what the grids of a group tell, once it was asked for.
        settings: what columns are the same.
    """

    grids: tuple[list[Grid], ...]
    headers: dict[int, Header]
    learned: dict[int, RuledColumns]
    settings: TableSettings

    @classmethod
    def of(cls, contents: Iterable[PageContent], settings: TableSettings) -> _Tables:
        groups: list[list[Grid]] = []
        for grid in (grid for content in contents for grid in content.grids):
            group = next(
                (g for g in groups if same_columns(g[0], grid, settings.column_tolerance)), None
            )
            if group is None:
                groups.append([grid])
            else:
                group.append(grid)
        return cls(tuple(groups), {}, {}, settings)

    def table(self, index: int) -> RuledColumns:
        if index not in self.learned:
            self.learned[index] = RuledColumns.of(self.grids[index], self.header(index))
        return self.learned[index]

    def header(self, index: int) -> Header:
        if index not in self.headers:
            self.headers[index] = Header.of(self.grids[index])
        return self.headers[index]

    def plan(self, grid: Grid) -> Plan | None:
        """What to try on ``grid``, if anything."""
        for index in sorted(range(len(self.grids)), key=lambda i: -len(self.grids[i])):
            added = self._added(grid, index)
            if added:
                return _along_page(grid, self.table(index), added)
        wide = [
            index
            for index, cell in enumerate(grid.cells)
            if cell.column_span > 1 and cell.text.strip()
        ]
        if not wide:
            return None
        own = next(
            index
            for index, group in enumerate(self.grids)
            if same_columns(group[0], grid, self.settings.column_tolerance)
        )
        depth = self.header(own).rows(grid)
        wide = [index for index in wide if not _is_heading(grid.cells[index], grid, depth)]
        return _in_cells(grid, self.table(own), depth, wide) if wide else None

    def _added(self, grid: Grid, index: int) -> dict[int, float]:
        """The boundaries that a table of other pages has in nearly all rows, and ``grid`` lacks.

        None if the table lacks any of ``grid``, or has a grid on the same page.
        """
        group, slack = self.grids[index], self.settings.column_tolerance
        xs = group[0].xs
        width = grid.xs[-1] - grid.xs[0]
        if not 1 < grid.columns < len(xs) - 1 or any(one.page == grid.page for one in group):
            return {}
        slack *= width
        near = [min(range(len(xs)), key=lambda i, x=x: abs(xs[i] - x)) for x in grid.xs]  # type: ignore[misc]
        if any(abs(xs[i] - x) > slack for i, x in zip(near, grid.xs, strict=True)):
            return {}
        table = self.table(index)
        added = {i: x for i, x in enumerate(xs) if i not in near}
        usual = all(
            table.ruled[i] >= max(_MIN_RULED, _RULED_SHARE * (table.ruled[i] + table.unruled[i]))
            for i in added
        )
        return added if usual and len(set(near)) == len(near) else {}


def _along_page(grid: Grid, table: RuledColumns, added: Mapping[int, float]) -> Plan:
    wide = with_boundaries(grid, list(added.values()))
    cells = tuple(
        index
        for index, cell in enumerate(wide.cells)
        if any(cell.column < boundary < cell.column + cell.column_span for boundary in added)
    )
    return Plan(wide, frozenset(added), table, table.header.rows(wide), cells)


def _in_cells(grid: Grid, table: RuledColumns, depth: int, wide: Iterable[int]) -> Plan:
    """The cells among the ``wide`` ones that may lack rulings."""
    cells = []
    for index in wide:
        cell = grid.cells[index]
        inner = range(cell.column + 1, cell.column + cell.column_span)
        if any(table.ruled[i] >= _MIN_RULED and table.ruled[i] > table.unruled[i] for i in inner):
            cells.append(index)
    return Plan(grid, frozenset(), table, depth, tuple(cells))


def _is_heading(cell: Cell, grid: Grid, depth: int) -> bool:
    """Whether a cell over several columns is a label or a heading, whose text stands anywhere.

    Its text is not of two parts; ``depth`` rows are header.
    """
    if cell.row >= depth and cell.column_span <= max(_WIDE, _WIDE_SHARE * grid.columns):
        return False
    text = cell.text.strip()
    return not _MAY_BE_TWO.search(text) and kind_of(text) == "word"


def _parted(
    content: PageContent, plans: Mapping[int, Plan], page: Page, settings: TableSettings
) -> tuple[PageContent, list[Finding]]:
    trials = {place: trial for place, plan in plans.items() if (trial := Trial.of(plan, page)).free}
    if not trials:
        return content, []
    everything = {place: (trial.plan.grid, trial.free) for place, trial in trials.items()}
    tried = _filled(content, everything, page, settings)
    chosen: dict[int, tuple[Grid, Cuts]] = {}
    findings: list[Finding] = []
    for place, trial in trials.items():
        gaps = list(trial.gaps(tried.grids[place]))
        decide = _decide_along if trial.plan.added else _decide_cells
        cuts, told = decide(trial, gaps)
        findings += told
        if cuts:
            chosen[place] = trial.plan.grid, cuts
    if not chosen:
        return content, findings
    if chosen == everything:
        return tried, findings
    return _filled(content, chosen, page, settings), findings


def _filled(
    content: PageContent,
    changed: Mapping[int, tuple[Grid, Cuts]],
    page: Page,
    settings: TableSettings,
) -> PageContent:
    """``content`` with some of its grids (by place) replaced and cut."""
    grids = [changed.get(place, (grid, {})) for place, grid in enumerate(content.grids)]
    filled = fill(page, [lattice_of(grid, cuts) for grid, cuts in grids], settings)
    return replace(filled, condition=content.condition)


def _decide_cells(trial: Trial, gaps: Sequence[Gap]) -> tuple[Cuts, list[Finding]]:
    """Cells with a gap that weighs enough are cut, each by itself."""
    cuts: Cuts = {}
    for index, free in trial.free.items():
        own = [gap for gap in gaps if gap.index == index]
        parted = frozenset(gap.boundary for gap in own if gap.weight >= _PARTED)
        if parted:
            # A row that lacks one line may lack those beside empty cells too.
            cuts[index] = free if len(parted) == len(own) else parted
    told = [gap for gap in gaps if gap.weight >= _DOUBTFUL]
    page = trial.plan.grid.page
    return cuts, [_finding(page, gap, parted=gap.weight >= _PARTED) for gap in told]


def _decide_along(trial: Trial, gaps: Sequence[Gap]) -> tuple[Cuts, list[Finding]]:
    """All cells are cut at the boundaries the page lacks, if that parts nearly all of its rows."""
    plan = trial.plan
    body = [gap for gap in gaps if gap.cell.row >= plan.depth]
    crossed = sum(
        bool(cell.text.strip()) and cell.row >= plan.depth and index not in trial.free
        for index, cell in ((index, plan.grid.cells[index]) for index in plan.cells)
    )
    good = [gap for gap in body if gap.weight >= _PARTED]
    if not good:
        return {}, []
    weight = max(gap.weight for gap in good)
    sure = len(good) >= _MIN_RULED or weight >= _SURE
    first = replace(
        good[0],
        weight=weight,
        evidence=(say("{good_count} rows have both", good_count=len(good)), *good[0].evidence),
    )
    sure = sure and _is_same_table(plan)
    parted = sure and len(good) >= _PARTED_SHARE * (len(body) + crossed)
    return trial.free if parted else {}, [_finding(plan.grid.page, first, parted=parted)]


def _is_same_table(plan: Plan) -> bool:
    """Whether a page shows the table of the other pages: its header, or values of its kinds."""
    if plan.depth:
        return True
    texts: dict[int, list[str]] = {}
    for cell in plan.grid.cells:
        if cell.column_span == 1:
            texts.setdefault(cell.column, []).append(cell.text)
    return any(
        plan.table.kinds[column] not in (None, "word")
        and usual_kind(values) == plan.table.kinds[column]
        for column, values in texts.items()
    )


def _finding(page: int, gap: Gap, *, parted: bool) -> Finding:
    left, right = (_short(text) for text in gap.texts)
    read, other = (
        (say("two cells"), say("one cell")) if parted else (say("one cell"), say("two cells"))
    )
    return codes.LINE_MISSING(
        say(
            "page {page}: no line is drawn between {left!r} and {right!r}; read as "
            "{read}; evidence: {evidence:; }",
            page=page,
            left=left,
            right=right,
            read=read,
            evidence=gap.evidence,
        ),
        severity="info" if parted and gap.weight >= _SURE else "warning",
        page=page,
        bbox=gap.cell.bbox,
        expected=other,
        actual=read,
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return quoted(plain)
