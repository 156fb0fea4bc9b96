"""The number of usable processors."""

from __future__ import annotations

import os


def cpu_count() -> int:
    """Number of processors that this process may use, which a container or taskset can limit."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
