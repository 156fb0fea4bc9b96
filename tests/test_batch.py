"""Many files over processes and clusters: in order, bounded, and none stops another."""

from __future__ import annotations

import inspect
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import (
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
)
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import corpus
from kyoten_extract import KyotenError, Survey, batch, errors, extract, extract_many
from kyoten_extract.errors import EngineError, UnfinishedError, UsageError

FILES = [fixture.path for fixture in corpus.SURVEYS]
BAD = [corpus.FIXTURES / "plain.pdf", corpus.FIXTURES / "missing.pdf"]
MIXED = [FILES[0], *BAD, *FILES[1:]]

ERRORS = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, KyotenError)
]


def plain(outcomes: Any) -> list[tuple[Any, Any]]:
    """Outcomes to compare: exceptions are equal by what they say."""
    return [
        (path, result if isinstance(result, Survey) else (type(result), vars(result)))
        for path, result in outcomes
    ]


def pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


class Inline(Executor):
    """Runs a job when it is submitted, or never; remembers what it was given."""

    def __init__(self, *, runs: bool = True) -> None:
        self.runs = runs
        self.jobs: list[Future[Any]] = []

    def submit(self, function: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        job: Future[Any] = Future()
        self.jobs.append(job)
        if self.runs or len(self.jobs) == 1:
            job.set_running_or_notify_cancel()
            job.set_result(function(*arguments, **options))
        return job


class Fatal(str):
    """A path that ends the process which receives it."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_comes_back_from_another_process(kind: type[KyotenError]) -> None:
    error = kind("torn", source="a.pdf", page=3, remedy="mend it")
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        back = pickle.loads(pickle.dumps(error, protocol))
        assert (type(back), vars(back), str(back)) == (kind, vars(error), str(error))


def test_a_pool_gives_what_one_process_gives_in_the_order_given() -> None:
    with pool(2) as executor:
        assert plain(extract_many(MIXED, executor=executor)) == plain(extract_many(MIXED))


def test_a_file_whose_process_dies_stops_no_other() -> None:
    paths = [FILES[0], FILES[2], Fatal("fatal.pdf"), FILES[3], *BAD, FILES[4], Fatal("again.pdf")]
    with pool(2) as executor:
        outcomes = dict(extract_many(paths, executor=executor, window=3))
    for path, outcome in outcomes.items():
        if isinstance(path, Fatal):
            assert isinstance(outcome, UnfinishedError)
            assert "died" in outcome.problem
            assert outcome.source == path
    survivors = [path for path in paths if not isinstance(path, Fatal)]
    expected = plain(extract_many(survivors))
    assert plain((path, outcomes[path]) for path in survivors) == expected


def test_a_pool_that_is_broken_beforehand_takes_nothing_and_all_is_read() -> None:
    with pool(1) as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 3).result(60)
        assert plain(extract_many(MIXED[:3], executor=executor)) == plain(extract_many(MIXED[:3]))


def test_threads_are_refused_at_once() -> None:
    with ThreadPoolExecutor(1) as executor, pytest.raises(UsageError, match="not thread-safe"):
        extract_many([], executor=executor)


def test_a_pool_that_is_shut_down_too_early_is_wrong_usage() -> None:
    with pool(1) as executor:
        outcomes = extract_many(FILES, executor=executor)
    with pytest.raises(UsageError, match="before the executor is shut down"):
        next(outcomes)


def test_an_unknown_option_is_told_at_once() -> None:
    with pytest.raises(TypeError, match="engin"):
        extract_many(FILES, engin="pdfium")
    with pytest.raises(UsageError, match="window must be at least 1"):
        extract_many(FILES, executor=Inline(), window=0)


def test_a_fault_of_ours_stops_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(path: Path, **options: Any) -> Survey:
        if path == FILES[1]:
            raise ZeroDivisionError("at the worst moment")
        return extract(path, **options)

    monkeypatch.setattr(batch, "extract", faulty)
    (_, first), (_, second) = extract_many(FILES[1:3])
    assert isinstance(first, UnfinishedError)
    assert "ZeroDivisionError: at the worst moment" in str(first)
    assert isinstance(second, Survey)


def test_what_is_no_path_stops_no_other() -> None:
    (_, first), (_, second) = extract_many([None, FILES[2]])  # type: ignore[list-item]
    assert isinstance(first, UsageError)
    assert isinstance(second, Survey)


def test_options_that_can_not_be_sent_are_told_file_by_file() -> None:
    with pool(1) as executor:
        outcomes = extract_many(FILES[2:4], executor=executor, progress=lambda *_: None)
        assert [type(outcome) for _, outcome in outcomes] == [UnfinishedError] * 2


def test_a_file_may_be_read_by_one_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def noted(path: Path, **options: Any) -> Survey:
        seen.append(options)
        raise EngineError("none")

    monkeypatch.setattr(batch, "extract", noted)
    list(extract_many(FILES[:1]))
    list(extract_many(FILES[:1], executor=Inline()))
    list(extract_many(FILES[:1], executor=Inline(), processes=2))
    assert seen == [{}, {"processes": 1}, {"processes": 2}]


@pytest.mark.parametrize("window", [1, 2, 5])
def test_no_more_files_are_taken_than_the_window_holds(window: int) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Path]:
        while True:
            taken.append(1)
            yield BAD[1]

    outcomes = extract_many(endless(), executor=Inline(), window=window)
    assert taken == []
    for given in range(1, 20):
        next(outcomes)
        assert len(taken) == given + window - 1


def test_jobs_that_did_not_begin_are_cancelled_when_the_iterator_is_closed() -> None:
    executor = Inline(runs=False)
    outcomes = extract_many(FILES, executor=executor, window=4)
    next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]
    assert [job.cancelled() for job in executor.jobs] == [False, True, True, True]


def test_a_cancelled_job_is_an_outcome() -> None:
    executor = Inline(runs=False)
    outcomes = extract_many(FILES[:2], executor=executor)
    next(outcomes)
    executor.jobs[1].cancel()
    ((_, outcome),) = outcomes
    assert isinstance(outcome, UnfinishedError)
    assert "cancelled" in outcome.problem


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("distributed"), reason="the extra 'cluster' is not installed")
def test_a_cluster_gives_what_one_process_gives(tmp_path: Path) -> None:
    saved = tmp_path / "outcomes"
    # In a process of its own: a cluster that hangs is ended with all its workers.
    run = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("cluster.py"), saved, *MIXED],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = run.communicate(timeout=180)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        pytest.fail(f"the cluster hangs: {run.communicate()[0]}")
    assert run.returncode == 0, output
    outcomes = pickle.loads(saved.read_bytes())
    assert plain(outcomes) == plain(extract_many(map(str, MIXED)))


def test_paths_that_fail_to_come_cancel_what_is_pending() -> None:
    executor = Inline(runs=False)

    def failing() -> Iterator[Path]:
        yield from FILES[:3]
        raise OSError("the folder is gone")

    with pytest.raises(OSError, match="folder is gone"):
        list(extract_many(failing(), executor=executor))
    assert [job.cancelled() for job in executor.jobs] == [False, True, True]
