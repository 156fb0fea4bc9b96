"""The differences between two editions as text: a line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from kyoten_extract._terminal_text import one_line
from kyoten_extract.editions.edition_diff import (
    Change,
    ChangedBase,
    ChangeKind,
    Compared,
    EditionDiff,
)
from kyoten_extract.editions.layout_changes import LayoutChange
from kyoten_extract.messages import Language, Message, say, template, told
from kyoten_extract.model.survey import Base
from kyoten_extract.output.export import Value
from kyoten_extract.output.report.i18n import name_of
from kyoten_extract.output.report.text_diff import difference, shortened
from kyoten_extract.output.report.text_report import line as finding_line

# Characters of a value that is quoted whole, and of unchanged text around what differs in others.
_LONGEST_QUOTE, _CONTEXT = 40, 12
_MARKS = {"same": ("", ""), "del": ("[-", "-]"), "ins": ("{+", "+}")}
# Confidence below which it is told.
_SURE = 0.9
_KINDS: Mapping[ChangeKind, str] = {
    "renamed": template("renamed {base}: {change}"),
    "moved": template("moved   {base}: {change}"),
    "changed": template("changed {base}: {change}"),
}


def plain(result: EditionDiff, language: Language = "en") -> str:
    """The layout's changes, the bases by kind of change, totals that changed, and a summary."""
    return "".join(f"{one_line(told(line, language))}\n" for line in _lines(result, language))


def _lines(result: EditionDiff, language: Language) -> Iterator[str]:
    if result.old is not None:
        yield say("old     {edition}", edition=_edition(result.old))
    if result.new is not None:
        yield say("new     {edition}", edition=_edition(result.new))
    for change in result.layout:
        yield say("layout  {change}", change=_layout(change))
    for base in result.added:
        yield say("added   {base}", base=_base(result, base, base))
    for base in result.removed:
        yield say("removed {base}", base=_base(result, base, base))
    kinds: tuple[ChangeKind, ...] = ("renamed", "moved", "changed")
    for kind in kinds:
        for pair in result.of_kind(kind):
            yield from _changes(result, pair, kind)
    yield from _spelling(result.changed)
    for key, totals in result.totals.items():
        for total in totals:
            if total.old != total.new:
                yield say(
                    "total   {field} {value}: {old} -> {new}",
                    field=key,
                    value=total.value or "-",
                    old=total.old,
                    new=total.new,
                )
    for finding in result.findings:
        yield finding_line(finding, language)
    moved, renamed = len(result.moved), len(result.renamed)
    yield say(
        "{added} added, {removed} removed, {changed} changed ({renamed} renamed, {moved} moved), "
        "{unchanged} unchanged",
        added=len(result.added),
        removed=len(result.removed),
        changed=len(result.changed),
        renamed=renamed,
        moved=moved,
        unchanged=result.unchanged,
    )


def _edition(edition: Compared) -> Message:
    date = f" ({edition.as_of})" if edition.as_of else ""
    title = f"{edition.title or edition.name}{date}"
    return say("{title}: {bases} bases", title=title, bases=edition.bases)


def _layout(change: LayoutChange) -> Message:
    column, values = _label(change.column), change.values
    if change.kind == "gone":
        return say("column gone: {column} ({values} values)", column=column, values=values)
    if change.kind == "new":
        return say("column new: {column} ({values} values)", column=column, values=values)
    if change.kind == "years":
        return say(
            "years printed {after}, before {before}: {column}",
            after=change.after,
            before=change.before,
            column=column,
        )
    if change.kind == "renamed":
        return say(
            "column renamed: {before} -> {after}"
            if change.agreement is None
            else "column renamed: {before} -> {after} ({values} bases agree)",
            before=change.before,
            after=change.after,
            values=values,
        )
    return say(
        "column without values now: {column} ({values} before)"
        if change.kind == "emptied"
        else "column without values before: {column} ({values} now)",
        column=column,
        values=values,
    )


def _label(column: str) -> str:
    """A column by its key and its Japanese name."""
    name = name_of("field", column).ja
    return column if name == column else f"{column} {name}"


def _base(result: EditionDiff, base: Base, other: Base) -> str:
    municipality, name, city = (
        result.printed(base, field) or result.printed(other, field)
        for field in ("municipality", "name", "city")
    )
    return f"{municipality or '-'} {name or '-'} ({city or '-'})"


def _changes(result: EditionDiff, pair: ChangedBase, kind: ChangeKind) -> Iterator[str]:
    base = _base(result, pair.new, pair.old)
    for change in pair.changes:
        if change.kind != kind:
            continue
        line = say(_KINDS[kind], base=base, change=_change(change))
        if pair.confidence < _SURE:
            line = say("{line} (confidence {sure:.2f})", line=line, sure=pair.confidence)
        yield line


def _change(change: Change) -> str:
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and _is_long(before, after):
        pieces = shortened(difference(before, after), _CONTEXT)
        text = "".join(_MARKS[p.kind][0] + p.text + _MARKS[p.kind][1] for p in pieces)
        return say("{field} {text}", field=change.field, text=text)
    return say("{field} {before!r} -> {after!r}", field=change.field, before=before, after=after)


def _is_long(*values: Value) -> bool:
    return any(isinstance(value, str) and len(value) > _LONGEST_QUOTE for value in values)


def _spelling(changed: Sequence[ChangedBase]) -> Iterator[str]:
    """Values that are spelled differently only, counted by field: most are matters of printing."""
    fields = Counter(c.field for pair in changed for c in pair.changes if c.kind == "spelling")
    if fields:
        yield say(
            "spelled otherwise, the same else: {counts:, } (listed by --format csv and json)",
            counts=[say("{field} {count}", field=f, count=n) for f, n in fields.items()],
        )
