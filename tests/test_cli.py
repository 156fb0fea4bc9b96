"""The command line: what it prints where, its exit status, and one clear line for every failure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import corpus

CALC = corpus.FIXTURES / "calc.pdf"


def kyoten(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kyoten_extract", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, check=False, **options
    )  # type: ignore[call-overload,no-any-return]


def test_extract_writes_json_to_stdout_and_nothing_else() -> None:
    result = kyoten("extract", CALC)
    assert result.returncode == 0
    assert len(json.loads(result.stdout)["bases"]) == 37
    assert result.stderr == ""


def test_warnings_are_counted_where_no_terminal_is(tmp_path: Path) -> None:
    """A table has no place for findings: silence would say that there are none."""
    saved = json.loads(kyoten("extract", CALC).stdout)
    warning = {"code": "KY044", "severity": "warning", "message": "either column"}
    told = tmp_path / "told.json"
    told.write_text(json.dumps({**saved, "findings": [warning]}), encoding="utf-8")
    result = kyoten("extract", told, "-o", tmp_path / "x.csv")
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "37 bases, 1 findings (errors: 0)\n"
    assert kyoten("extract", told, "-q", "-o", tmp_path / "x.csv").stderr == ""


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "parquet"])
def test_the_suffix_picks_the_format(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{suffix}"
    assert kyoten("extract", CALC, "-o", target).returncode == 0
    magic = {"json": b"{", "csv": b"\xef\xbb\xbf", "xlsx": b"PK", "parquet": b"PAR1"}[suffix]
    assert target.read_bytes().startswith(magic)


def test_report_corrections_and_pages(tmp_path: Path) -> None:
    report, corrections = tmp_path / "r.html", tmp_path / "c.csv"
    result = kyoten(
        "extract", CALC, "-o", tmp_path / "x.json", "--report", report,
        "--corrections", corrections, "--pages", "1",
    )  # fmt: skip
    assert result.returncode == 0
    assert "Published totals" not in report.read_text(encoding="utf-8")
    assert "url-y-for-v" in corrections.read_text(encoding="utf-8-sig")
    assert json.loads((tmp_path / "x.json").read_text())["bases"][-1]["source"]["pages"] == [1]


def test_table_reads_any_list(tmp_path: Path) -> None:
    result = kyoten("table", corpus.FIXTURES / "merged.pdf")
    data = json.loads(result.stdout)
    assert list(data) == ["header", "rows", "leftovers", "findings", "others"]
    assert data["rows"][0] == {"cells": ["北区", "1", "図書館\n電話 101", ""], "pages": [1]}
    for suffix in ("csv", "xlsx"):
        target = tmp_path / f"t.{suffix}"
        assert kyoten("table", corpus.FIXTURES / "merged.pdf", "-o", target).returncode == 0
        assert target.stat().st_size > 100


def test_validate_takes_an_edition_or_its_json(tmp_path: Path) -> None:
    saved = tmp_path / "s.json"
    kyoten("extract", CALC, "-o", saved)
    direct, again = kyoten("validate", CALC), kyoten("validate", saved)
    assert direct.stdout == again.stdout
    assert direct.returncode == again.returncode == 1
    assert "KY201 44-1" in direct.stdout
    assert "14 of 14 published figures explained" in direct.stdout


def test_fail_on_and_ignore() -> None:
    radicals = corpus.FIXTURES / "radicals.pdf"
    assert kyoten("validate", radicals).returncode == 0
    assert kyoten("validate", CALC, "--ignore", "KY201").returncode == 0
    assert kyoten("validate", CALC, "--ignore", "KY201", "--fail-on", "warning").returncode == 1


def test_validate_formats(tmp_path: Path) -> None:
    data = json.loads(kyoten("validate", CALC, "--format", "json").stdout)
    assert data["ok"] is False
    assert data["counts"]["error"] == 1
    target = tmp_path / "r.html"
    assert kyoten("validate", CALC, "--format", "html", "-o", target).returncode == 1
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_diff(tmp_path: Path) -> None:
    old, new = corpus.FIXTURES / "typst.pdf", corpus.FIXTURES / "reiwa.pdf"
    result = kyoten("diff", old, new)
    assert result.returncode == 0
    assert "added   東川町 台南連絡所 (台南)" in result.stdout
    assert len(json.loads(kyoten("diff", old, new, "--format", "json").stdout)["removed"]) == 1
    assert kyoten("diff", old, new, "--format", "csv").stdout.startswith("\ufeffchange,")


FAILURES: dict[str, tuple[tuple[str, ...], str]] = {
    "missing": (("extract", "no.pdf"), "no such file"),
    "folder": (("extract", "."), "folder"),
    "empty": (("extract", "empty.pdf"), "empty"),
    "not a pdf": (
        ("extract", "note.pdf"),
        "not a PDF, an image, a workbook, a CSV file or a tab-separated",
    ),
    "not a pdf by engine": (("extract", "note.pdf", "--engine", "pdfium"), "not a PDF"),
    "cut short": (("extract", "half.pdf"), "damaged or truncated"),
    "image": (("extract", "scan.png", "--engine", "pdfium"), "not a PDF"),
    "encrypted": (("extract", "PASSWORD"), "encrypted (give its password with --password)"),
    "wrong password": (("extract", "PASSWORD", "--password", "secret1"), "password is wrong"),
    "no table": (("extract", "PLAIN"), "no table was found"),
    "no table either": (("table", "PLAIN"), "no table was found"),
    "no survey": (("extract", "MERGED"), "read other tables with"),
    "no page": (("extract", "CALC", "--pages", "9"), "choose from pages 1-2"),
    "no range": (("extract", "CALC", "--pages", "x"), "not a page range"),
    "suffix": (("extract", "CALC", "-o", "x.doc"), "one of json, ndjson, csv, xlsx, parquet"),
    "no survey in json": (("validate", "broken.json"), "not a survey JSON file"),
    "nothing to validate": (("validate", "no.json"), "no such file"),
    "no folder to write to": (("extract", "CALC", "-o", "a/b.json"), "b.json"),
    "cross-check": (("extract", "TRANSCRIPT", "--cross-check"), "only a PDF can be cross-checked"),
}
BUNDLED = {
    "CALC": CALC,
    "PASSWORD": corpus.FIXTURES / "password.pdf",
    "PLAIN": corpus.FIXTURES / "plain.pdf",
    "MERGED": corpus.FIXTURES / "merged.pdf",
    "TRANSCRIPT": corpus.FIXTURES / "transcript.tsv",
}


@pytest.fixture
def bad_files(tmp_path: Path) -> Path:
    """A folder of files that can't be read."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "note.pdf").write_text("ただの文", encoding="utf-8")
    (tmp_path / "half.pdf").write_bytes(CALC.read_bytes()[:3000])
    (tmp_path / "broken.json").write_text('{"title": 1}')
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n rest")
    return tmp_path


@pytest.mark.parametrize("case", FAILURES)
def test_a_failure_is_one_clear_line_and_status_2(case: str, bad_files: Path) -> None:
    arguments, message = FAILURES[case]
    result = kyoten(*(BUNDLED.get(argument, argument) for argument in arguments), cwd=bad_files)
    assert result.returncode == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("kyoten: ")
    assert message in line
    assert "secret1" not in line


def test_the_right_password_opens() -> None:
    result = kyoten("extract", corpus.FIXTURES / "password.pdf", "--password", "himitsu")
    assert result.returncode == 0
    assert len(json.loads(result.stdout)["bases"]) == 3


@pytest.mark.parametrize("arguments", [(), ("extract",), ("diff", "a"), ("sing",)])
def test_wrong_usage_is_status_2(arguments: tuple[str, ...]) -> None:
    result = kyoten(*arguments)
    assert result.returncode == 2
    assert "Usage" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_closed_pipe_is_no_error() -> None:
    command = f'"{sys.executable}" -m kyoten_extract extract "{CALC}" | head -c 10'
    result = subprocess.run(command, shell=True, capture_output=True, check=False)
    assert b"Traceback" not in result.stderr


def test_help_names_every_option() -> None:
    for command in ("extract", "table", "debug", "validate", "explain", "diff", "panel"):
        result = kyoten(command, "--help")
        assert result.returncode == 0
        assert "--" in result.stdout
    assert kyoten("--version").stdout.startswith("kyoten, version")
