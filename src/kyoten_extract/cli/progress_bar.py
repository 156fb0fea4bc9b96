"""A progress bar on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kyoten_extract.workers.optional_import import is_available

if TYPE_CHECKING:
    from kyoten_extract._types import Progress

# Seconds before the bar appears: shorter waits need none.
_DELAY = 1.0


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Yield a progress callback; ``None`` without a terminal on stderr, or without rich.

    The bar appears only once the work has taken over a second.
    """
    if not (sys.stderr.isatty() and is_available("rich")):
        yield None
        return
    from time import monotonic

    started = monotonic()
    with_bar: list[Any] = []

    def show(done: int, total: int) -> None:
        if not with_bar:
            if monotonic() - started < _DELAY or done >= total:
                return
            from rich import progress
            from rich.console import Console

            bar = progress.Progress(
                progress.TextColumn("pages"),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            bar.start()
            with_bar.extend((bar, bar.add_task("pages", total=total)))
        with_bar[0].update(with_bar[1], completed=done, total=total)

    try:
        yield show
    finally:
        if with_bar:
            with_bar[0].stop()
