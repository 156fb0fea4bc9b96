"""Defaults of options from kyoten.toml and pyproject.toml."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command_line import Streams

LIST = "番号\t名称\n1\t=甲館\n2\t乙館\n".encode()


@pytest.fixture
def kyoten(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Streams:
    return Streams(monkeypatch, capfdbinary)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in a folder, which is the current one."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.tsv").write_bytes(LIST)
    monkeypatch.chdir(inner)
    return inner


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_settings_are_defaults(kyoten: Streams, folder: Path) -> None:
    write(folder.parent / "kyoten.toml", 'format = "csv"\ncsv-safe = true\n[table]\nsection = true')
    out = kyoten("table", "a.tsv").text
    assert out.splitlines()[1] == '"","1","\'=甲館"'
    # The suffix, and more so --format, stand above them.
    assert kyoten("table", "a.tsv", "-o", "x.xlsx").status == 0
    assert (folder / "x.xlsx").read_bytes().startswith(b"PK")
    assert json.loads(kyoten("--no-config", "table", "a.tsv").stdout)["header"] == ["番号", "名称"]


def test_the_next_file_counts(kyoten: Streams, folder: Path) -> None:
    write(folder.parent / "kyoten.toml", 'format = "xlsx"')
    write(
        folder / "pyproject.toml", '[tool.other]\nkyoten = 1\n[tool.kyoten.table]\nformat = "csv"'
    )
    assert kyoten("table", "a.tsv").text.startswith("\ufeff番号,")
    write(folder / "kyoten.toml", "")
    assert kyoten("table", "a.tsv").text.startswith("{")
    (folder / "kyoten.toml").unlink()
    # A project of another kind says nothing, whatever is in its file.
    write(folder / "pyproject.toml", "kyoten = [")
    assert kyoten("table", "a.tsv").stdout.startswith(b"PK")
    ended = kyoten("--config", "pyproject.toml", "table", "a.tsv")
    assert ended.status == 2
    assert "not TOML" in ended.stderr


def test_paths_are_from_the_file_s_folder(kyoten: Streams, folder: Path) -> None:
    write(folder.parent / "mine.toml", 'name = "x"\n[[columns]]\nkey = "no"\nlabels = ["番号"]\n'
          'holds = "number"\n')  # fmt: skip
    write(folder.parent / "kyoten.toml", 'layout = "mine.toml"\nlimit = ["pages=5"]\njobs = 2')
    assert json.loads(kyoten("extract", "a.tsv").stdout)["records"][1]["values"]["no"] == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = true", "unknown key 'colour'"),
        ("[table]\nrepair = 'all'", "unknown key 'table.repair'"),
        ("[extract]\nwidth = 3", "unknown key 'extract.width'"),
        ("[paint]\nwidth = 3", "unknown key 'paint'"),
        ("output = 'x.json'", "'output' is for the command line only"),
        ("[extract]\nreport = 'x.html'", "'extract.report' is for the command line only"),
        ("password = 'x'", "'password' is for the command line only"),
        ("format = 'doc'", "the key 'format': "),
        ("engine = 'magic'", "the key 'engine': "),
        ("engine = ['ocr', 'pdfium']", "the key 'engine': use one value, not a list"),
        ("[table]\nall = 'yes'", "the key 'table.all': use true or false"),
        ("jobs = true", "the key 'jobs': use a text or a number"),
        ("jobs = 0", "the key 'jobs': "),
        ("engine = {}", "the key 'engine': it is a table, not a value"),
        ("engine = ", "the settings are not TOML"),
    ],
)
def test_a_wrong_key_or_value_is_told_with_its_file(
    text: str, message: str, kyoten: Streams, folder: Path
) -> None:
    path = folder.parent / "kyoten.toml"
    write(path, text)
    ended = kyoten("table", "a.tsv")
    assert (ended.status, ended.stdout) == (2, b"")
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"kyoten: {path}: ")
    assert message in line


def test_keys_of_other_commands_are_known(kyoten: Streams, folder: Path) -> None:
    write(folder / "kyoten.toml", 'fail-on = "warning"\nrepair = "all"\n[diff]\nformat = "json"')
    assert kyoten("table", "a.tsv").status == 0
    # Not every command has every format.
    write(folder / "kyoten.toml", 'format = "csv"\n[table]\nall = true')
    assert kyoten("layout", "a.tsv").text.startswith("no ")
    assert kyoten("table", "a.tsv", "--table", "1").text.startswith("\ufeff")
    assert kyoten("--help").status == 0


def test_what_a_file_sets_is_not_refused_where_it_does_nothing(
    kyoten: Streams, folder: Path
) -> None:
    write(folder / "kyoten.toml", 'cache = "c"\nverify = false')
    assert kyoten("table", "a.tsv").status == 0


def test_a_settings_file_that_is_not_there(kyoten: Streams, folder: Path) -> None:
    ended = kyoten("--config", "none.toml", "table", "a.tsv")
    assert ended.status == 2
    assert "none.toml: the settings cannot be read" in ended.stderr
    assert "exclude each other" in kyoten("--config", "x", "--no-config", "table", "a.tsv").stderr
