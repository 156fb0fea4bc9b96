"""The help, the demo, completion and the progress bar of the command line."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

import corpus
from command_line import Streams
from kyoten_extract.cli import progress_bar as bars
from kyoten_extract.cli.commands import COMMANDS, cli
from shared_results import survey_of

SPECIMEN = corpus.FIXTURES / "reportlab.pdf"
CONTEXT = click.Context(cli)


@pytest.fixture
def kyoten(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Streams:
    return Streams(monkeypatch, capfdbinary)


def test_help_imports_no_command_and_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['kyoten', '--help']; import atexit;"
        "from kyoten_extract.cli.commands import main\ntry: main()\nfinally:"
        " print([m for m in sys.modules if m in ('numpy', 'msgspec', 'dataclasses', 'secrets')"
        " or m.endswith('_command') or m.endswith('_commands') or '.pipeline' in m])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_help_of_a_command_reads_no_engine() -> None:
    code = (
        "import sys; sys.argv = ['kyoten', sys.argv[1], '--help'];"
        "from kyoten_extract.cli.commands import main\ntry: main()\nfinally:"
        " print([m for m in sys.modules if m in ('numpy', 'msgspec', 'json') or '.pipeline' in m])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "extract"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_group_s_help_says_what_the_command_s_does(name: str) -> None:
    command = cli.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name
    assert (command.help or "").split("\n\n")[0].replace("\n", " ").strip() == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_that_it_takes(name: str) -> None:
    command = cli.get_command(CONTEXT, name)
    assert command is not None
    examples = re.findall(r"(?m)^ +(?:.*\| )?(kyoten .*)$", command.epilog or "")
    assert len(examples) >= 2
    assert any(f"kyoten {name}" in example for example in examples)
    for example in examples:
        # What stands after two spaces is said of it.
        line = re.split(r" {2,}| <| \|", example)[0]
        words = shlex.split(line)[1:]
        named = cli.get_command(CONTEXT, words[0])
        assert named is not None
        named.make_context(words[0], words[1:], parent=CONTEXT)


def test_completion(monkeypatch: pytest.MonkeyPatch, kyoten: Streams) -> None:
    monkeypatch.setenv("_KYOTEN_COMPLETE", "bash_source")
    assert "_KYOTEN_COMPLETE=bash_complete" in kyoten().text
    monkeypatch.setenv("_KYOTEN_COMPLETE", "bash_complete")
    for words, number, found in (
        ("kyoten ex", "1", "plain,extract"),
        ("kyoten extract --eng", "2", "plain,--engine"),
        ("kyoten extract --engine o", "3", "plain,ocr"),
        ("kyoten extract x", "2", "file,x"),
        ("kyoten extract -o x", "3", "file,x"),
    ):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", number)
        assert found in kyoten().text.split()


def test_the_demo(kyoten: Streams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # Shared with other tests, for reading takes its time.
    monkeypatch.setattr("kyoten_extract.pipeline.extract", lambda *_, **__: survey_of(SPECIMEN))
    ended = kyoten("demo")
    assert ended.status == 0
    written = sorted(path.name for path in (tmp_path / "kyoten-demo").iterdir())
    assert written == ["bases.csv", "bases.json", "corrections.csv", "report.html", "specimen.pdf"]
    for name in written:
        assert str(Path("kyoten-demo") / name) in ended.text
    assert (tmp_path / "kyoten-demo" / "specimen.pdf").read_bytes() == SPECIMEN.read_bytes()
    # What it says of validate is so, and it does it again.
    assert "end with status 1" in ended.text
    assert kyoten("validate", "kyoten-demo/bases.json").status == 1
    monkeypatch.setattr("kyoten_extract.pipeline.extract", None)
    (tmp_path / "kyoten-demo" / "specimen.pdf").write_bytes(b"mine")
    ended = kyoten("demo")
    assert ended.status == 2
    assert "files that are not the demo's" in ended.stderr
    assert (tmp_path / "kyoten-demo" / "specimen.pdf").read_bytes() == b"mine"


class Terminal(io.StringIO):
    """Standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def at_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    pytest.importorskip("rich")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return shown


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_a_bar_appears_before_the_first_step_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = at_terminal(monkeypatch)
    monkeypatch.setattr(bars, "_DELAY", 0.01)
    with bars.progress_bar("files", 4) as progress:
        assert progress is not None
        wait_for(lambda: "0/4" in terminal.getvalue())
        progress(1, 4)
        progress(3, 4)
        wait_for(lambda: "3/4" in terminal.getvalue())
    assert re.search(r"3/4.* 0:0\d, about 0:0\d left", terminal.getvalue())


def test_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYOTEN_LANG", "en")
    now = [100.0]
    monkeypatch.setattr(bars, "monotonic", lambda: now[0])
    bar = bars._Bar("pages", None)
    bar.end()
    now[0] += 30
    assert bar.times() == "0:30"
    bar.show(1, 4)
    assert bar.times() == "0:30, about 1:30 left"
    monkeypatch.setenv("KYOTEN_LANG", "ja")
    assert bar.times() == "0:30、残り約 1:30"
    monkeypatch.setenv("KYOTEN_LANG", "en")
    bar.show(4, 4)
    assert bar.times() == "0:30"
    # Pages that are read again, by OCR, are a pass of their own.
    bar.show(0, 4)
    now[0] += 3600
    bar.show(2, 4)
    assert bar.times() == "1:00:30, about 1:00:00 left"


def test_no_bar_for_what_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = at_terminal(monkeypatch)
    with bars.progress_bar() as progress:
        assert progress is not None
        progress(1, 2)
        progress(2, 2)
    assert terminal.getvalue() == ""


def test_no_bar_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with bars.progress_bar() as progress:
        assert progress is None
