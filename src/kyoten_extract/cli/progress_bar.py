"""A progress bar on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from kyoten_extract.cli.verbosity import QUIET, verbosity
from kyoten_extract.messages import language, say, told

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

        self._what, self._done, self._total = what, 0, total
        # Seconds of the clock: when the work began, and when the pass did that is counted.
        self._began = self._pass_began = monotonic()
        self._lock, self._is_over = Lock(), False
        self._bar: Any = None
        self._timer = Timer(_DELAY, self._start)
        self._timer.daemon = True
        self._timer.start()

    def show(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` steps are done."""
        with self._lock:
            if done < self._done:  # another pass over the pages, with a speed of its own
                self._pass_began = monotonic()
            self._done, self._total = done, total
            if self._bar is not None:
                self._bar.update(self._task, completed=done, total=total)

    def times(self) -> str:
        """The time that has passed, and the time that is left as far as the steps show it."""
        now = monotonic()
        passed = _clock(now - self._began)
        if not self._done or not self._total or self._done >= self._total:
            return passed
        left = (now - self._pass_began) / self._done * (self._total - self._done)
        message = say("{passed}, about {left} left", passed=passed, left=_clock(left))
        return told(message, language())

    def _start(self) -> None:
        from rich import progress
        from rich.console import Console
        from rich.text import Text

        times = self.times

        class Times(progress.ProgressColumn):
            def render(self, task: progress.Task) -> Text:  # noqa: ARG002 - rich's signature
                return Text(times())

        with self._lock:
            if self._is_over:
                return
            self._bar = progress.Progress(
                progress.TextColumn(self._what),
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                Times(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._what, total=self._total)
            self._bar.update(self._task, completed=self._done)
            self._bar.start()

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._is_over = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
