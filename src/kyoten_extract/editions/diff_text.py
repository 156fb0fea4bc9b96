"""The differences between two editions as text: a line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kyoten_extract._terminal_text import one_line
from kyoten_extract.editions.edition_diff import (
    Change,
    ChangedBase,
    ChangeKind,
    Compared,
    EditionDiff,
)
from kyoten_extract.editions.layout_changes import LayoutChange
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


def plain(result: EditionDiff) -> str:
    """The layout's changes, the bases by kind of change, totals that changed, and a summary."""
    return "".join(f"{one_line(line)}\n" for line in _lines(result))


def _lines(result: EditionDiff) -> Iterator[str]:
    for name, edition in (("old", result.old), ("new", result.new)):
        if edition is not None:
            yield f"{name}     {_edition(edition)}"
    for change in result.layout:
        yield f"layout  {_layout(change)}"
    for kind, bases in (("added", result.added), ("removed", result.removed)):
        for base in bases:
            yield f"{kind:7} {_base(result, base, base)}"
    kinds: tuple[ChangeKind, ...] = ("renamed", "moved", "changed")
    for kind in kinds:
        for pair in result.of_kind(kind):
            yield from _changes(result, pair, kind)
    yield from _spelling(result.changed)
    for key, totals in result.totals.items():
        for total in totals:
            if total.old != total.new:
                yield f"total   {key} {total.value or '-'}: {total.old} -> {total.new}"
    for finding in result.findings:
        yield finding_line(finding)
    moved, renamed = len(result.moved), len(result.renamed)
    yield (
        f"{len(result.added)} added, {len(result.removed)} removed, "
        f"{len(result.changed)} changed ({renamed} renamed, {moved} moved), "
        f"{result.unchanged} unchanged"
    )


def _edition(edition: Compared) -> str:
    date = f" ({edition.as_of})" if edition.as_of else ""
    return f"{edition.title or edition.name}{date}: {edition.bases} bases"


def _layout(change: LayoutChange) -> str:
    column = change.column
    if change.kind == "gone":
        return f"column gone: {_label(column)} ({change.values} values)"
    if change.kind == "new":
        return f"column new: {_label(column)} ({change.values} values)"
    if change.kind == "years":
        return f"years printed {change.after}, before {change.before}: {_label(column)}"
    if change.kind == "renamed":
        share = "" if change.agreement is None else f" ({change.values} bases agree)"
        return f"column renamed: {change.before} -> {change.after}{share}"
    if change.kind == "emptied":
        return f"column without values now: {_label(column)} ({change.values} before)"
    return f"column without values before: {_label(column)} ({change.values} now)"


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
    sure = "" if pair.confidence >= _SURE else f" (confidence {pair.confidence:.2f})"
    for change in pair.changes:
        if change.kind == kind:
            yield f"{kind:7} {_base(result, pair.new, pair.old)}: {_change(change)}{sure}"


def _change(change: Change) -> str:
    before, after = change.before, change.after
    if isinstance(before, str) and isinstance(after, str) and _is_long(before, after):
        pieces = shortened(difference(before, after), _CONTEXT)
        text = "".join(_MARKS[p.kind][0] + p.text + _MARKS[p.kind][1] for p in pieces)
        return f"{change.field} {text}"
    return f"{change.field} {before!r} -> {after!r}"


def _is_long(*values: Value) -> bool:
    return any(isinstance(value, str) and len(value) > _LONGEST_QUOTE for value in values)


def _spelling(changed: Sequence[ChangedBase]) -> Iterator[str]:
    """Values that are spelled differently only, counted by field: most are matters of printing."""
    fields = Counter(c.field for pair in changed for c in pair.changes if c.kind == "spelling")
    if fields:
        counts = ", ".join(f"{field} {count}" for field, count in fields.items())
        yield f"spelled otherwise, the same else: {counts} (listed by --format csv and json)"
