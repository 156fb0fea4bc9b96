"""Limits: bombs of every kind are refused quickly and in little memory; honest files are read."""

from __future__ import annotations

import io
import json
import os
import pickle
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

import corpus
from bombs import BOMBS, object_stream
from kyoten_extract import LimitError, Limits, read_table
from kyoten_extract.editions.saved_survey import saved
from kyoten_extract.engines.pdfium.file_measure import measure
from kyoten_extract.engines.pdfium.repeated_references import repeats, unpacked_whole
from kyoten_extract.engines.pdfium.stream_dictionary import integers_in
from kyoten_extract.engines.source import load
from kyoten_extract.errors import KyotenError, UnsupportedSourceError, UsageError
from kyoten_extract.workers.limits import DEFAULT_LIMITS, NAMES
from kyoten_extract.workers.page_time import check_time, limited_page
from pdfs import pdf, table
from test_cli import kyoten

SECONDS, MEGABYTES = 2.0, 200
# Kinds that differ in how they are found; the others are run with the slow tests.
USUAL = (
    "packed twice", "RunLength in Flate", "LZW in Flate", "object stream",
    "cross-reference stream", "ToUnicode", "picture drawn 200 times", "JBIG2 of 3,600 megadots",
    "picture packed twice", "content many times", "pattern of dust", "annotations", "workbook",
    "comma-separated",
)  # fmt: skip
RUN = """
import json, resource, sys, time
import kyoten_extract as k
from kyoten_extract.editions.saved_survey import saved
from pathlib import Path
# What is loaded once is no part of what a bomb takes.
k.read_table(Path(sys.argv[1]))
peak = Path("/proc/self/clear_refs")
for path in map(Path, sys.argv[2:]):
    if peak.exists():
        peak.write_text("5")  # The most that is used counts from here on.
    read = saved if path.name == "JSON" else k.read_table
    least = 9.0
    # A busy machine takes a multiple of the time, now and then.
    for _ in range(3):
        began = time.process_time()
        try:
            told = len(read(path).rows)
        except k.LimitError as error:
            told = error.name
        except k.KyotenError as error:
            told = str(error)
        least = min(least, time.process_time() - began)
        if least < 1.0:
            break
    # ru_maxrss would count what the process that started this one had.
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    peaks = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    used = (peaks or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss])[0] // 1024
    print(json.dumps([path.name, told, least, used]))
"""


def batched(names: Iterable[str], size: int) -> Iterator[tuple[str, ...]]:
    rest = iter(names)
    while some := tuple(islice(rest, size)):
        yield some


def refused(names: tuple[str, ...], folder: Path) -> None:
    """Have a process of its own read bombs, one after the other."""
    pytest.importorskip("resource")
    for name in names:
        (folder / name).write_bytes(BOMBS[name]())
    paths = [str(corpus.FIXTURES / "reportlab.pdf"), *(str(folder / name) for name in names)]
    ran = subprocess.run([sys.executable, "-c", RUN, *paths], capture_output=True, text=True)
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [name for name, *_ in told] == list(names), ran.stderr
    for name, limit, seconds, megabytes in told:
        assert limit in NAMES, name
        assert seconds < SECONDS, name
        assert megabytes < MEGABYTES, name


def test_bombs_are_refused(tmp_path: Path) -> None:
    refused(USUAL, tmp_path)


@pytest.mark.slow
def test_bombs_of_every_kind_are_refused(tmp_path: Path) -> None:
    # Six a process: what one took stays with it in part, and would be counted to the next.
    for names in batched(BOMBS, 6):
        refused(names, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        b"[4 0 R 4 0 R 4 0 R]",
        b"[4 0 R null 04 0 R /a +4 0 R <ab> [5 0 R] 4.0 0 R]",
        b"[4 0 R %[]\n4 %\n0 R 4 0 R]",
        b"4 0 R 4 0 R 4 0 R] [4 0 R]",
        b"[(4 0 R ]) 4 0 R (%()[) 4 0 R 4 0 R",
        b"[%4 0 R (\n 4 0 R 4 0 R 4 0 R",
        b"[4 0 R[4 0 R]<</P 5 0 R>>null 4 0 R 4 0 R]",
        b"9 0 obj ( endobj [4 0 R 4\0000 R 4 0 R]",
    ],
)
def test_a_list_that_repeats_itself_is_noticed(text: bytes) -> None:
    assert repeats(text, {4, 5}, 3)
    assert repeats(text, None, 3)
    assert not repeats(text, {4, 5}, 9)


@pytest.mark.parametrize(
    "text",
    [
        b"<</P[4 0 R]/Q<</A 4 0 R/B 5 0 R>>/C[4 0 R]>>" * 9,
        b"[14 0 R 14 0 R 14 0 R 24 0 R 34 0 R 4 0 R 5 0 R]",
    ],
)
def test_lists_apart_and_what_is_no_stream_repeat_nothing(text: bytes) -> None:
    assert not repeats(text, {4, 5}, 3)


def test_what_a_picture_may_not_be() -> None:
    text = b"/Contents[4 0 R(])%]\n5 0 R]/Encoding 6 0 R/ToUnicode%x\n7 0 R/XObject<</A 8 0 R>>"
    assert sorted(unpacked_whole(text)) == [(4, True), (5, True), (6, False), (7, False)]


def test_a_number_with_a_sign_within_names_an_object() -> None:
    assert list(unpacked_whole(b"/Contents 23-12 0 R")) == [(23, True)]
    assert list(unpacked_whole(b"/Encoding /Identity-H/ToUnicode 7 0 R")) == [(7, False)]


def test_integers_that_lengths_may_refer_to() -> None:
    text = b"5 0 obj\n12\nendobj 15 0 obj\n9 endobj 5 0 obj 30 endobj 6 0 obj 1 0 R endobj"
    assert integers_in(text) == {5: 30, 15: 9, 6: None}
    # Objects that are written in another way may be any.
    for odd in (b"5 1 obj 99 endobj", b"5\n0 obj 99 endobj", b"5  0 obj 99 endobj", b"(obj)"):
        assert integers_in(text + b"\n" + odd) == {}


@pytest.mark.parametrize(
    ("state", "may_blend"),
    [
        (b"", False),
        (b"/Resources<</ExtGState 8 0 R>>", True),
        (b"/Resources<</Ext#47State<<>>>>", True),
    ],
)
def test_files_whose_objects_may_blend(state: bytes, may_blend: bool) -> None:
    data = b"%PDF-1.7\n9 0 obj<</Type/Page" + state + b">>endobj trailer<<>>"
    assert measure(data, "", Limits()).blends is may_blend
    # What an object stream that can't be unpacked holds is not known.
    assert measure(data + b"8 0 obj<</Type/ObjStm>>stream\nendstream", "", Limits()).blends


@pytest.mark.parametrize("password", [b"", b"x"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_object_streams_of_an_encrypted_file_are_measured(password: bytes, elsewhere: bool) -> None:
    honest, bomb = (object_stream(count=count, password=password) for count in (1, 60))
    if elsewhere:
        honest, bomb = (
            re.sub(rb"/Encrypt(<<.*?>>)", rb"/Encrypt 9 0 R", data)
            + re.sub(rb".*/Encrypt(<<.*?>>).*", rb"\n9 0 obj \1 endobj", data, flags=re.DOTALL)
            for data in (honest, bomb)
        )
    measure(honest, "", Limits(), password.decode())
    with pytest.raises(LimitError):
        measure(bomb, "", Limits(page_bytes=100_000), password.decode())
    # With another password PDFium does not open it; what can't be decrypted is as large as it may.
    measure(bomb, "", Limits(page_bytes=100_000), "other")
    with pytest.raises(LimitError):
        measure(bomb.replace(b"/Encrypt", b"/Encr#79pt"), "", Limits(), password.decode())


@pytest.mark.parametrize("name", ["calc", "chromium", "qpdf"])
def test_honest_files_are_far_from_the_limits(name: str) -> None:
    """A hundredth of each limit is enough for a survey."""
    data = (corpus.FIXTURES / f"{name}.pdf").read_bytes()
    small = Limits(page_bytes=5_000_000, unpacked_bytes=5_000_000, objects=10_000)
    measure(data, name, small)
    assert not read_table(data, pages="1", limits=small).findings
    # Its pages need not be looked through.
    assert not measure(data, name, Limits()).suspect


def test_a_page_over_a_limit_costs_no_other() -> None:
    pages = [table((("甲", "乙"), ("1", "2"))), "0 0 m 9 9 l S\n" * 9_000]
    read = read_table(pdf(*pages, password=b""), limits=Limits(page_bytes=100_000))
    assert [row.cells for row in read.rows] == [("1", "2")]
    (finding,) = [found for found in read.findings if found.code == "KY075"]
    assert (finding.page, finding.actual) == (2, "page_bytes")


# Inputs without an end


def test_a_pipe_without_an_end(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with a name")
    pipe = tmp_path / "endless"
    os.mkfifo(pipe)

    def feed() -> None:
        try:
            with pipe.open("wb", buffering=0) as out:
                while True:
                    out.write(b"%PDF-1.7\n" * 1000)
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed)
    feeder.start()
    with pytest.raises(LimitError) as caught:
        load(pipe, Limits(stream_bytes=5_000_000))
    feeder.join()
    assert caught.value.name == "stream_bytes"


def test_a_device_without_an_end() -> None:
    if not Path("/dev/zero").exists():
        pytest.skip("no device that gives zeros")
    with pytest.raises(UnsupportedSourceError):
        read_table("/dev/zero")


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    with large.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(LimitError) as caught:
        read_table(large)
    error = caught.value
    assert (error.name, error.value, error.measured) == ("file_bytes", 500_000_000, 2_000_000_000)
    assert "--limit file_bytes=" in error.remedy


def test_streams_are_measured_too() -> None:
    for source in (io.BytesIO(b"a\tb\n" * 100), b"a\tb\n" * 100):
        with pytest.raises(LimitError):
            read_table(source, limits=Limits(file_bytes=399))


def test_json_is_measured(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(b'{"bases":[' + b"[]," * 1_000 + b"0]}")
    with pytest.raises(LimitError):
        saved(file, Limits(cells=100))
    with pytest.raises(LimitError):
        saved(file, Limits(json_bytes=100))
    result = kyoten("validate", file, "--limit", "json_bytes=100")
    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert "json_bytes" in result.stderr
    with pytest.raises(LimitError):
        saved(file, Limits(json_values=10))


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (Limits(rows=10), "rows"),
        (Limits(cell_chars=3), "cell_chars"),
        (Limits(pages=1), "pages"),
        (Limits(page_seconds=1e-9), "page_seconds"),
        (Limits(file_bytes=1_000), "file_bytes"),
    ],
)
def test_each_limit_is_named(limits: Limits, name: str) -> None:
    with pytest.raises(LimitError) as caught:
        read_table(corpus.FIXTURES / "reportlab.pdf", limits=limits)
    assert caught.value.name == name
    assert f"--limit {name}=" in str(caught.value)


def test_time_is_checked_between_steps() -> None:
    check_time()
    with limited_page(Limits(page_seconds=1e-9), "x.pdf", 3), pytest.raises(LimitError) as caught:
        check_time()
    assert caught.value.page == 3
    with limited_page(DEFAULT_LIMITS, "x.pdf", 3):
        check_time()


# Limits themselves


def test_limits_check_themselves() -> None:
    for wrong in (0, -1, True, "9", 1.5, float("nan"), float("inf")):
        with pytest.raises(UsageError, match="rows"):
            Limits(rows=wrong)  # type: ignore[arg-type]
    assert Limits(rows=None).rows is None
    assert Limits(seconds=1.5).seconds == 1.5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("file_bytes=200MB", 200_000_000),
        ("file_bytes=1.5g", 1_500_000_000),
        ("FILE-BYTES=64KiB", 65_536),
        ("file_bytes = 9", 9),
        ("file_bytes=none", None),
    ],
)
def test_limits_are_read_with_units(text: str, value: int | None) -> None:
    assert Limits.parse([text]).file_bytes == value


def test_seconds_have_a_unit_too() -> None:
    assert Limits.parse(["seconds=2.5s", "page_seconds=none"]) == Limits(
        seconds=2.5, page_seconds=None
    )


@pytest.mark.parametrize(
    "text", ["", "rows", "rows=", "rows=many", "rows=-1", "rows=0", "lines=9", "rows=9s", "rows=9X"]
)
def test_what_is_no_limit_is_told_so(text: str) -> None:
    with pytest.raises(UsageError):
        Limits.parse([text])


def test_the_error_crosses_processes() -> None:
    with pytest.raises(LimitError) as caught:
        DEFAULT_LIMITS.check("rows", 10**9, source="x.pdf", page=2)
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.name, error.value, error.measured) == ("rows", 1_000_000, 10**9)
    assert str(error) == str(caught.value)
    assert isinstance(error, KyotenError)


def test_the_command_takes_limits() -> None:
    result = kyoten("table", corpus.FIXTURES / "reportlab.pdf", "--limit", "rows=3")
    assert result.returncode == 2
    assert "the limit rows is 3" in result.stderr
