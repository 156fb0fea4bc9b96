"""What only the process of a command may do, in which nothing else runs.

It may be copied: in a program of others a thread may hold a lock, which nothing in the copy would
release. While the copy works, a command can rehearse what comes after, on what is there so far: so
modules, indices and patterns are loaded when they are needed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

from kyoten_extract.errors import KyotenError
from kyoten_extract.workers.cpu_count import cpu_count

# Pages from which a copy saves time, and from which processes that take several at a time do.
_FEWEST, _MANY = 4, 200

_is_ours = False
_rehearsal: Callable[[object], object] | None = None


def claim() -> None:
    """Say that nothing but a command of ``kyoten`` runs in this process."""
    global _is_ours
    _is_ours = True


def copy_reads(pages: int) -> bool:
    """Whether so many pages are read sooner with a copy of this process, which may be made."""
    # On macOS, the system's own libraries do not stand it.
    may = _is_ours and sys.platform == "linux" and cpu_count() > 1
    return may and _FEWEST <= pages < _MANY


def rehearse(function: Callable[[object], object]) -> None:
    """Have ``function`` called with a part of the next result, if there is time for it."""
    global _rehearsal
    _rehearsal = function


def begin_rehearsal(make: Callable[[], object]) -> None:
    """Make a part of a result, and rehearse with it; errors are told when all is done."""
    global _rehearsal
    function, _rehearsal = _rehearsal, None
    with suppress(KyotenError):
        part = make()
        if function is not None:
            function(part)
