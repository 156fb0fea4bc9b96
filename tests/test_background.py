"""What is done in a thread beside: its results and errors come in order."""

from __future__ import annotations

import hashlib
import sys
import threading

import pytest

from kyoten_extract.engines import file_hash
from kyoten_extract.engines.file_hash import sha256_of
from kyoten_extract.workers.background import Background


def test_each_result_or_error_is_that_of_what_was_asked() -> None:
    threads = set()

    def inverse(number: int) -> float:
        threads.add(threading.current_thread().name)
        return 1 / number

    background = Background(inverse, "beside")
    for number in (1, 2, 4):
        background.ask(number)
        assert background.result() == 1 / number
    background.ask(0)
    with pytest.raises(ZeroDivisionError):
        background.result()
    background.ask(8)
    background.close()
    assert background.result() == 1 / 8
    assert threads == {"beside"}
    assert "beside" not in {thread.name for thread in threading.enumerate()}


def test_the_end_of_a_call_is_waited_for_and_its_result_kept() -> None:
    go_on = threading.Event()
    background = Background(lambda number: go_on.wait() and number + 1, "beside")
    background.wait()  # Nothing was asked.
    background.ask(1)
    threading.Timer(0.01, go_on.set).start()
    background.wait()
    assert go_on.is_set()
    background.wait()
    assert background.result() == 2
    background.close()


def test_it_is_known_which_thread_asks() -> None:
    found: list[bool] = []
    background = Background(lambda _: found.append(background.is_this()), "beside")
    background.ask(0)
    background.result()
    assert found == [True]
    assert not background.is_this()
    background.close()


@pytest.mark.parametrize("length", [0, 1000, 499_999, 500_000, 600_000])
def test_both_functions_give_the_same_hash(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(range(250)) * (length // 250)
    expected = hashlib.sha256(data).hexdigest()
    assert sha256_of(data) == expected
    monkeypatch.delitem(sys.modules, "hashlib")
    assert sha256_of(data) == expected


def test_openssl_hashes_what_comes_after_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes long to load and little to hash, so that one small file is hashed without it."""
    monkeypatch.setattr(file_hash, "_hashed", 0)
    for length, loaded in ((300_000, False), (100_000, False), (200_000, True)):
        monkeypatch.delitem(sys.modules, "hashlib", raising=False)
        sha256_of(bytes(length))
        assert ("hashlib" in sys.modules) is loaded
