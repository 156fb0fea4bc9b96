"""Pause the garbage collector while a document is read."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused(*, acyclic: bool = False) -> Iterator[None]:
    """Disable the collector inside the ``with`` block, if it is enabled.

    Args:
        acyclic: what is made inside has no reference cycles for certain, and is kept. It is then
            as old as what a full collection found alive; otherwise the first collection after
            the block, which comes at once, would traverse all of it.

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
        # Frozen objects would be a program's own: they stay so.
        if acyclic and not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # into the oldest generation
    finally:
        gc.enable()
