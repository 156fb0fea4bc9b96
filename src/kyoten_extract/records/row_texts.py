"""The corrected texts of rows, from which any kind of record is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.findings import codes
from kyoten_extract.layout.field_types import is_absent
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Correction, Finding, RowKey
from kyoten_extract.model.survey import Provenance
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.corrections import Doubt, apply_confident
from kyoten_extract.records.normalize_cells import Reading, cell_of
from kyoten_extract.text.url.link_evidence import repair_by_link

# Characters: longer texts are not quoted in a message; the finding has them in full.
_LONGEST_QUOTE = 80
# Confidence that a merged cell which reaches the page end goes on in the empty one below it, and
# that a mark for the value above means that value.
_CARRIED = 0.99


@dataclass(frozen=True, slots=True)
class RowTexts:
    """The texts of one row.

    Attributes:
        row: the row.
        raw: each cell as printed, by key of the column, or by its label if it is unknown.
        texts: after correction.
        doubts: suspected misprints, by key.
        corrections: from ``raw`` to ``texts``.
    """

    row: Row
    raw: Mapping[str, str]
    texts: Mapping[str, str]
    doubts: Mapping[str, Doubt]
    corrections: tuple[Correction, ...]

    @property
    def source(self) -> Provenance:
        """Where the row was printed."""
        row = self.row
        return Provenance(row.pages, row.boxes, tuple(dict.fromkeys(uri for _, uri in row.links)))


def texts_of_row(
    row: Row,
    match: Match,
    columns: Sequence[tuple[str, int]],
    readings: Mapping[int, Mapping[str, Reading]],
    least: float,
) -> RowTexts:
    """The texts of ``row``.

    Args:
        row: its cells are in the order of the header of ``match``.
        match: the layout's columns in the header.
        columns: their keys and places, see :func:`~.normalize_cells.columns_of`.
        readings: of each column, see :func:`~.normalize_cells.read_columns`.
        least: lowest confidence of a correction that is made.
    """
    raw: dict[str, str] = {}
    texts: dict[str, str] = {}
    doubts: dict[str, Doubt] = {}
    corrections: list[Correction] = []
    kinds = match.holds() if row.links else ()
    carried, repeated = dict(row.carried), dict(row.repeated)
    for key, place in columns:
        raw[key] = cell = cell_of(row, place)
        if place in carried:
            raw[key] = repeated.get(place, "")
            rule = "repeated" if place in repeated else "carried"
            change = Correction(key, raw[key], cell, rule, _CARRIED, carried[place])
            corrections.append(change)
        reading = readings[place][cell]
        texts[key], doubt = reading.text, reading.doubt
        if reading.corrections:
            corrections += reading.corrections
        if row.links and kinds[place] == "url" and not is_absent(texts[key]):
            under = [uri for column, uri in row.links if column == place]
            _, repairs = repair_by_link(texts[key], under)
            outcome = apply_confident(texts[key], [replace(r, field=key) for r in repairs], least)
            texts[key], doubt = outcome.text, outcome.doubt or doubt
            corrections += outcome.corrections
        if doubt is not None:
            doubts[key] = doubt
    return RowTexts(row, raw, texts, doubts, tuple(corrections))


def text_findings(
    of: RowTexts, match: Match, key: RowKey | None, unreadable: Sequence[str]
) -> list[Finding]:
    """Report the values of a row that could not be read, and its suspected misprints.

    Args:
        of: the row.
        match: the layout's columns in the header.
        key: the numbers of the row.
        unreadable: keys of the columns whose texts are no values.
    """
    page, *box = of.row.boxes[0]
    findings = [
        codes.VALUE_UNREADABLE(
            say(
                "{field}: {texts!r} is not a valid {holds}",
                field=match.layout.column(field).label,
                texts=of.texts[field],
                holds=match.layout.column(field).holds,
            ),
            field=field,
            row=key,
            page=page,
            bbox=tuple(box),
            actual=of.texts[field],
        )
        for field in unreadable
    ]
    labels = {c.key: c.label for c in match.layout.columns} if of.doubts else {}
    findings += [
        codes.MISPRINT(
            _misprint_message(labels.get(field, field), doubt),
            field=field,
            row=key,
            page=page,
            bbox=tuple(box),
            expected=doubt.suggestion,
            actual=doubt.text,
        )
        for field, doubt in of.doubts.items()
    ]
    return findings


def _misprint_message(label: str, doubt: Doubt) -> str:
    """Quote the text and the suggestion where they are short: prose would bury the evidence."""
    text, meant = doubt.text, doubt.suggestion
    if max(len(text), len(meant or "")) > _LONGEST_QUOTE:
        return say("{label}: {evidence}", label=label, evidence=doubt.evidence)
    if meant is None:
        return say(
            "{label}: {text!r} has an error ({evidence})",
            label=label,
            text=text,
            evidence=doubt.evidence,
        )
    return say(
        "{label}: {text!r} may be {meant!r} ({evidence})",
        label=label,
        text=text,
        meant=meant,
        evidence=doubt.evidence,
    )
