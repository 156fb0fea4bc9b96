"""Extractions that several tests look at, made once for the whole run.

A result is kept in memory for the tests of one process, and pickled into a folder that all
processes of a run share (see ``conftest.py``), so that pytest-xdist's workers neither extract a
file nor recognize a scan twice. Tests of extraction itself (engines, caches, processes, what it
costs) call ``extract`` and ``read_table`` directly.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from kyoten_extract import Survey, Table, extract, read_table

Result = TypeVar("Result")

FOLDER = "KYOTEN_TEST_RESULTS"
"""Environment variable: the folder that the processes of one run share."""


@cache
def survey_of(source: Path | bytes, **options: Any) -> Survey:
    """``extract(source, **options)``. The survey is shared: do not change its ``raw`` mappings."""
    return _once(extract, source, options)


@cache
def table_of(source: Path | bytes, **options: Any) -> Table:
    """``read_table(source, **options)``, shared likewise."""
    return _once(read_table, source, options)


def ocr_cache() -> Path | None:
    """The folder of the run in which ``cache=`` keeps recognized pages; none outside a run."""
    folder = os.environ.get(FOLDER)
    return None if folder is None else Path(folder) / "ocr"


def scan_of(source: Path | bytes, engine: str = "ocr") -> Survey:
    """The survey of a scan, each page of which the whole run recognizes once."""
    return survey_of(source, engine=engine, cache=ocr_cache())


def _once(read: Callable[..., Result], source: Path | bytes, options: dict[str, Any]) -> Result:
    """The result of a run's first call with these arguments; an error is raised and not kept."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return read(source, **options)
    key = hashlib.sha256(repr((read.__name__, source, sorted(options.items()))).encode())
    target = Path(folder) / f"{key.hexdigest()}.pickle"
    with FileLock(f"{target}.lock"):
        if target.exists():
            result: Result = pickle.loads(target.read_bytes())
        else:
            result = read(source, **options)
            target.write_bytes(pickle.dumps(result))
    return result
