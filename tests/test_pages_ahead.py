"""Pages that load in the background while another one is worked on: the same, and one at a time."""

from __future__ import annotations

import os
import threading
from io import BytesIO
from typing import Any

import numpy as np
import pypdfium2
import pytest

import corpus
import pdfs
from kyoten_extract.engines.pdf_input import PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.engines.pdfium import bindings as api
from kyoten_extract.engines.pdfium import calls, page_loader, pdf_file, pdfium_library
from kyoten_extract.engines.pdfium.calls import Handles
from kyoten_extract.engines.pdfium.page_loader import PdfLoader
from kyoten_extract.errors import DamagedSourceError, SourceError
from kyoten_extract.page.grid import PageContent
from kyoten_extract.workers import background

ROWS = [["番号", "施設名"], ["1", "県民ホール"]]


def contents(data: bytes, count: int) -> list[PageContent]:
    with PdfPages(PdfInput(data, "a.pdf", None, "pdfium")) as pages:
        found = [pages.read(number) for number in range(1, count + 1)]
    assert all(isinstance(one, PageContent) for one in found)
    return [one for one in found if isinstance(one, PageContent)]


def many(count: int) -> bytes:
    """A file of ``count`` pages, each with a table of its own number."""
    return pdfs.pdf(*[pdfs.table([ROWS[0], [str(n), "県民ホール"]]) for n in range(1, count + 1)])


SEVERAL = [pdf for pdf in corpus.PDFS if pdf.pages > 1]


@pytest.mark.parametrize("pdf", SEVERAL, ids=str)
def test_pages_loaded_ahead_are_the_same(
    pdf: corpus.Fixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for processors in (1, 2):
        monkeypatch.setattr(page_loader, "cpu_count", lambda processors=processors: processors)
        found.append(contents(pdf.path.read_bytes(), pdf.pages))
    assert found[0] == found[1]


def test_a_file_is_opened_anew_while_no_page_is_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    monkeypatch.setattr(page_loader, "_PAGES_AN_OPENING", 3)
    held: list[int] = []
    take, give_back, open_anew = PdfLoader.take, PdfLoader.give_back, PdfLoader._open

    def taken(loader: PdfLoader, number: int) -> tuple[object, object]:
        handles = take(loader, number)
        held.append(number)
        return handles

    def given_back(loader: PdfLoader, handles: tuple[object, object]) -> None:
        held.clear()
        give_back(loader, handles)

    def opened(loader: PdfLoader) -> object:
        assert not held
        return open_anew(loader)

    monkeypatch.setattr(PdfLoader, "take", taken)
    monkeypatch.setattr(PdfLoader, "give_back", given_back)
    monkeypatch.setattr(PdfLoader, "_open", opened)
    found = contents(many(11), 11)
    numbers = [cell.text for one in found for grid in one.grids for cell in grid.cells][2::4]
    assert numbers == [str(n) for n in range(1, 12)]


def test_calls_wait_for_the_page_that_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of call, while a page loads that takes its time."""
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    go_on, loading = threading.Event(), threading.Event()
    load = PdfLoader._load

    def slowly(loader: PdfLoader, number: int) -> tuple[object, object]:
        if number > 1:
            loading.set()
            go_on.wait()
            loading.clear()
        return load(loader, number)

    monkeypatch.setattr(PdfLoader, "_load", slowly)
    data = many(3)
    one = np.arange(1)
    for ask in (
        lambda page, _: pdfium_library.FPDFPage_CountObjects(page),
        lambda page, _: calls.integers_at(api.page_object, page, one),
        lambda _, text: calls.integers_at(api.char_code, text, one),
        lambda _, text: api.char_boxes(text, one),
        lambda _, text: api.char_origins(text, one),
        lambda _, text: api.char_angles(text, one),
        lambda *_: calls.integers(api.object_type, Handles([0])),
        lambda *_: api.floats(api.object_bounds, Handles([0])),
        lambda *_: api.structs(api.object_matrix, 6, Handles([0])),
        lambda *_: api.parts(api.path_segment, Handles([0]), one),
        lambda *_: calls.each(api.set_active, Handles([0]), [0]),
        lambda *_: api.font_width(0, 65),
        lambda *_: api.form_count(0),
    ):
        go_on.clear()
        loader = PdfLoader(data, "a.pdf", None)
        page, text = loader.take(1)
        loader.expect(2)
        assert loading.is_set()
        threading.Timer(0.005, go_on.set).start()
        ask(page, text)
        assert not loading.is_set()
        loader.give_back((page, text))
        loader.give_back(loader.take(2))
        loader.close()
        assert not pdfium_library.busy


def test_an_error_between_leaves_the_next_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is refused after the next began to load: that one is read."""
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    read, calls_made = pdf_file.read_lines, list[int]()

    def second_refused(paths: Any) -> Any:
        calls_made.append(1)
        if len(calls_made) == 2:
            raise DamagedSourceError("a drawing", source="a.pdf")
        return read(paths)

    monkeypatch.setattr(pdf_file, "read_lines", second_refused)
    with PdfPages(PdfInput(many(3), "a.pdf", None, "pdfium")) as pages:
        first, second, third = (pages.read(number) for number in (1, 2, 3))
    assert isinstance(second, DamagedSourceError)
    for one, number in ((first, "1"), (third, "3")):
        assert isinstance(one, PageContent)
        assert one.grids[0].cells[2].text == number
    assert not pdfium_library.busy


def test_a_file_closed_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    with PdfPages(PdfInput(many(5), "a.pdf", None, "pdfium")) as pages:
        pages.read(1)
        pages.read(2)
    assert not pdfium_library.busy
    assert "pdfium" not in {thread.name for thread in threading.enumerate()}
    with pypdfium2.PdfDocument(BytesIO(many(2))) as file:
        assert len(file) == 2


def test_a_page_that_cannot_be_loaded_ahead_is_told_when_it_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    load = PdfLoader._load

    def failing(loader: PdfLoader, number: int) -> tuple[object, object]:
        if number == 3:
            raise SourceError("no more", source="a.pdf")
        return load(loader, number)

    monkeypatch.setattr(PdfLoader, "_load", failing)
    with PdfPages(PdfInput(many(4), "a.pdf", None, "pdfium")) as pages:
        assert isinstance(pages.read(1), PageContent)
        assert isinstance(pages.read(2), PageContent)
        with pytest.raises(SourceError, match="no more"):
            pages.read(3)
        assert isinstance(pages.read(4), PageContent)
    assert not pdfium_library.busy


class Interrupted(BaseException):
    """As an interrupt by the user, at one place."""


@pytest.mark.parametrize("step", ["_Call", "put", "begun", "wait"])
def test_an_interrupt_while_a_page_is_asked_for_stops_nothing(
    step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it comes, the file is closed, and the next one read."""
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    monkeypatch.setattr(background, "_PATIENCE", 0.01)

    def interrupted(*_: object) -> None:
        raise Interrupted

    ask, wait = background.Background.ask, background.Background.wait
    times = []

    def asked(one: background.Background[int, object], what: int) -> None:
        times.append(what)
        if len(times) != 2 or step == "wait":
            ask(one, what)
            return
        with monkeypatch.context() as patch:
            if step == "_Call":
                patch.setattr(background, "_Call", interrupted)
            elif step == "put":
                patch.setattr(one, "_asked", NoQueue(one._asked))
            else:
                patch.setattr(threading.Event, "wait", interrupted)
            ask(one, what)

    def waited(one: background.Background[int, object]) -> bool:
        if step == "wait" and len(times) == 2:
            times.append(0)
            raise Interrupted
        return wait(one)

    class NoQueue:
        def __init__(self, real: Any) -> None:
            self.get, self.empty = real.get, real.empty

        def put(self, _: object) -> None:
            raise Interrupted

    monkeypatch.setattr(background.Background, "ask", asked)
    monkeypatch.setattr(background.Background, "wait", waited)
    with pytest.raises(Interrupted):
        contents(many(5), 5)
    assert not pdfium_library.busy
    monkeypatch.undo()
    assert len(contents(many(3), 3)) == 3


def test_without_another_thread_pages_are_loaded_in_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)

    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    assert len(contents(many(3), 3)) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system makes no copies")
def test_a_copy_made_while_a_page_loads_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_loader, "cpu_count", lambda: 2)
    go_on = threading.Event()
    loader = PdfLoader(many(2), "a.pdf", None)
    load = loader._load
    monkeypatch.setattr(loader, "_load", lambda number: go_on.wait() and load(number))
    loader.expect(2)
    copy = os.fork()
    if not copy:
        os._exit(7 if len(contents(many(1), 1)) == 1 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]) == 7
    go_on.set()
    loader.close()


def test_a_lock_is_given_back_though_closing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: PdfLoader) -> None:
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(PdfLoader, "close", failing)
        with (
            pytest.raises(Interrupted),
            PdfPages(PdfInput(many(1), "a.pdf", None, "pdfium")) as pages,
        ):
            pages.read(1)
    found: list[int] = []
    other = threading.Thread(target=lambda: found.append(len(contents(many(2), 2))))
    other.start()
    other.join(10)
    assert found == [2]
