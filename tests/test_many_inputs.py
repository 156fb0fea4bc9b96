"""Several files, patterns, standard streams, several outputs and saved JSON on the command line."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

import corpus
from command_line import Streams
from kyoten_extract import read_tables
from kyoten_extract.output import export
from shared_results import survey_of

CALC = corpus.FIXTURES / "calc.pdf"
SMALL = corpus.FIXTURES / "reportlab.pdf"
LIST = "番号\t名称\t所在\n1\t甲館\t東市\n2\t乙館\t西市\n3\t丙館\t南市\n".encode()
LAYOUT = """
name = "places"
[[columns]]
key = "number"
labels = ["番号"]
holds = "number"
[[columns]]
key = "name"
labels = ["名称"]
holds = "prose"
"""


@pytest.fixture
def kyoten(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Streams:
    return Streams(monkeypatch, capfdbinary)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with two lists, a broken file and a saved survey."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.tsv", "b.tsv"):
        (tmp_path / name).write_bytes(LIST)
    (tmp_path / "bad.tsv").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "mine.toml").write_text(LAYOUT, encoding="utf-8")
    (tmp_path / "s.json").write_bytes(export.to_bytes(survey_of(CALC), "json"))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


# --- Several files ---


@pytest.mark.parametrize("jobs", [(), pytest.param(("--jobs", "2"), id="two processes")])
def test_each_of_several_files_has_its_own_output(
    jobs: tuple[str, ...], kyoten: Streams, folder: Path
) -> None:
    ended = kyoten("table", "a.tsv", "bad.tsv", "b.tsv", "-o", "out/", "--format", "csv", *jobs)
    assert ended.status == 2
    (line,) = ended.stderr.splitlines()
    assert line.startswith("kyoten: bad.tsv: ")
    assert names(folder / "out") == ["a.csv", "b.csv"]
    assert rows((folder / "out" / "b.csv").read_bytes())[1] == ["1", "甲館", "東市"]


def test_a_pattern_that_no_shell_expands(kyoten: Streams, folder: Path) -> None:
    assert kyoten("table", "[ab].tsv", "-o", "out/", "--all", "--format", "csv").status == 0
    assert names(folder / "out") == ["a-1.csv", "b-1.csv"]
    ended = kyoten("table", "none*.pdf", "-o", "out/")
    assert ended.status == 2
    assert "no file matches the pattern" in ended.stderr
    # A file that has the name of a pattern is that file.
    (folder / "[ab].tsv").write_bytes(LIST)
    assert kyoten("table", "[ab].tsv", "-o", "other/").status == 0
    assert names(folder / "other") == ["[ab].json"]


def test_every_result_of_extract_goes_into_folders(kyoten: Streams, folder: Path) -> None:
    (folder / "t.json").write_bytes((folder / "s.json").read_bytes())
    ended = kyoten("extract", "s.json", "t.json", "-o", "out/", "--format", "csv", "-o", "x/",
                   "--corrections", "out/", "--report", "html/")  # fmt: skip
    assert (ended.status, ended.stderr) == (0, "")
    assert names(folder / "out") == [
        "s-corrections.csv", "s.csv", "t-corrections.csv", "t.csv",
    ]  # fmt: skip
    assert names(folder / "html") == ["s.html", "t.html"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("table a.tsv b.tsv", "2 files cannot be one json on standard output"),
        ("table a.tsv b.tsv -o x.csv", "-o is one file for 2 inputs"),
        ("extract a.tsv b.tsv -o o/ --report r.html", "--report is one file for 2 inputs"),
        ("table a.tsv a.tsv -o o/", "given twice"),
        ("table a.tsv a.csv -o o/", "are one file"),
        ("table - - -o o/", "stdin: the file is given twice"),
        ("table a.tsv -o none/o/", "cannot be made"),
        ("extract s.json -o ./", "-o is a file that is read"),
        ("table a.tsv -o x.csv -o y.json --format csv", "--format does nothing here"),
        ("table a.tsv -o - -o -", "standard output can have one result only"),
        ("table a.tsv -o x.csv -o ./x.csv", "are one file"),
        ("table a.tsv --jobs 2", "--jobs does nothing here"),
        ("table a.tsv -q -v", "exclude each other"),
        ("extract s.json --repair all", "--repair does nothing here: it is JSON"),
        ("extract s.json --verify", "--verify does nothing here: it is JSON"),
        ("extract s.json --engine ocr", "--engine does nothing here: it is JSON"),
        ("extract s.json --layout mine.toml", "--layout does nothing here: it is JSON"),
        ("table s.json", "these are saved records, not a table"),
        ("debug s.json --page 1 -o x.png", "it is JSON, which has no pages to draw"),
        ("validate s.json -o x.csv", "no output format has the suffix '.csv'"),
        ("layout a.tsv --infer -o x.json", "use one of toml"),
        ("explain -o x.csv", "use one of txt, md"),
        ("validate s.json s2.json -o o/ --document d.pdf", "--document"),
        ("diff - -", "both editions are standard input"),
        ("table - --password -", "are both standard input"),
    ],
)
def test_what_does_nothing_or_harm_is_refused(
    line: str, message: str, kyoten: Streams, folder: Path
) -> None:
    (folder / "a.csv").write_bytes(LIST.replace(b"\t", b","))
    (folder / "s2.json").write_bytes((folder / "s.json").read_bytes())
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    ended = kyoten(*line.split(), stdin=b"x")
    assert (ended.status, ended.stdout) == (2, b"")
    assert message in ended.stderr
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before


def test_an_option_may_be_for_some_of_the_files(kyoten: Streams, folder: Path) -> None:
    ended = kyoten("validate", "s.json", "bad.tsv", "--password", "x")
    assert "does nothing" not in ended.stderr
    ended = kyoten("validate", "s.json", "--password", "x")
    assert "--password does nothing here" in ended.stderr


def test_reports_one_after_another(kyoten: Streams, folder: Path) -> None:
    (folder / "t.json").write_bytes((folder / "s.json").read_bytes())
    ended = kyoten("validate", "s.json", "t.json", "bad.tsv")
    assert ended.status == 2
    one, _, other = ended.text.partition("\nt.json\n")
    assert one.startswith("s.json\n")
    assert f"{one}\n" == f"s.json\n{other}"
    assert kyoten("validate", "s.json", "t.json").status == 1
    assert kyoten("validate", "s.json", "t.json", "--ignore", "KY201").status == 0
    github = kyoten("validate", "s.json", "t.json", "--format", "github").text.splitlines()
    assert {line.partition("file=")[2].partition(",")[0] for line in github} == {"s.json", "t.json"}


# --- Standard input and output ---


def test_standard_input(kyoten: Streams, folder: Path) -> None:
    whole = json.loads(kyoten("table", "-", stdin=LIST).stdout)
    assert [row["cells"][1] for row in whole["rows"]] == ["甲館", "乙館", "丙館"]
    ended = kyoten("table", "-", "-o", "out/", "-o", "-", "--format", "csv", stdin=LIST)
    assert rows(ended.stdout)[2] == ["2", "乙館", "西市"]
    assert (folder / "out" / "stdin.csv").read_bytes() == ended.stdout
    ended = kyoten("extract", "-", "--layout", "mine.toml", stdin=LIST)
    assert json.loads(ended.stdout)["source"]["name"] == "stdin"
    assert kyoten("table", "-", stdin=b"").stderr == "kyoten: stdin: the input is empty\n"
    data = (folder / "s.json").read_bytes()
    assert kyoten("validate", "-", stdin=data).stdout == kyoten("validate", "s.json").stdout
    assert "37 unchanged" in kyoten("diff", "s.json", "-", stdin=data).text


def test_a_file_named_like_standard_input(kyoten: Streams, folder: Path) -> None:
    (folder / "-").write_bytes(LIST)
    assert len(json.loads(kyoten("table", "./-").stdout)["rows"]) == 3


@pytest.mark.skipif(os.name == "nt", reason="POSIX only")
def test_standard_input_is_not_written_over(folder: Path) -> None:
    command = [sys.executable, "-m", "kyoten_extract", "table", "-", "-o", "a.tsv", "--format",
               "csv"]  # fmt: skip
    with (folder / "a.tsv").open("rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"-o is a file that is read" in done.stderr
    assert (folder / "a.tsv").read_bytes() == LIST


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs /dev/null")
def test_what_keeps_nothing_is_read_and_written(kyoten: Streams, folder: Path) -> None:
    ended = kyoten("table", "/dev/null", "-o", "/dev/null", "--format", "csv")
    assert "empty" in ended.stderr


# --- Several outputs, and formats by suffix ---


def test_several_outputs_of_one_reading(
    kyoten: Streams, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kyoten("extract", "s.json", "-o", "x.csv", "-o", "x.xlsx", "-o", "-").status == 0
    survey = survey_of(CALC)
    assert (folder / "x.csv").read_bytes() == export.to_bytes(survey, "csv")
    assert openpyxl.load_workbook(folder / "x.xlsx").worksheets
    assert kyoten("extract", "s.json").stdout == (folder / "s.json").read_bytes()


def test_the_suffix_is_the_format_in_every_command(kyoten: Streams, folder: Path) -> None:
    assert kyoten("validate", "s.json", "-o", "v.html", "-o", "v.json", "-o", "v.txt").status == 1
    assert (folder / "v.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((folder / "v.json").read_text(encoding="utf-8"))["ok"] is False
    assert "KY201" in (folder / "v.txt").read_text(encoding="utf-8")
    assert kyoten("diff", "s.json", "s.json", "-o", "d.csv", "-o", "d.html").status == 0
    assert rows((folder / "d.csv").read_bytes())[0][0] == "change"
    assert kyoten("layout", "a.tsv", "-o", "l.json", "-o", "l.txt").status == 0
    assert json.loads((folder / "l.json").read_text(encoding="utf-8"))["columns"]
    assert kyoten("layout", "a.tsv", "--infer", "-o", "l.toml").status == 0
    assert kyoten("explain", "-o", "e.md", "-o", "e.txt").status == 0
    assert (folder / "e.md").read_text(encoding="utf-8").startswith("#")
    assert kyoten("explain", "KY201", "-o", "e1.txt").status == 0
    assert kyoten("panel", "s.json", "-o", "p.xlsx", "-o", "p.csv").status == 0
    assert (folder / "p.xlsx").read_bytes().startswith(b"PK")
    # --format stands above the suffix of a single output.
    assert kyoten("extract", "s.json", "-o", "x.data", "--format", "csv").status == 0


# --- Saved JSON ---


def test_records_saved_as_json_are_an_input(kyoten: Streams, folder: Path) -> None:
    assert kyoten("extract", "a.tsv", "--layout", "mine.toml", "-o", "r.json").status == 0
    assert kyoten("extract", "r.json", "-o", "r.csv", "--report", "r.html").status == 0
    direct = kyoten("extract", "a.tsv", "--layout", "mine.toml", "--format", "csv").stdout
    assert (folder / "r.csv").read_bytes() == direct


def test_a_table_saved_as_json_is_an_input(kyoten: Streams, folder: Path) -> None:
    assert kyoten("table", CALC, "-o", "t.json", "-q").status == 0
    data = (folder / "t.json").read_bytes()
    assert kyoten("table", "t.json").stdout == data
    assert kyoten("table", "t.json", "-o", "t.csv").status == 0
    assert (folder / "t.csv").read_bytes() == export.table_bytes(read_tables(CALC)[0], "csv")
    assert kyoten("layout", "t.json").stdout == kyoten("layout", CALC).stdout
    assert "the order" not in kyoten("layout", "t.json").stderr
    for line in ("--section", "--area 0,0,9,9", "--pages 1", "--verify"):
        assert "does nothing here: it is JSON" in kyoten("table", "t.json", *line.split()).stderr
    for broken in (b'{"header": 1}', b"{", b'{"header": ["a"], "rows": [{"cells": []}]}'):
        (folder / "t.json").write_bytes(broken)
        ended = kyoten("table", "t.json")
        assert ended.status == 2
        assert ended.stderr.startswith("kyoten: t.json: not a table's JSON file")


def test_the_order_of_saved_tables_is_not_guessed(kyoten: Streams, folder: Path) -> None:
    """The largest is first in JSON: where it is printed is known by pages only."""
    one = {"header": ["a"], "rows": [{"cells": ["1"], "pages": [2]}]}
    other = {"heading": "", "header": ["b"], "rows": [{"cells": ["2"], "pages": [1]}]}
    saved = {**one, "leftovers": [], "findings": [], "others": [other]}
    (folder / "t.json").write_text(json.dumps(saved))
    assert rows(kyoten("table", "t.json", "--table", "1", "--format", "csv").stdout)[0] == ["b"]
    other["rows"][0]["pages"] = [2]  # type: ignore[index]
    (folder / "t.json").write_text(json.dumps(saved))
    assert "in which order" in kyoten("table", "t.json", "--table", "1").stderr
    assert kyoten("table", "t.json").status == 0


# --- What is told ---


def test_quiet_and_verbose(kyoten: Streams, folder: Path) -> None:
    usual = kyoten("table", CALC, "-o", "t.csv")
    assert "tables found" in usual.stderr
    assert kyoten("table", CALC, "-o", "t.csv", "-q").stderr == ""
    told = kyoten("extract", "s.json", "-o", "x.csv", "-v").stderr
    assert "37 bases" in told
    assert "x.csv written" in told
    assert kyoten("extract", "bad.tsv", "-q").stderr.startswith("kyoten: bad.tsv: ")


def test_an_interrupt_is_status_130(
    kyoten: Streams, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("kyoten_extract.pipeline.read_tables", interrupted)
    ended = kyoten("table", "a.tsv", "-o", "x.csv")
    assert (ended.status, ended.stderr.strip()) == (130, "kyoten: interrupted")
    assert kyoten("table", "a.tsv", "b.tsv", "-o", "out/").status == 130
    assert names(folder / "out") == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX only")
def test_an_interrupt_ends_all_processes(folder: Path) -> None:
    for number in range(30):
        (folder / f"c{number}.pdf").write_bytes(CALC.read_bytes())
    command = [sys.executable, "-m", "kyoten_extract", "extract", "c*.pdf", "-o", "out/", "-j", "2"]
    # Tests in the background of a shell ignore interrupts, and so would what they start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(command, stderr=subprocess.PIPE)
    signal.signal(signal.SIGINT, before)
    with child:
        deadline = time.monotonic() + 60
        while not list(folder.glob("out/*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=30)
    assert child.returncode == 130
    assert told.decode().strip() == "kyoten: interrupted"
    assert all(path.read_bytes().endswith(b"}\n") for path in folder.glob("out/*"))
