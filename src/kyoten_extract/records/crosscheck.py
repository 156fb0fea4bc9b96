"""Comparison of two engines on one document, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kyoten_extract._types import Engine
from kyoten_extract.errors import EngineError, KyotenError, MissingDependencyError
from kyoten_extract.findings import codes
from kyoten_extract.messages import say
from kyoten_extract.model.finding import Finding
from kyoten_extract.model.geometry import BBox
from kyoten_extract.model.survey import Base
from kyoten_extract.page.document import Document
from kyoten_extract.page.grid import Cell, PageContent
from kyoten_extract.text.labels import fold_label

# Characters of a cell that a message quotes.
_LONGEST_QUOTE = 80


def compare(
    ours: Iterable[PageContent],
    theirs: Iterable[PageContent],
    bases: Sequence[Base],
    *,
    names: tuple[str, str],
) -> list[Finding]:
    """Report each cell that two engines read differently, or that only one of them has.

    Cells are paired by position. Texts are compared with blanks removed and widths folded, so line
    breaks do not count.

    Args:
        ours, theirs: the pages as each engine read them.
        bases: records of the first engine, from which the row and field of a cell are taken.
        names: of the two engines.
    """
    others = {content.number: content for content in theirs}
    findings: list[Finding] = []
    for content in ours:
        other = others.get(content.number)
        rest = _cells(other) if other is not None else []
        for cell in _cells(content):
            matches = [match for match in rest if _overlap(cell.bbox, match.bbox)]
            rest = [match for match in rest if match not in matches]
            texts = "".join(fold_label(match.text) for match in matches)
            if texts != fold_label(cell.text):
                actual = "\n".join(match.text for match in matches) if matches else None
                findings.append(_finding(content.number, cell, actual, bases, names))
        findings += (
            codes.ENGINES_DIFFER(
                say(
                    "only {engine} has a cell here: {text!r}",
                    engine=names[1],
                    text=cell.text[:_LONGEST_QUOTE],
                ),
                page=content.number,
                bbox=cell.bbox,
                actual=cell.text,
            )
            for cell in rest
            if fold_label(cell.text)
        )
    return findings


def _cells(content: PageContent) -> list[Cell]:
    return [cell for grid in content.grids for cell in grid.cells]


def _overlap(one: BBox, other: BBox) -> bool:
    """Whether either box contains the center of the other."""
    return _contains_center(one, other) or _contains_center(other, one)


def _contains_center(outer: BBox, inner: BBox) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _finding(
    page: int, cell: Cell, actual: str | None, bases: Sequence[Base], names: tuple[str, str]
) -> Finding:
    base = next((base for base in bases if _is_in(base, page, cell.bbox)), None)
    field = None
    if base is not None:
        text = fold_label(cell.text)
        fields = (key for key, raw in base.raw.items() if text and text in fold_label(raw))
        field = next(fields, None)
    read = (
        say("has no cell")
        if actual is None
        else say("reads {actual!r}", actual=actual[:_LONGEST_QUOTE])
    )
    return codes.ENGINES_DIFFER(
        say(
            "{engine} reads {text!r}, {other} {read}",
            engine=names[0],
            text=cell.text[:_LONGEST_QUOTE],
            other=names[1],
            read=read,
        ),
        field=field,
        row=base.key if base is not None else None,
        page=page,
        bbox=cell.bbox,
        expected=cell.text,
        actual=actual,
    )


def _is_in(base: Base, page: int, box: BBox) -> bool:
    middle = (box[1] + box[3]) / 2
    return any(p == page and top <= middle <= bottom for p, _, top, _, bottom in base.source.boxes)


def second_opinion(
    read: Callable[..., Document], document: Document, bases: Sequence[Base]
) -> list[Finding]:
    """Findings where a second engine reads a cell differently, or can't read the file.

    Raises:
        EngineError: the document is not a PDF.
        MissingDependencyError: the second engine is not installed.
    """
    other: Engine = "pdfium" if document.engine == "camelot" else "camelot"
    if document.engine not in ("pdfium", "camelot"):
        raise EngineError(
            say("only a PDF can be cross-checked"),
            source=document.name,
            remedy=say("omit --cross-check"),
        )
    try:
        second = read(engine=other)
    except MissingDependencyError:
        raise  # Nothing was compared, for a reason that is not the file's.
    except KyotenError as error:
        return [
            codes.ENGINES_DIFFER(
                say("{other} cannot read the file: {problem}", other=other, problem=error.problem)
            )
        ]
    return compare(document.contents, second.contents, bases, names=(document.engine, other))
