"""Pause the garbage collector while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Disable the collector inside the ``with`` block, if it is enabled.

    Reading a document creates many objects and no reference cycles, so there is nothing to collect.
    But each time the number of objects has grown, the collector traverses all of them, the caller's
    included: that takes an eighth of the reading time, and more in a program with much data.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
