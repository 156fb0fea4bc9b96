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

from random import Random
from typing import get_args

from kyoten_extract.errors import UsageError
from kyoten_extract.testing.list_content import compose
from kyoten_extract.testing.list_layout import Layout
from kyoten_extract.testing.printed_list import (
    Join,
    Kind,
    ListSpec,
    PrintedList,
    PrintedRow,
    PrintedTable,
    Producer,
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
    "kinds",
    "producers",
    "random_list",
    "random_spec",
    "unavailable",
]


def kinds() -> tuple[Kind, ...]:
    """The kinds of lists, in the order of :data:`Kind`, which describes them."""
    return get_args(Kind)


def random_list(
    seed: int, kind: Kind | None = None, producer: Producer = "reportlab"
) -> PrintedList:
    """Compose and print a list.

    Args:
        seed: any whole number; it decides everything that the other arguments leave open.
        kind: what is to be hard about it; of ``kinds()`` in turn by default.
        producer: what prints it.

    Raises:
        UsageError: the kind or the producer is unknown.
        MissingDependencyError: a package that the producer needs is not installed.
    """
    chosen = kinds()[seed % len(kinds())] if kind is None else kind
    if chosen not in kinds():
        raise UsageError(f"unknown kind {chosen!r}", remedy=f"use one of {', '.join(kinds())}")
    if producer not in get_args(Producer):
        names = ", ".join(get_args(Producer))
        raise UsageError(f"unknown producer {producer!r}", remedy=f"use one of {names}")
    spec = random_spec(seed, chosen)
    rng = Random(f"{spec.kind} {spec.seed} content")
    contents = compose(rng, spec)
    layout = Layout(Random(f"{spec.kind} {spec.seed} layout"), spec)
    tables = layout.tables(contents)
    return PrintedList(spec, producer, draw_pages(layout.sheets, spec), len(layout.sheets), tables)
