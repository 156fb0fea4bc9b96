"""The garbage collector, kept from looking again and again at what a document is read into."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Switch the collector off for a while, if it is on.

    A reading makes many records and no cycles: there is nothing to collect, but the collector
    looks at all that lives, the caller's own data too, each time their number has grown. That
    takes an eighth of the time of a reading, and more in a program that holds much.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
