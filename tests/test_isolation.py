"""Reading in a process of its own: the same result, the same errors, and an end to what has none."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import corpus
import isolated_calls as calls
from kyoten_extract import (
    Layout,
    LimitError,
    Limits,
    extract,
    extract_many,
    read_records,
    read_table,
    read_tables,
)
from kyoten_extract.errors import IsolationError, NoTableError, PasswordError, SourceNotFoundError
from kyoten_extract.workers import isolation
from kyoten_extract.workers.isolation import isolated
from test_cli import kyoten

FILE = corpus.FIXTURES / "reportlab.pdf"
LAYOUT = """
name = "places"
[[columns]]
key = "place"
labels = ["甲"]
holds = "prose"
[[columns]]
key = "count"
labels = ["乙"]
holds = "number"
"""
LIST = "甲\t乙\nあ\t1\nい\t2\n".encode()

posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of memory are POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits address space")


def told(call: Callable[..., Any], **limits: Any) -> LimitError | IsolationError:
    with pytest.raises((LimitError, IsolationError)) as caught:
        isolated(call, {}, limits=Limits(**limits), source="x.pdf")
    assert caught.value.source == "x.pdf"
    return caught.value


def test_the_result_is_the_same() -> None:
    done: list[tuple[int, int]] = []
    survey = extract(FILE, isolate=True, progress=lambda *step: done.append(step))
    assert survey == extract(FILE)
    assert done[-1][0] == done[-1][1] > 1


def test_tables_are_the_same() -> None:
    with FILE.open("rb") as file:
        assert read_tables(file, isolate=True, pages="1") == read_tables(FILE, pages="1")


def test_records_are_the_same_and_of_the_caller_s_class(tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text(LAYOUT, encoding="utf-8")
    layout = Layout.load(tmp_path / "places.toml")

    @dataclass
    class Place:
        place: str | None
        count: int | None

    stream = io.BytesIO(LIST)
    records = read_records(stream, layout=layout, into=Place, isolate=True)
    assert list(records) == [Place("あ", 1), Place("い", 2)]


def test_errors_come_through_as_themselves(tmp_path: Path) -> None:
    with pytest.raises(PasswordError):
        read_table(corpus.FIXTURES / "password.pdf", isolate=True)
    with pytest.raises(SourceNotFoundError) as missing:
        read_table(tmp_path / "none.pdf", isolate=True)
    with pytest.raises(SourceNotFoundError) as plain:
        read_table(tmp_path / "none.pdf")
    assert str(missing.value) == str(plain.value)
    with pytest.raises(NoTableError) as caught:
        isolated(calls.raise_ours, {}, limits=Limits())
    assert (caught.value.page, caught.value.remedy) == (3, "look")
    assert "KeyError" in str(told(calls.raise_other))


@linux
def test_memory_is_limited() -> None:
    error = told(calls.take_memory, memory_bytes=200_000_000)
    assert isinstance(error, LimitError)
    assert (error.name, error.value) == ("memory_bytes", 200_000_000)


@pytest.mark.slow
@linux
def test_native_code_that_gets_no_memory_is_told_as_such() -> None:
    error = told(calls.take_memory_and_crash, memory_bytes=500_000_000)
    assert isinstance(error, LimitError)
    assert error.name == "memory_bytes"


@pytest.mark.parametrize(
    "call", [pytest.param(calls.take_time, marks=pytest.mark.slow), calls.hang_in_native_code]
)
def test_time_is_limited(call: Callable[..., Any]) -> None:
    began = time.monotonic()
    error = told(call, seconds=1.0)
    assert isinstance(error, LimitError)
    assert (error.name, error.value) == ("seconds", 1.0)
    assert time.monotonic() - began < 10


def test_time_of_a_page_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "_GRACE", 0.1)
    error = told(calls.take_time_for_a_page, page_seconds=0.2)
    assert isinstance(error, LimitError)
    assert (error.name, error.page) == ("page_seconds", 7)


@posix
def test_a_crash_is_told() -> None:
    assert "SIGABRT" in str(told(calls.crash))
    assert "status 3" in str(told(calls.end))


def test_a_result_can_t_act(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no data" in str(told(calls.return_act))
    assert not (tmp_path / "acted").exists()


@pytest.mark.slow
def test_what_is_printed_is_no_result() -> None:
    assert isolated(calls.print_much, {}, limits=Limits()) == "quiet"


@posix
def test_nothing_is_left(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(LimitError):
        isolated(calls.start_another, {"note": note}, limits=Limits(seconds=3.0))
    assert ended(int(note.read_text()))


@posix
def test_nothing_outlives_its_caller(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "import sys; sys.path[:0] = sys.argv[2].split(':'); from pathlib import Path;"
        "import isolated_calls as c; from kyoten_extract.workers.limits import Limits;"
        "from kyoten_extract.workers.isolation import isolated;"
        "isolated(c.start_another, {'note': Path(sys.argv[1])}, limits=Limits())"
    )
    caller = subprocess.Popen([sys.executable, "-c", code, str(note), ":".join(sys.path)])
    while not (note.exists() and note.read_text()):
        assert caller.poll() is None
        time.sleep(0.05)
    caller.kill()
    caller.wait()
    assert ended(int(note.read_text()))


def ended(pid: int) -> bool:
    """Whether a process ends within seconds."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z":
                return True
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_threads_may_isolate() -> None:
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda: results.append(read_table(LIST, isolate=True)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [read_table(LIST)] * 2


@pytest.mark.slow
def test_many_files_are_isolated_each(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.pdf"
    hostile.write_bytes(b"%PDF-1.7 nothing")
    (_, error), (_, survey) = extract_many([hostile, FILE], isolate=True)
    assert isinstance(error, Exception)
    assert survey == extract(FILE)


def test_without_a_python_to_start_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/usr/bin/other")
    with pytest.raises(IsolationError):
        read_table(LIST, isolate=True)


@pytest.mark.slow
def test_the_command_isolates(tmp_path: Path) -> None:
    file = tmp_path / "list.tsv"
    file.write_bytes(LIST)
    plain, own = kyoten("table", file), kyoten("table", file, "--isolate")
    assert (own.returncode, own.stdout) == (0, plain.stdout)
    over = kyoten("table", file, "--isolate", "--limit", "seconds=0.001")
    assert over.returncode == 2
    assert "the limit seconds is" in over.stderr
