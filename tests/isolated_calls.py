"""Functions that a process of its own calls, and that do what hostile files may have it do."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from kyoten_extract.errors import NoTableError
from kyoten_extract.workers.limits import Limits
from kyoten_extract.workers.page_time import limited_page


def take_memory(limits: Limits) -> int:
    held = [bytearray(10_000_000) for _ in range(1_000)]
    return len(held)


def take_memory_and_crash(limits: Limits) -> None:
    held = []
    try:
        while True:
            held.append(bytearray(10_000_000))
    except MemoryError:
        time.sleep(0.5)  # As long as a native library takes to end itself.
        os.abort()


def take_time(limits: Limits) -> None:
    while True:
        pass


def hang_in_native_code(limits: Limits) -> None:
    """A call that neither checks its time nor can be interrupted."""
    ctypes.PyDLL(None).sleep(60)


def take_time_for_a_page(limits: Limits) -> None:
    with limited_page(limits, "x.pdf", 7):
        time.sleep(60)


def end(limits: Limits) -> None:
    os._exit(3)


def crash(limits: Limits) -> None:
    os.abort()


def raise_ours(limits: Limits) -> None:
    raise NoTableError("nothing", source="x.pdf", page=3, remedy="look")


def raise_other(limits: Limits) -> None:
    raise KeyError("x")


def start_another(limits: Limits, note: Path) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    note.write_text(str(child.pid))
    time.sleep(60)


class Act:
    """A result that has its reader call a function of its choice."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("acted",)


def return_act(limits: Limits) -> Act:
    return Act()


def print_much(limits: Limits) -> str:
    os.write(1, b"noise" * 1000)
    print("noise")
    return "quiet"
