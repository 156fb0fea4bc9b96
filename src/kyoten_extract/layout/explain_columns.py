"""How each printed column of a table was understood, for people and as data."""

from __future__ import annotations

from collections.abc import Sequence

from kyoten_extract._terminal_text import one_line
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.layout.column_matching import Decision
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import Language, say, template, told
from kyoten_extract.text.normalize.width import display_width
from kyoten_extract.text.shorten import shortened

# Characters of a label, and of the cells' description, that the table shows.
_LABEL, _CELLS = 24, 44

_HEADER = say("no|label|key|decision|label|content|place|runner-up|cells")
_DECISIONS = {
    "label": template("label"),
    "evidence": template("evidence"),
    "parted": template("parted"),
    "joined": template("joined"),
    "none": template("none"),
}
_BLANK = say("(blank)")


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How one printed column was understood.

    Attributes:
        column: its number, from 1 at the left.
        label: as printed.
        key: of the layout's column that it is, or is part of; ``None`` if it is none.
        decision: ``label``, ``evidence``, ``parted``, ``joined`` or ``none``.
        by_label, by_content, by_place: scores for and against ``key``, or against the closest
            column if it is none; ``None`` where the parts of a column were put together.
        relation: of its label to the known one.
        cells: what its cells are.
        runner_up: key of the next best column, and its score.
    """

    column: int
    label: str
    key: str | None
    decision: str
    by_label: float | None = None
    by_content: float | None = None
    by_place: float | None = None
    relation: str | None = None
    cells: str | None = None
    runner_up: tuple[str, float] | None = None


def explain_columns(match: Match) -> tuple[ColumnReading, ...]:
    """How each printed column was understood, from ``Layout.match(..., explain=True)``."""
    decided = {decision.place: decision for decision in match.decisions}
    parted = {place: one for one in match.parted for place in (*one.places, *one.others)}
    joined = {one.place: one for one in match.joined}
    readings = []
    for place, label in enumerate(match.header):
        if place in joined:
            keys = "+".join(joined[place].keys)
            why = joined[place].evidence
            readings.append(ColumnReading(place + 1, label, keys, "joined", cells=why))
        elif place in parted:
            one = parted[place]
            key = one.key if place in one.places else None
            readings.append(ColumnReading(place + 1, label, key, "parted", cells=one.evidence))
        else:
            readings.append(_reading(decided.get(place), place, label))
    return tuple(readings)


def _reading(decision: Decision | None, place: int, label: str) -> ColumnReading:
    score = decision.score if decision is not None else None
    if decision is None or score is None:
        runner_up = decision.runner_up if decision is not None else None
        return ColumnReading(place + 1, label, None, "none", runner_up=_rounded(runner_up))
    content = score.content
    return ColumnReading(
        place + 1,
        label,
        decision.key,
        decision.by,
        round(score.by_label, 2),
        round(score.by_content, 2),
        round(score.by_place, 2),
        score.relation,
        content.words if content is not None and content.filled else None,
        _rounded(decision.runner_up),
    )


def _rounded(runner_up: tuple[str, float] | None) -> tuple[str, float] | None:
    return None if runner_up is None else (runner_up[0], round(runner_up[1], 2))


def columns_as_text(
    readings: Sequence[ColumnReading], missing: Sequence[str], language: Language = "en"
) -> str:
    """The readings as a table of text, with the columns of the layout that are missing."""
    rows = [
        tuple(told(_HEADER, language).split("|")),
        *(
            (
                str(one.column),
                shortened(one.label, _LABEL) or told(_BLANK, language),
                one.key or "-",
                told(say(_DECISIONS[one.decision]), language),
                *(_shown(value) for value in (one.by_label, one.by_content, one.by_place)),
                f"{one.runner_up[0]} {one.runner_up[1]:+.1f}" if one.runner_up else "",
                shortened(told(one.cells or "", language), _CELLS),
            )
            for one in readings
        ),
    ]
    # Labels are the document's.
    rows = [tuple(map(one_line, row)) for row in rows]
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(_padded(text, w) for text, w in zip(row, widths, strict=True)) for row in rows
    ]
    if missing:
        lines.append(one_line(told(say("missing: {columns:, }", columns=missing), language)))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:+.1f}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))
