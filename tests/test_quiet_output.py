"""Nothing that is printed can act: on a terminal, in a CI job, in a browser, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from kyoten_extract import KyotenError, Survey, diff, validate
from kyoten_extract._terminal_text import lines, one_line, quiet_json
from kyoten_extract.cli.commands import main
from kyoten_extract.editions.diff_page import page
from kyoten_extract.errors import SourceError
from kyoten_extract.layout.infer_layout import infer_layout, to_toml
from kyoten_extract.model.finding import Finding
from kyoten_extract.output import export
from kyoten_extract.output.web_link import web_link
from pdfs import pdf, table
from shared_results import survey_of

CALC = corpus.FIXTURES / "calc.pdf"
# What acts on a terminal, or turns or hides the text beside it.
ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
EVIL = (
    "\x1b]0;t\x07\x1b[2J\x9b31m\u202e\u2066\u200b\r\n::error file=x::y\n::set-output name=a::b"
    "\n##[error]z ##vso[task.setvariable]v\u2028\u2029\x00\x7f"
)
COMMAND = re.compile(r"^\s*::[A-Za-z]|##\w*\[", re.MULTILINE)


def evil(survey: Survey) -> Survey:
    """``survey`` with text that acts in every place that has any text."""
    bases = tuple(
        replace(
            base,
            municipality=f"{base.municipality}{EVIL}",
            name=f"{EVIL}{number}",
            city=EVIL,
            contractor=f"::warning::{EVIL}",
            url="https://user:secret@a.example.jp/",
            extras={f"::error::{EVIL}": EVIL},
            raw={**base.raw, "name": EVIL},
        )
        for number, base in enumerate(survey.bases)
    )
    finding = Finding(f"::error::{EVIL}", "error", f"::error::{EVIL}", field=EVIL, actual=EVIL)
    source = replace(survey.source, name=EVIL, engine=EVIL)
    return replace(survey, title=EVIL, source=source, bases=bases, findings=(finding,))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of hostile surveys, records, a list and a layout."""
    folder = tmp_path_factory.mktemp("evil")
    survey = survey_of(CALC)
    hostile = evil(survey)
    for name, one in (("old", survey), ("new", hostile), ("other", replace(hostile, title=None))):
        (folder / f"{name}.json").write_bytes(export.json_bytes(one.to_dict()))
    cells = [[f"見出し{n} ::error::x\x1b[2J\u202e" for n in "甲乙"]]
    cells += [[f"::warning::{n}\u202e\x1b[31m", "=1+1"] for n in "一二三四"]
    (folder / "list.pdf").write_bytes(pdf(table(cells)))
    return folder


def run(arguments: list[Any], capsysbinary: pytest.CaptureFixture[bytes]) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    former, sys.argv = sys.argv, ["kyoten", *map(str, arguments)]
    status = 0
    try:
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = former
    out, err = capsysbinary.readouterr()
    return status, out.decode(), err.decode()


SWEEP = [
    "validate new.json",
    "validate new.json --format json",
    "validate new.json --format github",
    "validate new.json --format html",
    "validate new.json --only ky*",
    "diff old.json new.json",
    "diff new.json old.json",
    "diff new.json other.json",
    "diff old.json new.json --format json",
    "diff old.json new.json --format html",
    "panel old.json new.json -o p.csv",
    "table list.pdf",
    "table list.pdf --all -o t.csv",
    "layout list.pdf",
    "layout list.pdf --format json",
    "layout list.pdf --infer",
    "debug list.pdf --page 1 -o d.png",
    "extract list.pdf",
    "extract new.json",
    "validate NAME",
    "extract NAME",
    "table NAME --pages x\x1b[2J\n::error::",
    "table list.pdf --area \x1b[2J,\n::error::",
    "explain \x1b[2J\n::error::",
    "validate old.json --only \x1b[2J\u202e",
    "table list.pdf --engine \x1b[2J\n::error::",
    "sing\x1b[2J\n::error::",
    "table list.pdf -o none\x1b[2J\n::error::/x.csv",
    "extract list.pdf --layout NAME",
]


@pytest.mark.parametrize("line", SWEEP)
def test_no_command_prints_what_acts(
    line: str,
    files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(files)
    name = "\x1b[2J\u202e\n::error::a##[error]"
    Path(name).write_text("::error::", encoding="utf-8")
    arguments = [name if part == "NAME" else part for part in line.split(" ")]
    status, out, err = run(arguments, capsysbinary)
    assert status in (0, 1, 2)
    for text in (out, err):
        assert not ACTIVE.search(text.replace("\t", ""))
    assert not COMMAND.search(err)
    if "github" in line:
        # One command for each finding, and none in a file's text.
        assert all(re.match(r"::(error|warning|notice) file=", one) for one in out.splitlines())
    elif "html" not in line:
        assert not COMMAND.search(out)


def test_a_terminal_gets_no_controls_of_a_csv_file(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(files)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    _, out, _ = run(["panel", "old.json", "new.json"], capsysbinary)
    assert not ACTIVE.search(out.removeprefix("\ufeff"))
    assert not COMMAND.search(out)
    assert out.count("\n") > 70


@given(st.text())
def test_any_text_is_one_quiet_line(text: str) -> None:
    for shown in (one_line(text), str(SourceError(text)), *lines(text).split("\n")):
        assert shown.replace("\t", "").isprintable()
        assert not COMMAND.search(shown)
        assert one_line(shown) == shown.replace("\t", " ")


@given(st.text() | st.text(st.sampled_from('#[:a\x9b\u202e\ud800"\\')))
def test_quiet_json_says_the_same(text: str) -> None:
    written = quiet_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(written) == [text]
    assert not ACTIVE.search(written)
    assert not COMMAND.search(written)


def test_a_layout_drafted_of_hostile_labels_is_toml(files: Path) -> None:
    import tomllib

    from kyoten_extract import read_table

    draft = to_toml(infer_layout(read_table(files / "list.pdf"), "mine"), "a\n[[columns]]\x1b.pdf")
    assert tomllib.loads(draft)["columns"]
    assert not ACTIVE.search(draft)


# --- HTML ---


def test_html_shows_text_in_its_own_place() -> None:
    hostile = evil(survey_of(CALC))
    for text in (validate(hostile).to_html(), page(diff(survey_of(CALC), hostile))):
        assert not ACTIVE.search(text)
        assert "unicode-bidi: isolate" in text
    assert "<bdi>" in validate(hostile).to_html()
    assert 'href="http' not in validate(hostile).to_html()
    assert 'href="http' in validate(survey_of(CALC)).to_html()


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example.jp/x?y=1#z", True),
        ("HTTP://a.example.jp", True),
        ("https://例え.jp/", True),
        ("https://user:pw@a.example.jp/", False),
        ("https://user@a.example.jp/", False),
        ("https://a.example.jp\\@b.example.jp/", False),
        ("https://a.example.jp/ b", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//a.example.jp", False),
        ("http://", False),
        ("http://[x/", False),
        ("java\nscript:x", False),
    ],
)
def test_links_are_to_the_web_and_without_credentials(url: str, is_link: bool) -> None:
    assert bool(web_link(url)) is is_link
    base = replace(survey_of(CALC).bases[0], url=url)
    survey = replace(survey_of(CALC), bases=(base,), findings=())
    assert ("rel=external" in validate(survey).to_html()) is is_link


def test_a_workbook_links_no_credentials() -> None:
    book = openpyxl.load_workbook(io.BytesIO(export.to_bytes(evil(survey_of(CALC)), "xlsx")))
    assert not any(cell.hyperlink for sheet in book for row in sheet for cell in row)


# --- CSV ---


def test_cells_that_begin_like_a_formula_are_escaped_if_asked(tmp_path: Path) -> None:
    survey = survey_of(CALC)
    texts = ("=1+1", "+1", "-1", "@A1", "\tx", "\rx", "'=1", "a=1", "", "-", "\u3000=1", ";=1")
    bases = tuple(
        replace(base, remarks=text, extras={"=label": text})
        for base, text in zip(survey.bases, texts, strict=False)
    )
    odd = replace(survey, bases=bases)
    read = []
    for formulas in ("keep", "escape"):
        target = tmp_path / f"{formulas}.csv"
        odd.to_csv(target, formulas=formulas)  # type: ignore[arg-type]
        with target.open(encoding="utf-8-sig", newline="") as file:
            read.append(list(csv.DictReader(file)))
    kept, escaped = read
    assert [row["remarks"] for row in kept] == list(texts)
    assert [row["remarks"] for row in escaped] == [
        "'=1+1", "'+1", "'-1", "'@A1", "'\tx", "'\rx", "'=1", "a=1", "", "'-", "'\u3000=1", ";=1",
    ]  # fmt: skip
    assert "'=label" in escaped[0]
    assert '";=1"' in (tmp_path / "escape.csv").read_text(encoding="utf-8-sig")
    assert escaped[0]["staff_total"] == kept[0]["staff_total"]
    with pytest.raises(KyotenError, match="use keep or escape"):
        survey.to_csv(io.BytesIO(), formulas="drop")  # type: ignore[arg-type]


def test_every_command_that_writes_csv_can(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(files)
    assert "'=1+1" in run(["table", "list.pdf", "--format", "csv", "--csv-safe"], capsysbinary)[1]
    assert "'=1+1" not in run(["table", "list.pdf", "--format", "csv"], capsysbinary)[1]
    for arguments in (
        ["panel", "old.json", "--csv-safe"],
        ["diff", "old.json", "new.json", "--format", "csv", "--csv-safe"],
        ["panel", "old.json", "-o", "p.xlsx", "--columns", "c.csv", "--csv-safe"],
    ):
        assert run(arguments, capsysbinary)[0] == 0
    for arguments in (
        ["table", "list.pdf", "--csv-safe"],
        ["diff", "old.json", "new.json", "--csv-safe"],
        ["extract", "list.pdf", "--csv-safe"],
    ):
        status, _, err = run(arguments, capsysbinary)
        assert (status, "--csv-safe does nothing here" in err) == (2, True)
