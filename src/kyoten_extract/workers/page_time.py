"""The time that reading a page may take, checked between its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import local
from time import monotonic

from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.workers.limits import Limits, over


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that is being read: when that began, and seconds that it may take."""

    source: str
    number: int
    began: float
    seconds: float


class _Current(local):
    """The page that a thread reads.

    It is no context variable: numpy looks for one of its own at each step on an array, which takes
    ten times as long in a context that has any.
    """

    page: _Page | None = None


_current = _Current()


# Told of each page that begins (its number, and seconds that it may take) and ends (``None``).
Observer = Callable[[int | None, float], None]
_observers: list[Observer] = []


def observe(observer: Observer) -> None:
    """Have ``observer`` told of each page with a limit, for as long as this process lives."""
    _observers.append(observer)


@contextmanager
def limited_page(limits: Limits, source: str, number: int) -> Iterator[None]:
    """While page ``number`` is read here, :func:`check_time` holds it to its limit."""
    seconds = limits.page_seconds
    page = None if seconds is None else _Page(source, number, monotonic(), seconds)
    before, _current.page = _current.page, page
    for observer in _observers if seconds is not None else ():
        observer(number, seconds or 0.0)
    try:
        yield
    finally:
        _current.page = before
        for observer in _observers:
            observer(None, 0.0)


def check_time() -> None:
    """Check the time of the page that is being read, if any; to be called between steps.

    Raises:
        LimitError: it is over.
    """
    page = _current.page
    if page is None:
        return
    passed = monotonic() - page.began
    if passed > page.seconds:
        raise over("page_seconds", page.seconds, passed, source=page.source, page=page.number)
