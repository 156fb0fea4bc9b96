"""Passwords: where they come from, and that they go nowhere else."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

import corpus
from kyoten_extract import KyotenError, extract, extract_many, read_table, validate
from kyoten_extract.cli.options import Reading
from kyoten_extract.cli.password import VARIABLE, password_of
from kyoten_extract.engines.pdf_input import PdfInput

LOCKED = corpus.FIXTURES / "password.pdf"
RIGHT, WRONG = "himitsu", "Zx9secretZx9"


def kyoten(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kyoten_extract", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, **options)


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != VARIABLE} | more


def test_a_password_from_the_environment_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    done = kyoten("table", LOCKED, env=environment(**{VARIABLE: RIGHT}))
    assert done.returncode == 0
    # It may be set for a whole session: what needs none is read all the same.
    monkeypatch.setenv(VARIABLE, WRONG)
    assert password_of(None, None) == WRONG
    assert password_of("given", None) == "given"
    monkeypatch.setenv(VARIABLE, "")
    assert password_of(None, None) is None


def test_a_password_from_standard_input_opens() -> None:
    done = kyoten("table", LOCKED, "--password", "-", input=f"{RIGHT}\nmore".encode())
    assert done.returncode == 0
    assert RIGHT.encode() not in done.stderr


def test_a_password_is_asked_for_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    asked: list[str] = []

    def getpass(prompt: str, stream: object) -> str:
        asked.append(prompt)
        return RIGHT

    monkeypatch.setattr("getpass.getpass", getpass)
    assert password_of("-", None) == RIGHT
    assert asked == ["Password: "]


@pytest.mark.skipif(os.name == "nt", reason="POSIX only")
def test_a_password_from_a_descriptor() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, "ひみつ\r\nrest".encode())
    os.close(theirs)
    assert password_of(None, str(ours)) == "ひみつ"
    os.close(ours)
    for number in ("4096", WRONG, "-1", "9" * 30):
        with pytest.raises(KyotenError) as told:
            password_of(None, number)
        assert WRONG not in str(told.value)
    with pytest.raises(KyotenError, match="exclude each other"):
        password_of("a", "0")


def test_no_line_no_password(tmp_path: Path) -> None:
    for arguments in (("--password", "-"), ("--password-fd", "0")):
        done = kyoten("table", LOCKED, *arguments, input=b"")
        assert done.returncode == 2
        assert b"gives no password" in done.stderr


@pytest.mark.parametrize("engine", ["auto", "pdfium", "camelot", "ocr"])
@pytest.mark.parametrize("word", [RIGHT, WRONG])
def test_a_password_is_in_nothing_that_is_told(
    word: str, engine: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if engine == "ocr":
        pytest.importorskip("rapidocr")
        if word == RIGHT:
            pytest.skip("reads a page by OCR")
    caplog.set_level(logging.DEBUG)
    kinds: Any = {"engine": engine, "password": word, "cache": tmp_path}
    told = ""
    try:
        survey = extract(LOCKED, **kinds)
        told += repr(survey) + str(survey.to_dict())
        told += validate(survey).to_html(LOCKED, password=word)
    except KyotenError as error:
        told += "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__)
    told += caplog.text + "".join(path.name for path in tmp_path.rglob("*"))
    told += repr(PdfInput(b"", "x", word, "pdfium")) + repr(Reading("auto", None, word, None))
    assert word not in told


@pytest.mark.parametrize("command", ["extract", "table", "validate", "layout", "debug --page 1"])
def test_a_wrong_password_is_in_no_output(
    command: str, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from kyoten_extract.cli.commands import main

    former = sys.argv
    sys.argv = ["kyoten", *command.split(), str(LOCKED), "--password", WRONG, "--cache",
                str(tmp_path)]  # fmt: skip
    with pytest.raises(SystemExit) as end:
        main()
    sys.argv = former
    assert end.value.code == 2
    out, err = capsysbinary.readouterr()
    assert out == b""
    assert WRONG.encode() not in err
    assert len(err.splitlines()) == 1
    assert not any(WRONG in path.name for path in tmp_path.rglob("*"))


def test_a_password_is_in_no_argument_of_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Any] = []
    popen = subprocess.Popen

    def spy(command: Any, *more: Any, **options: Any) -> Any:
        started.append((command, more, {k: v for k, v in options.items() if k != "env"}))
        return popen(command, *more, **options)

    monkeypatch.setattr(subprocess, "Popen", spy)
    ((_, outcome),) = extract_many([LOCKED], password=RIGHT, processes=2)
    assert not isinstance(outcome, KyotenError)
    read_table(LOCKED, password=RIGHT, processes=2)
    read_table(LOCKED, password=RIGHT, isolate=True)
    assert RIGHT not in repr(started)
