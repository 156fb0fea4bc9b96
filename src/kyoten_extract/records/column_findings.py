"""Findings about how the printed columns were understood."""

from __future__ import annotations

from collections.abc import Mapping

from kyoten_extract.findings import codes
from kyoten_extract.layout.column_matching import Decision
from kyoten_extract.layout.label_fit import Relation
from kyoten_extract.layout.survey_layout import Match
from kyoten_extract.messages import say, template
from kyoten_extract.model.finding import Finding

# Relations that make a label a known one without being it.
_UNLISTED = frozenset({"cut", "within", "similar", "longer"})
_RELATION: Mapping[Relation, str] = {
    "equal": template("its label is {known}"),
    "noted": template("its label is {known} with a note"),
    "longer": template("its label is {known} with an ending"),
    "within": template("its label ends with {known}"),
    "cut": template("its label is the beginning of {known}"),
    "similar": template("its label is similar to {known}"),
    "begun": template("its label has the first letters of {known}"),
    "partial": template("its label shares letters with {known}"),
}


def column_findings(match: Match, *, scanned: bool) -> list[Finding]:
    """Report columns that are missing, unknown, put together, or not settled by labels alone.

    Labels that OCR read (``scanned``) are often misread, so that an unlike one says little.
    """
    printed = {d.place: d for d in match.decisions}
    findings = [
        codes.COLUMN_MISSING(
            say(
                "column {column} was not found{closest_labels}",
                column=column.label,
                closest_labels=_closest_labels(column.key, match),
            ),
            severity="error" if column.required else codes.COLUMN_MISSING.severity,
            field=column.key,
            expected=column.label,
        )
        for column in match.missing
        if not column.optional
    ]
    findings += [
        codes.COLUMN_UNKNOWN(
            say(
                "column {label!r} is not in the layout{closest_column}",
                label=label,
                closest_column=_closest_column(printed.get(place), match),
            ),
            actual=label,
        )
        for place, label in match.unknown.items()
    ]
    for decision in match.decisions:
        findings += _unsettled(decision, match, scanned=scanned)
    for parted in match.parted:
        column = match.layout.column(parted.key)
        labels = [repr(match.header[place]) for place in parted.places]
        findings.append(
            codes.COLUMNS_COMBINED(
                say(
                    "{labels: and } are read as {column}: {evidence}"
                    if len(labels) > 1
                    else "{labels: and } is read as {column}: {evidence}",
                    labels=labels,
                    column=column.label,
                    evidence=parted.evidence,
                ),
                field=column.key,
                expected=column.label,
                actual=" and ".join(labels),
            )
        )
    for joined in match.joined:
        label = match.header[joined.place]
        names = "、".join(match.layout.column(key).label for key in joined.keys)
        findings.append(
            codes.COLUMNS_COMBINED(
                say(
                    "{label!r} is read as {names}: {evidence}",
                    label=label,
                    names=names,
                    evidence=joined.evidence,
                ),
                field=joined.keys[0],
                expected=names,
                actual=label,
            )
        )
    return findings


def _unsettled(decision: Decision, match: Match, *, scanned: bool) -> list[Finding]:
    """Report a column that is known by evidence only, or that others rival."""
    if decision.key is None or decision.score is None:
        return []
    column, score = match.layout.column(decision.key), decision.score
    label = match.header[decision.place]
    findings = []
    if decision.by == "evidence" or score.relation in _UNLISTED:
        reasons = [say(_RELATION[score.relation], known=score.known)] if score.by_label > 0 else []
        if score.content is not None and score.content.filled:
            reasons.append(score.content.words)
        if score.between is not None:
            low, high = (side or say("the edge") for side in score.between)
            reasons.append(say("between {low} and {high}", low=low, high=high))
        findings.append(
            codes.COLUMN_TAKEN(
                say(
                    "{label!r} was read as {column}: {reasons:, }",
                    label=label,
                    column=column.label,
                    reasons=reasons,
                ),
                severity="info"
                if scanned or decision.by == "label"
                else codes.COLUMN_TAKEN.severity,
                field=column.key,
                expected=column.label,
                actual=label,
            )
        )
    if decision.rivals:
        others = [repr(match.header[place]) for place in decision.rivals]
        findings.append(
            codes.COLUMNS_RIVAL(
                say(
                    "{column} was read from {label!r} (column {place}), but could be "
                    "{others:、} (column {places:, })",
                    column=column.label,
                    label=label,
                    place=decision.place + 1,
                    others=others,
                    places=[p + 1 for p in decision.rivals],
                ),
                field=column.key,
                expected=column.label,
                actual=label,
            )
        )
    return findings


def _closest_labels(key: str, match: Match) -> str:
    close = [
        match.header[d.place] or say("column {place}", place=d.place + 1)
        for d in match.decisions
        if d.key is None and d.closest == key
    ]
    return say("; closest printed labels: {close:、}", close=close) if close else ""


def _closest_column(decision: Decision | None, match: Match) -> str:
    if decision is None or decision.key is not None or decision.closest is None:
        return ""
    return say("; closest column: {closest}", closest=match.layout.column(decision.closest).label)
