"""Pages read by a command's process and its copy: the same result, whoever reads them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import corpus
import pdfs
from kyoten_extract import extract, read_table
from kyoten_extract.engines.forked_pages import _Copy, read_with_copy
from kyoten_extract.engines.pdf_input import PageResult, PdfInput
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.errors import DamagedSourceError, NoTableError
from kyoten_extract.page.grid import PageContent
from kyoten_extract.page.page_model import Page
from kyoten_extract.workers import own_process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux only")

CHROMIUM = corpus.FIXTURES / "chromium.pdf"
EIGHT = range(1, 9)
FirstLook = Callable[[PageContent], None]


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A command's process on two processors; the copies it made, of which none is left behind."""
    made: list[int] = []
    fork = os.fork

    def forked() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", forked)
    monkeypatch.setattr(own_process, "_is_ours", True)
    monkeypatch.setattr(own_process, "cpu_count", lambda: 2)
    yield made
    for process in made:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@pytest.fixture
def wait(ours: list[int]) -> FirstLook:
    """A first look that lasts until the copy has ended."""

    def look(content: PageContent) -> None:
        os.waitid(os.P_PID, ours[-1], os.WEXITED | os.WNOWAIT)

    return look


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that this process reads."""
    read, found, process = PdfPages.read, list[int](), os.getpid()

    def counted(pages: PdfPages, number: int) -> PageResult:
        if os.getpid() == process:
            found.append(number)
        return read(pages, number)

    monkeypatch.setattr(PdfPages, "read", counted)
    return found


def in_copy(monkeypatch: pytest.MonkeyPatch, act: Any) -> None:
    """Have a copy call ``act`` with the number of each page before it reads it."""
    read, process = PdfPages.read, os.getpid()

    def acting(pages: PdfPages, number: int) -> PageResult:
        if os.getpid() != process:
            act(number)
        return read(pages, number)

    monkeypatch.setattr(PdfPages, "read", acting)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def ignore(done: int) -> None:
    """No progress is told."""


def pages_of(path: Path) -> PdfPages:
    return PdfPages(PdfInput(path.read_bytes(), path.name, None, "pdfium"))


def arrays(page: Page | None) -> list[list[float]]:
    """The rulings and characters of a page; the numbers of its runs go by addresses."""
    assert page is not None
    rulings, characters = page.rulings, page.characters
    each = rulings.horizontal, rulings.vertical, characters.codes, characters.boxes
    return [array.ravel().tolist() for array in each]


SEVERAL = [pdf for pdf in corpus.PDFS if pdf.pages > 1]


@pytest.mark.parametrize("pdf", SEVERAL, ids=str)
def test_a_copy_reads_the_same_pages(pdf: corpus.Fixture, here: list[int], wait: FirstLook) -> None:
    numbers = range(1, pdf.pages + 1)
    with pages_of(pdf.path) as pages:
        alone = {number: pages.read(number) for number in numbers}
        kept = {number: pages.kept(number) for number in numbers}
    here.clear()
    told: list[int] = []
    with pages_of(pdf.path) as pages:
        assert read_with_copy(pages, numbers, told.append, wait) == alone
        assert len(here) == 1
        for number in numbers:
            assert arrays(pages.kept(number)) == arrays(kept[number])
    assert told == list(numbers)


def test_one_page_is_looked_at_first(ours: list[int]) -> None:
    seen: list[PageContent] = []
    with pages_of(CHROMIUM) as pages:
        results = read_with_copy(pages, EIGHT, ignore, seen.append)
    (page,) = seen
    assert results[page.number] is page


@pytest.mark.parametrize("dies_at", [1, 2, 5, 8])
def test_pages_of_a_copy_that_dies_are_read_here(
    dies_at: int, wait: FirstLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pages_of(CHROMIUM) as pages:
        alone = {number: pages.read(number) for number in EIGHT}
    in_copy(monkeypatch, lambda number: os._exit(1) if number >= dies_at else None)
    told: list[int] = []
    with pages_of(CHROMIUM) as pages:
        assert read_with_copy(pages, EIGHT, told.append, wait) == alone
    assert told == list(EIGHT)


def test_damage_is_told_by_the_copy_too(
    here: list[int], wait: FirstLook, monkeypatch: pytest.MonkeyPatch
) -> None:
    take, taken = _Copy.next_page, os.pipe()
    maker = os.getpid()

    def in_turn(copy: _Copy) -> int:
        """The next page, of which the first is taken here."""
        if os.getpid() == maker:
            number = take(copy)
            os.write(taken[1], b"1")
            return number
        if not begun:
            begun.append(os.read(taken[0], 1))
        return take(copy)

    begun: list[bytes] = []
    monkeypatch.setattr(_Copy, "next_page", in_turn)
    with PdfPages(PdfInput(pdfs.damaged(5), "a.pdf", None, "pdfium")) as pages:
        results = read_with_copy(pages, range(1, 6), ignore, wait)
    assert here == [1]
    assert [n for n, one in results.items() if isinstance(one, DamagedSourceError)] == [4]
    for end in taken:
        os.close(end)


@pytest.mark.parametrize("failing", ["fork", "memfd_create", "pipe"])
def test_without_a_copy_all_is_read_here(
    failing: str, ours: list[int], here: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("no more of these")

    monkeypatch.setattr(os, failing, refused)
    files = open_files()
    told: list[int] = []
    with pages_of(CHROMIUM) as pages:
        assert list(read_with_copy(pages, EIGHT, told.append)) == list(EIGHT)
    assert here == told == list(EIGHT)
    assert open_files() == files


def test_an_interrupt_leaves_no_copy_and_no_file(ours: list[int]) -> None:
    files = open_files()

    def interrupted(done: int) -> None:
        raise KeyboardInterrupt

    with pages_of(CHROMIUM) as pages, pytest.raises(KeyboardInterrupt):
        read_with_copy(pages, EIGHT, interrupted)
    assert open_files() == files


_HANGING = """
import os, sys, time
from kyoten_extract.engines.pdf_pages import PdfPages
from kyoten_extract.workers import own_process
read, here, fork = PdfPages.read, os.getpid(), os.fork
def hanging(pages, number):
    if os.getpid() != here:
        time.sleep(600)
    return read(pages, number)
def told():
    process = fork()
    if process:
        print(process, flush=True)
    return process
PdfPages.read, os.fork, own_process.cpu_count = hanging, told, lambda: 2
own_process.claim()
from kyoten_extract import extract
extract(sys.argv[1])
"""


def test_a_copy_does_not_outlive_the_command() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HANGING, str(CHROMIUM)], stdout=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        copy = int(command.stdout.readline())
        command.kill()
    for _ in range(600):
        stat = Path(f"/proc/{copy}/stat")
        # One that nobody asks for its status stays as a zombie, Z.
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the copy goes on")


def test_who_makes_copies(ours: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert [pages for pages in (1, 3, 4, 199, 200) if own_process.copy_reads(pages)] == [4, 199]
    monkeypatch.setattr(own_process, "cpu_count", lambda: 1)
    assert not own_process.copy_reads(12)
    monkeypatch.setattr(own_process, "cpu_count", lambda: 2)
    monkeypatch.setattr(own_process, "_is_ours", False)
    assert not own_process.copy_reads(12)


def test_a_library_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a copy of another program"))
    assert extract(CHROMIUM).bases


def test_the_whole_way_with_a_copy_is_the_same(ours: list[int]) -> None:
    rehearsed: list[Any] = []
    own_process.rehearse(rehearsed.append)
    assert extract(CHROMIUM) == extract(CHROMIUM, processes=1)
    assert read_table(CHROMIUM) == read_table(CHROMIUM, processes=1)
    (part,) = rehearsed
    assert 0 < len(part.bases) < len(extract(CHROMIUM).bases)


def test_what_fails_in_a_rehearsal_is_not_told_there() -> None:
    def make() -> object:
        raise NoTableError("only further pages have one")

    own_process.rehearse(lambda _: pytest.fail("there is no part"))
    own_process.begin_rehearsal(make)
    seen: list[object] = []
    own_process.begin_rehearsal(lambda: seen.append(1))
    assert seen == [1]


def run(*arguments: str, processors: str) -> bytes:
    """What ``kyoten`` writes, as installed, on some processors."""
    script = (
        f"import os, sys; os.sched_setaffinity(0, {{{processors}}}); "
        "from kyoten_extract.cli.commands import program; program()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_command_writes_the_same_on_one_processor_and_on_two(form: str) -> None:
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) < 2:
        pytest.skip("there is one processor")
    command = ("extract", str(CHROMIUM), "--format", form)
    one, two = (
        run(*command, processors=", ".join(map(str, processors[:count]))) for count in (1, 2)
    )
    assert one == two
    assert one.count("ソウル".encode())
