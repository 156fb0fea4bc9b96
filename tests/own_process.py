"""Producers in a process of their own, whose crash is not the test run's."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import pytest

from producers.registry import Producer
from producers.sheet import Sheet


def render_in_own_process(producer: Producer, sheet: Sheet, target: Path) -> None:
    """Write ``sheet`` to ``target``; skip the test where the producer can't run on this machine.

    A producer binds native libraries, and may end its process where they are of another version
    or absent (WeasyPrint without Pango or without any font).
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        try:
            executor.submit(producer.render, sheet, target).result()
        except BrokenProcessPool:
            pytest.skip(f"{producer.name} crashed: a system library that it needs is missing")
        except OSError as error:
            pytest.skip(f"{producer.name} can't load a system library: {error}")
