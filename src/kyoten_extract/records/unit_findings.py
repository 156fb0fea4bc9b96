"""Units that are printed in a column's label, or above the table, and are not the layout's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from kyoten_extract.deferred.regex import regex
from kyoten_extract.findings import codes
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.table_model import Row
from kyoten_extract.page.grid import TextRun
from kyoten_extract.records.normalize_cells import cell_of

# A power of ten, and what is measured or counted.
_ONE = (
    r"[十百千万億兆]{0,3}(?:円|ドル|ユーロ|人|名|台|件|戸|世帯|床|校|か所|箇所|冊|本"
    r"|%|パーセント|‰|ppm|m[23]|km2?|ha|kg|t|トン|時間|分)"
)
_UNIT = regex(r"([十百千万億兆]*)(.+)")
_IN_BRACKETS = regex(rf"[(\[【〔<「](?:単位[:は]?)?({_ONE})[)\]】〕>」]")
# Without a bracket, a unit is known by its power of ten or its sign; 時間 and 人 are labels, too.
_ALONE = regex(rf"円|ドル|ユーロ|[%‰]|m[23]|km2|ha|[十百千万億](?:{_ONE})")
_BEHIND = regex(r"(?:^|(?<=\D))((?:[百千万億]{1,3}(?:円|人|台|件|ドル|世帯)|[%‰]))$")
_WORD = regex(_ONE)
_NOTE = regex(rf"単位[:はが]*({_ONE}(?:[、,・/]{_ONE})*)")
_SAME = {"名": "人", "パーセント": "%", "トン": "t", "箇所": "か所"}

Unit = tuple[str, str]


def unit_findings(match: Match, runs: Iterable[TextRun], rows: Sequence[Row]) -> list[Finding]:
    """Report columns of numbers whose printed unit is none that the layout has for them.

    Args:
        match: the columns.
        runs: the text outside the table: a unit there is that of the columns which have another
            one of the same measure in the layout, and none in their label or their cells.
        rows: of the table.
    """
    findings: list[Finding] = []
    notes: list[Unit] | None = None
    for key, place in match.places.items():
        column = match.layout.column(key)
        if column.holds not in ("number", "decimal"):
            continue
        known = {_unit(_fold(unit)) for unit in column.units}
        known.update(unit for label in column.labels for unit in _units_of(label))
        if not known:
            continue
        printed = _units_of(match.header[place])
        ends = tuple(map(_fold, column.units))
        if not printed and not any(_fold(cell_of(row, place)).endswith(ends) for row in rows):
            notes = _noted(runs) if notes is None else notes
            printed = {note for note in notes if note[1] in {base for _, base in known}}
        if not printed or printed & known:
            continue
        ours, theirs = (sorted(map("".join, units)) for units in (known, printed))
        findings.append(
            codes.UNIT_OTHER(
                say(
                    "{column}: the printed unit is {printed:, }, that of the layout {known:, }",
                    column=column.label,
                    printed=theirs,
                    known=ours,
                ),
                field=key,
                expected=", ".join(ours),
                actual=", ".join(theirs),
            )
        )
    return findings


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _unit(text: str) -> Unit:
    """The power of ten and the measure of a unit."""
    match = _UNIT.fullmatch(text)
    power, base = (match[1], match[2]) if match is not None else ("", text)
    return power, _SAME.get(base, base)


def _units_of(label: str) -> set[Unit]:
    """The units in a label: in brackets, as a word, or behind it."""
    words = _fold(label).split()
    found = _IN_BRACKETS.findall("".join(words))
    found += [word for word in words if _ALONE.fullmatch(word)]
    found += [match[1] for word in words if (match := _BEHIND.search(word)) is not None]
    return {_unit(unit) for unit in found}


def _noted(runs: Iterable[TextRun]) -> list[Unit]:
    """The units that notes outside the table give (単位：千円)."""
    found = _NOTE.findall("\n".join("".join(_fold(run.text).split()) for run in runs))
    return [_unit(unit) for units in found for unit in _WORD.findall(units)]
