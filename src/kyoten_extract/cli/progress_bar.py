"""A progress bar on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kyoten_extract.cli.verbosity import QUIET, verbosity

if TYPE_CHECKING:
    from kyoten_extract._types import Progress

# Seconds before the bar appears: shorter waits need none.
_DELAY = 1.0


@contextmanager
def progress_bar(what: str = "pages", total: int | None = None) -> Iterator[Progress | None]:
    """Yield a progress callback of (done, total); ``None`` where no bar is wanted or possible.

    That is without a terminal on standard error, without rich, and with ``--quiet``. The bar
    appears once the work has taken over a second, whether or not a step is done by then, and has
    the time that is left, as far as the steps show it.

    Args:
        what: the steps.
        total: their number, where it is known before the first is done.
    """
    from kyoten_extract.workers.optional_import import is_available

    if verbosity() == QUIET or not (sys.stderr.isatty() and is_available("rich")):
        yield None
        return
    bar = _Bar(what, total)
    try:
        yield bar.show
    finally:
        bar.end()


class _Bar:
    """A bar that a timer starts, since a single long page reports nothing until it is done."""

    def __init__(self, what: str, total: int | None) -> None:
        from threading import Lock, Timer

        self._what, self._steps = what, (0, total)
        self._lock, self._is_over = Lock(), False
        self._bar: Any = None
        self._timer = Timer(_DELAY, self._start)
        self._timer.daemon = True
        self._timer.start()

    def show(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are done."""
        with self._lock:
            self._steps = done, total
            if self._bar is not None:
                self._bar.update(self._task, completed=done, total=total)

    def _start(self) -> None:
        from rich import progress
        from rich.console import Console

        with self._lock:
            done, total = self._steps
            if self._is_over or (total is not None and done >= total):
                return
            self._bar = progress.Progress(
                progress.TextColumn(self._what),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeElapsedColumn(),
                progress.TextColumn("left"),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._what, total=total)
            self._bar.update(self._task, completed=done)
            self._bar.start()

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._is_over = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None
