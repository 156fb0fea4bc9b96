"""Packages that only some inputs and formats need: without them, one clear error and no traceback."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import corpus
from kyoten_extract import extract
from kyoten_extract.errors import EngineError, KyotenError, MissingDependencyError
from kyoten_extract.workers.optional_import import is_available, require

CALC = corpus.FIXTURES / "calc.pdf"
SCAN = corpus.FIXTURES / "upside_down.png"
HEAVY = "camelot cv2 pandas openpyxl pyarrow jinja2 PIL rapidocr onnxruntime rich".split()

# A finder that refuses a package acts as if it were not installed, for what imports it too.
WITHOUT = """
import sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Refusing())
"""
MAIN = "from kyoten_extract.cli.commands import main; main()"


def python_without(
    names: list[str], code: str, *arguments: object
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(names=names) + code, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def kyoten_without(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return python_without([name], MAIN, *arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "remedy"),
    [
        ("jinja2", ["extract", CALC, "--report", "OUT.html"], "pip install kyoten-extract"),
        ("jinja2", ["validate", CALC, "--format", "html"], "pip install kyoten-extract"),
        ("cv2", ["extract", CALC, "--report", "OUT.html"], "pip install kyoten-extract"),
        ("jinja2", ["diff", CALC, CALC, "--format", "html"], "pip install kyoten-extract"),
        ("camelot", ["extract", CALC, "--cross-check"], "pip install kyoten-extract"),
        ("pandas", ["extract", CALC, "--cross-check"], "pip install kyoten-extract"),
        ("camelot", ["table", CALC, "--engine", "camelot"], "pip install kyoten-extract"),
        ("cv2", ["extract", SCAN], "pip install 'kyoten-extract[ocr]'"),
        ("PIL", ["extract", SCAN], "pip install 'kyoten-extract[ocr]'"),
        ("rapidocr", ["extract", SCAN], "pip install 'kyoten-extract[ocr]'"),
        ("onnxruntime", ["extract", SCAN], "pip install 'kyoten-extract[ocr]'"),
        ("cv2", ["table", CALC, "--engine", "ocr"], "pip install 'kyoten-extract[ocr]'"),
        ("PIL", ["table", CALC, "--engine", "ocr"], "pip install 'kyoten-extract[ocr]'"),
        ("openpyxl", ["extract", CALC, "-o", "OUT.xlsx"], "pip install kyoten-extract"),
        ("openpyxl", ["table", CALC, "-o", "OUT.xlsx"], "pip install kyoten-extract"),
        ("pyarrow", ["extract", CALC, "-o", "OUT.parquet"], "kyoten-extract[parquet]"),
        ("pandas", ["extract", CALC, "-o", "OUT.parquet"], "pip install kyoten-extract"),
        # The format is checked before the document is read.
        ("openpyxl", ["extract", "no such file", "-o", "OUT.xlsx"], "pip install kyoten-extract"),
    ],
)
def test_a_missing_package_is_one_line(
    name: str, arguments: list[object], remedy: str, tmp_path: Path
) -> None:
    given = [
        tmp_path / word if isinstance(word, str) and word.startswith("OUT.") else word
        for word in arguments
    ]
    result = kyoten_without(name, *given)
    assert result.returncode == 2, result.stderr
    (line,) = result.stderr.splitlines()
    assert line.startswith("kyoten: ")
    assert name in line
    assert "not installed" in line
    assert remedy in line


@pytest.mark.parametrize("suffix", ["json", "csv"])
def test_json_and_csv_need_none_of_them(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"out.{suffix}"
    for command in ("extract", "table"):
        result = python_without(HEAVY, MAIN, command, CALC, "-o", target)
        with_all = python_without([], MAIN, command, CALC, "-o", tmp_path / f"all.{suffix}")
        assert (result.returncode, result.stderr) == (0, with_all.stderr)
        assert with_all.returncode == 0
        assert target.read_bytes() == (tmp_path / f"all.{suffix}").read_bytes()


def test_reports_as_text_need_none_of_them() -> None:
    for form in ("text", "json", "github"):
        result = python_without(HEAVY, MAIN, "validate", CALC, "--format", form)
        assert result.stderr == ""
        assert result.stdout


def test_the_methods_of_a_survey_raise_it() -> None:
    code = """
import io
from kyoten_extract import extract
from kyoten_extract.errors import EngineError
survey = extract(sys.argv[1])
survey.to_csv(io.BytesIO())
for method in (survey.to_dataframe, *(lambda m=m: m(io.BytesIO()) for m in (survey.to_excel, survey.to_parquet))):
    try:
        method()
    except EngineError as error:
        assert isinstance(error, ImportError)
        print(error.name)
"""
    result = python_without(["pandas", "openpyxl", "pyarrow"], code, CALC)
    assert result.stderr == ""
    assert result.stdout.split() == ["pandas", "openpyxl", "pandas"]


def test_a_scan_with_a_text_layer_is_read_without_the_extra() -> None:
    result = python_without(["PIL"], MAIN, "table", corpus.FIXTURES / "layer.pdf")
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def test_a_scanned_pdf_has_the_remedy() -> None:
    result = kyoten_without("cv2", "extract", corpus.FIXTURES / "scan.pdf")
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert "--engine ocr; it needs: pip install 'kyoten-extract[ocr]'" in line


def test_a_picture_has_the_remedy_and_its_name() -> None:
    result = kyoten_without("cv2", "extract", corpus.FIXTURES / "upside_down.png")
    assert result.returncode == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith("kyoten: upside_down.png: reading scans needs cv2")
    assert "pip install 'kyoten-extract[ocr]'" in line


def test_the_process_of_a_pool_raises_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "camelot", None)
    with pytest.raises(MissingDependencyError, match="camelot-py"):
        extract(CALC, engine="camelot", processes=2)


def test_the_error_names_the_package_and_survives_a_process() -> None:
    with pytest.raises(MissingDependencyError) as caught:
        require("no_such_package", needed_by="this test", extra="ocr")
    error = caught.value
    assert isinstance(error, EngineError)
    assert isinstance(error, ImportError)
    assert isinstance(error.__cause__, ModuleNotFoundError)
    assert error.name == "no_such_package"
    assert str(error) == (
        "this test needs no_such_package, which is not installed "
        "(pip install 'kyoten-extract[ocr]')"
    )
    again: KyotenError = pickle.loads(pickle.dumps(error))
    assert type(again) is MissingDependencyError
    assert (str(again), again.name) == (str(error), error.name)


def test_a_broken_package_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "links_to_nothing.py").write_text(
        "raise ImportError('libGL.so.1: cannot open\\n  shared object file')"
    )
    (tmp_path / "needs_another.py").write_text("import no_such_package")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    reason = r"which can't be imported: libGL.so.1: cannot open shared object file"
    with pytest.raises(MissingDependencyError, match=reason):
        require("links_to_nothing", needed_by="this test")
    reason = "needs needs_another, which needs no_such_package, which is not installed"
    with pytest.raises(MissingDependencyError, match=reason):
        require("needs_another", needed_by="this test")


def test_what_is_available() -> None:
    assert is_available("json")
    assert not is_available("no_such_package")


def test_the_model_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("cv2")
    from kyoten_extract.ocr.recognition import rapidocr_engine

    package = tmp_path / "rapidocr"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "models" / "zz_rec_large.onnx").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "rapidocr", raising=False)
    importlib.invalidate_caches()
    with pytest.raises(MissingDependencyError, match=r"3\.10.*pip install 'rapidocr==3\.10"):
        rapidocr_engine._model()
    named = package / "models" / "PP-OCRv6_rec_small.onnx"
    named.touch()
    assert rapidocr_engine._model() == named
