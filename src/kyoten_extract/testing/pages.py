"""Random lists printed as PDF, each with what a person sees on its pages.

For testing any reader of tables, this library's or another::

    from kyoten_extract.testing.pages import kinds, random_list

    printed = random_list(7, kind="cut")
    printed.pdf             # the bytes of the file
    printed.tables[0].rows  # the rows as printed, each with its pages
    printed.joins           # the page ends that cut a row

A seed gives one list: the same bytes wherever the same version of the producer runs. The text is
composed; nothing is anyone's list. Needs the extra ``testing`` (reportlab); other producers print
where they are installed (:func:`producers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import get_args

from kyoten_extract.errors import UsageError
from kyoten_extract.testing.list_content import compose
from kyoten_extract.testing.list_layout import Layout
from kyoten_extract.testing.print_programs import print_list, seen_tables
from kyoten_extract.testing.printed_list import (
    Join,
    Kind,
    ListSpec,
    PrintedList,
    PrintedRow,
    PrintedTable,
    Producer,
    Quirk,
)
from kyoten_extract.testing.producers import producers, unavailable
from kyoten_extract.testing.random_spec import random_spec
from kyoten_extract.testing.reportlab_pages import draw_pages

__all__ = [
    "Join",
    "Kind",
    "ListSpec",
    "PrintedList",
    "PrintedRow",
    "PrintedTable",
    "Producer",
    "Quirk",
    "kinds",
    "producers",
    "quirks",
    "random_list",
    "random_spec",
    "unavailable",
]


# Other producers break pages themselves, so no column changes at a page end known before; and
# Typst parts rows that share a merged cell.
_PLACED: tuple[Kind, ...] = ("blocks", "column_added", "column_dropped", "column_moved")
_NOT_BY: dict[Producer, tuple[Kind, ...]] = {
    "chromium": _PLACED,
    "weasyprint": _PLACED,
    "libreoffice": _PLACED,
    "typst": (*_PLACED, "merged"),
}


def kinds(producer: Producer = "reportlab") -> tuple[Kind, ...]:
    """The kinds of lists that a producer prints, in the order of :data:`Kind`.

    :data:`Kind` describes them.
    """
    every: tuple[Kind, ...] = get_args(Kind)
    return tuple(kind for kind in every if kind not in _NOT_BY.get(producer, ()))


def quirks(producer: Producer = "reportlab") -> tuple[Quirk, ...]:
    """What a producer may print besides, on lists of any kind; :data:`Quirk` describes it."""
    every: tuple[Quirk, ...] = get_args(Quirk)
    return every if producer == "reportlab" else ()


def random_list(
    seed: int,
    kind: Kind | None = None,
    producer: Producer = "reportlab",
    quirks: Sequence[Quirk] = (),
) -> PrintedList:
    """Compose and print a list.

    reportlab prints Japanese text at exact places. The others print the same kinds in Latin
    letters, since they need no Japanese font for it, and break the pages themselves.

    Args:
        seed: any whole number; it decides everything that the other arguments leave open.
        kind: what is to be hard about it; of ``kinds(producer)`` in turn by default.
        producer: what prints it.
        quirks: what is printed besides, of ``quirks(producer)``; the truth stays what is seen.

    Raises:
        UsageError: the producer is unknown, or does not print the kind or a quirk.
        MissingDependencyError: a package that the producer needs is not installed.
        EngineError: a program that the producer needs is not found, or fails.
    """
    if producer not in get_args(Producer):
        names = ", ".join(get_args(Producer))
        raise UsageError(f"unknown producer {producer!r}", remedy=f"use one of {names}")
    printed = kinds(producer)
    chosen = printed[seed % len(printed)] if kind is None else kind
    if chosen not in printed:
        problem = f"{producer} prints no lists of kind {chosen!r}"
        raise UsageError(problem, remedy=f"use one of {', '.join(printed)}")
    for quirk in quirks:
        if producer != "reportlab" or quirk not in get_args(Quirk):
            problem = f"{producer} prints no {quirk!r}"
            raise UsageError(problem, remedy=f"use one of {', '.join(get_args(Quirk))}")
    spec = random_spec(seed, chosen, "ja" if producer == "reportlab" else "latin")
    spec = replace(spec, quirks=tuple(quirks))
    contents = compose(Random(f"{spec.kind} {spec.seed} content"), spec)
    rng = Random(f"{spec.kind} {spec.seed} layout")
    if producer != "reportlab":
        pdf = print_list(contents, spec, producer, rng)
        tables, count = seen_tables(contents, pdf)
        return PrintedList(spec, producer, pdf, count, tables)
    layout = Layout(rng, spec)
    tables = layout.tables(contents)
    pdf = draw_pages(layout.sheets, spec)
    return PrintedList(spec, producer, pdf, len(layout.sheets), tables)
