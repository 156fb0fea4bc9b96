"""The package as its importers meet it: light, typed, documented, and clean."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from click import Context, Group

import kyoten_extract
from kyoten_extract.cli.commands import cli
from kyoten_extract.deferred.regex import regex

ROOT = Path(__file__).parents[1]
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(kyoten_extract.__path__, "kyoten_extract.")
    if not name.endswith("__main__")
]


def test_importing_loads_nothing_heavy() -> None:
    heavy = "numpy pandas camelot cv2 pypdfium2 openpyxl jinja2 rich click".split()
    code = f"import sys, kyoten_extract; print([m for m in {heavy!r} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_extracting_loads_only_its_own_engine() -> None:
    heavy = "pandas camelot cv2 openpyxl jinja2 rich matplotlib".split()
    fixture = ROOT / "tests" / "fixtures" / "reportlab.pdf"
    code = (
        f"import sys, kyoten_extract as k; k.validate(k.extract({str(fixture)!r}));"
        f"print([m for m in {heavy!r} if m in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_exported_names_are_these() -> None:
    """A name that comes or goes is a change of the API: note it in CHANGELOG.md."""
    assert kyoten_extract.__all__ == [
        "KYOTEN",
        "Base",
        "BaseForm",
        "Coded",
        "Correction",
        "EditionDiff",
        "Finding",
        "FiscalYear",
        "KyotenError",
        "Layout",
        "LimitError",
        "Limits",
        "PageLedger",
        "Provenance",
        "PublishedTotals",
        "Record",
        "Records",
        "Report",
        "Row",
        "Source",
        "Staff",
        "StaffMean",
        "Survey",
        "Table",
        "TableSettings",
        "__version__",
        "dataframe_schema",
        "diff",
        "extract",
        "extract_many",
        "load",
        "normalize_text",
        "read_panel",
        "read_records",
        "read_table",
        "read_tables",
        "repair_url",
        "validate",
    ]


def test_the_public_names_exist_and_have_docstrings() -> None:
    for name in kyoten_extract.__all__:
        value = getattr(kyoten_extract, name)
        assert name in ("__version__", "KYOTEN") or value.__doc__


def test_names_are_imported_when_they_are_used() -> None:
    code = (
        "import sys, kyoten_extract as k; n = len(sys.modules); k.Finding;"
        "print([m for m in sys.modules if m.startswith('kyoten_extract.')]);"
        "k.errors.KyotenError; print(set(k.__all__) <= set(dir(k)), hasattr(k, 'no_such_name'))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    loaded, rest = result.stdout.splitlines()
    assert "pipeline" not in loaded
    assert "model.finding" in loaded
    assert rest == "True False"


def test_the_package_is_typed() -> None:
    assert resources.files("kyoten_extract").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", ["kyoten_extract", *MODULES])
def test_doctests(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_what_a_module_defers_is_sound_and_all_that_it_can(name: str) -> None:
    """Patterns and methods of dataclasses are made when first used, which may be late."""
    module = importlib.import_module(name)
    for value in vars(module).values():
        if type(value) is regex:
            assert value.groups >= 0
        elif dataclasses.is_dataclass(value) and isinstance(value, type):
            assert inspect.signature(value.__init__)
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    if name != "kyoten_extract.deferred.dataclass":
        assert not re.search(r"^from dataclasses import .*\bdataclass\b", source, re.MULTILINE)
        assert not re.search(r"^\w.*\bre\.compile\(", source, re.MULTILINE)


@pytest.mark.parametrize("name", MODULES)
def test_modules_are_short_enough_to_read(name: str) -> None:
    source = Path(importlib.import_module(name).__file__ or "")
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_two_modules_have_one_name() -> None:
    modules = [name for name in MODULES if not _is_package(name)]
    named = Counter(name.rpartition(".")[2] for name in modules)
    assert [name for name, count in named.items() if count > 1] == []


def test_few_modules_lie_at_the_package_s_root() -> None:
    """Eight at most: a reader follows the pipeline from the folders."""
    assert len(list(Path(kyoten_extract.__path__[0]).glob("*.py"))) <= 8


def _is_package(name: str) -> bool:
    return hasattr(importlib.import_module(name), "__path__")


def test_every_command_is_in_the_readme() -> None:
    if not (ROOT / "README.md").is_file():
        pytest.skip("the wheel is tested without its sources")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert isinstance(cli, Group)
    for name in cli.list_commands(Context(cli)):
        command = cli.get_command(Context(cli), name)
        assert command is not None
        assert f"kyoten {name}" in readme, name
        assert command.help
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert parameter.help or parameter.name in ("form", "fail_on"), parameter.name  # type: ignore[attr-defined]


def test_every_finding_code_is_documented() -> None:
    page = ROOT / "docs" / "findings.md"
    if not page.is_file():
        pytest.skip("the wheel is tested without its sources")
    from kyoten_extract.findings.codes import ALL
    from kyoten_extract.findings.explain import markdown

    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"KY\d{3}", text)) == set(ALL)
    assert text == markdown(), "run: kyoten explain --format markdown > docs/findings.md"


def test_formats_are_there_without_importing_their_writers() -> None:
    """A program that saves what it read imports nothing of ``output`` itself."""
    fixture = Path(__file__).parent / "fixtures" / "transcript.tsv"
    code = (
        f"import io, kyoten_extract as k; s = k.extract({str(fixture)!r});"
        "out = io.BytesIO(); s.to_csv(out); print(len(out.getvalue()) > 999)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.stdout, result.stderr) == ("True\n", "")
