"""Pages shared out among processes: the same result, whoever reads them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import pytest

import corpus
import pdfs
from kyoten_extract import KyotenError, extract, read_table
from kyoten_extract.engines import parallel_pages, pdf_pages
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium import page_loader
from kyoten_extract.engines.read_document import read_document
from kyoten_extract.engines.source import load
from kyoten_extract.errors import DamagedSourceError, UsageError
from kyoten_extract.page.grid import Cell
from kyoten_extract.workers.process import WorkerError, WorkerProcess

CHROMIUM = corpus.FIXTURES / "chromium.pdf"
PATIENCE = 60  # Seconds after which a process that does not answer is taken to hang.


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Makes this process wait with its first page until another has sent some; gives those."""
    sent: list[int] = []
    came = threading.Event()
    call, read = WorkerProcess.call, PdfPages.read

    def watched(self: WorkerProcess, function: Callable[..., Any], *arguments: Any) -> Any:
        result = call(self, function, *arguments)
        if function is parallel_pages._read:
            sent.extend(arguments[0])
            came.set()
        return result

    def waiting(self: PdfPages, number: int) -> Any:
        assert came.wait(PATIENCE)
        return read(self, number)

    monkeypatch.setattr(WorkerProcess, "call", watched)
    monkeypatch.setattr(PdfPages, "read", waiting)
    yield sent
    assert sent, "no page was read by the other process"


@pytest.mark.parametrize("engine", ["pdfium", "camelot"])
def test_two_processes_read_the_same(engine: Any, shared: list[int]) -> None:
    progress: list[tuple[int, int]] = []
    two = extract(
        CHROMIUM,
        engine=engine,
        processes=2,
        progress=lambda *counts: progress.append(counts),
    )
    assert progress == [(done, 8) for done in range(1, 9)]
    assert two.to_dict() == extract(CHROMIUM, engine=engine, processes=1).to_dict()


def test_more_processes_than_pages_read_the_same_table(shared: list[int]) -> None:
    assert read_table(CHROMIUM, processes=20) == read_table(CHROMIUM, processes=1)


@pytest.mark.parametrize("pdf", corpus.PDFS, ids=str)
def test_a_page_is_the_same_from_another_process(pdf: corpus.Fixture) -> None:
    given = PdfInput(pdf.path.read_bytes(), pdf.name, None, "pdfium")
    numbers = list(range(1, pdf.pages + 1))
    with PdfPages(given) as pages:
        here = [pages.read(number) for number in numbers]
    with WorkerProcess() as child:
        child.call(parallel_pages._open, given)
        assert child.call(parallel_pages._read, numbers) == here


def test_damage_is_told_whoever_meets_it(shared: list[int]) -> None:
    data = pdfs.damaged(9)
    two, one = (read_document(load(data), processes=count) for count in (2, 1))
    assert two == one
    assert [finding.page for finding in two.findings] == [8]


def test_a_password_goes_with_the_file_and_into_no_message() -> None:
    data = (corpus.FIXTURES / "password.pdf").read_bytes()
    given, wrong = (PdfInput(data, "a.pdf", word, "pdfium") for word in ("himitsu", "naisho"))
    with PdfPages(given) as pages, WorkerProcess() as child:
        child.call(parallel_pages._open, given)
        assert child.call(parallel_pages._read, [1]) == [pages.read(1)]
        with pytest.raises(WorkerError) as failure:
            child.call(parallel_pages._open, wrong)
    assert "naisho" not in str(failure.value) + repr(wrong)


def test_pages_of_a_process_that_dies_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    died = threading.Event()
    call, read = WorkerProcess.call, PdfPages.read

    def dying(self: WorkerProcess, function: Callable[..., Any], *arguments: Any) -> Any:
        if function is not parallel_pages._read:
            return call(self, function, *arguments)
        try:
            return call(self, os._exit, 1)
        finally:
            died.set()

    def waiting(self: PdfPages, number: int) -> Any:
        assert died.wait(PATIENCE)
        return read(self, number)

    monkeypatch.setattr(WorkerProcess, "call", dying)
    monkeypatch.setattr(PdfPages, "read", waiting)
    assert extract(CHROMIUM, processes=2) == extract(CHROMIUM, processes=1)


def test_without_a_process_to_start_all_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = extract(CHROMIUM, processes=1)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert extract(CHROMIUM, processes=2) == whole
    monkeypatch.setattr(sys, "executable", "")
    assert extract(CHROMIUM, processes=2) == whole


def test_an_error_on_the_way_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[WorkerProcess] = []
    start = WorkerProcess.__init__

    def counted(self: WorkerProcess) -> None:
        start(self)
        started.append(self)

    monkeypatch.setattr(WorkerProcess, "__init__", counted)
    threads = set(threading.enumerate())

    def interrupted(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extract(CHROMIUM, processes=2, progress=interrupted)
    (child,) = started
    assert child._process.poll() is not None
    assert set(threading.enumerate()) <= threads


def test_a_script_without_a_main_guard_runs_once(tmp_path: Any) -> None:
    script = tmp_path / "plain.py"
    script.write_text(
        "from kyoten_extract import extract\n"
        f"survey = extract({str(CHROMIUM)!r}, processes=2)\n"
        "print('bases:', len(survey.bases))\n"
    )
    (tmp_path / "pickle.py").write_text("raise SystemExit('not the module that was meant')\n")
    run = subprocess.run(
        [sys.executable, "-P", str(script)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert (run.stdout, run.stderr) == (f"bases: {len(extract(CHROMIUM).bases)}\n", "")


def test_few_pages_are_read_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_pages, "_cpu_count", lambda: 8)
    assert parallel_pages.process_count(None, 20, "pdfium") == 1
    assert parallel_pages.process_count(None, 1000, "pdfium") == 2
    assert parallel_pages.process_count(1, 1000, "pdfium") == 1
    assert parallel_pages.process_count(3, 1000, "pdfium") == 3
    assert parallel_pages.process_count(3, 2, "pdfium") == 2
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert parallel_pages.process_count(None, 1000, "pdfium") == 1
    assert parallel_pages.process_count(3, 1000, "pdfium") == 1


def test_one_processor_reads_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_pages, "_cpu_count", lambda: 1)
    assert parallel_pages.process_count(None, 1000, "pdfium") == 1


def count_of_many() -> int:
    """What a worker of a pool decides for a large file."""
    parallel_pages._cpu_count = lambda: 8
    return parallel_pages.process_count(None, 1000, "pdfium")


def test_a_worker_of_a_pool_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_pages, "_cpu_count", lambda: 8)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as processes:
        assert processes.submit(count_of_many).result(PATIENCE) == 1
    with ThreadPoolExecutor(1) as threads:
        assert (
            threads.submit(parallel_pages.process_count, None, 1000, "pdfium").result(PATIENCE) == 1
        )


def test_a_file_opened_anew_on_the_way_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = extract(CHROMIUM)
    opened: list[int] = []
    start = page_loader.OpenDocument.__init__

    def counted(*arguments: Any, **options: Any) -> None:
        opened.append(1)
        start(*arguments, **options)

    monkeypatch.setattr(page_loader.OpenDocument, "__init__", counted)
    monkeypatch.setattr(page_loader, "_PAGES_AN_OPENING", 3)
    assert extract(CHROMIUM) == whole
    assert len(opened) == 3


@pytest.mark.parametrize("count", [0, -1])
def test_no_process_at_all_is_wrong_usage(count: int) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        extract(CHROMIUM, processes=count)


@pytest.mark.slow
def test_threads_that_read_at_once_wait_for_each_other() -> None:
    paths = [fixture.path for fixture in corpus.PDFS] * 2
    expected = [extract(path) for path in paths]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(extract, paths, timeout=PATIENCE)) == expected


def test_a_file_that_does_not_open_frees_the_way_for_the_next() -> None:
    with ThreadPoolExecutor(1) as thread, pytest.raises(KyotenError):
        thread.submit(extract, b"%PDF-1.7\nbroken").result(PATIENCE)
    assert extract(CHROMIUM).bases


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_amid_reading_does_not_wait_for_ever() -> None:
    before = pdf_pages._pdfium
    with before:
        child = os.fork()
        if not child:
            free = pdf_pages._pdfium is not before
            os._exit(0 if free else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert pdf_pages._pdfium is before


def shout(word: str) -> str:
    print(word, flush=True)
    os.write(1, b"and more")
    return word.upper()


def test_what_is_printed_does_not_get_among_the_answers() -> None:
    with WorkerProcess() as child:
        assert [child.call(shout, word) for word in ("a", "b")] == ["A", "B"]


def test_a_function_that_fails_does_not_end_the_process() -> None:
    with WorkerProcess() as child:
        with pytest.raises(WorkerError, match="ZeroDivisionError"):
            child.call(divmod, 1, 0)
        with pytest.raises(WorkerError, match="lambda"):
            child.call(lambda: None)
        with pytest.raises(WorkerError, match="pickle"):
            child.call(threading.Lock)
        assert child.call(divmod, 7, 2) == (3, 1)


def test_a_process_that_is_killed_says_so() -> None:
    with WorkerProcess() as child:
        child.kill()
        with pytest.raises(WorkerError, match="died"):
            child.call(divmod, 7, 2)


def test_cells_and_errors_keep_all_they_have_on_the_way() -> None:
    cell = Cell(1, 2, 3, 4, "あ\nい", (0.1, 0.2, 0.3, 0.4), (True, False), ("http://a.jp/",))
    error = DamagedSourceError("torn", source="a.pdf", page=3, remedy="none")
    with WorkerProcess() as child:
        assert child.call(list, [cell]) == [cell]
        (back,) = child.call(list, [error])
    assert (type(back), vars(back)) == (type(error), vars(error))
