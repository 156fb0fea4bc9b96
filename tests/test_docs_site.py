"""The documentation site: its examples run, its reference is whole, it builds without a network."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

import kyoten_extract
import shared_results
from kyoten_extract.cli.commands import cli
from kyoten_extract.findings.codes import ALL

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted(DOCS.glob("**/*.md"))]
# Examples of these pages take seconds each.
SLOW = {
    "docs/first_hour.md",
    "docs/how_to/command_line.md",
    "docs/how_to/scan.md",
    "docs/reference/command_line.md",
}

FIXTURES = "tests/fixtures"
# What the README and the walk-through call the reader's own files.
FILES = {
    "edition.pdf": f"{FIXTURES}/calc.pdf",
    "h29.pdf": f"{FIXTURES}/calc.pdf",
    "h30.pdf": f"{FIXTURES}/reiwa.pdf",
    "r1.json": f"{FIXTURES}/transcript.tsv",
    "list.pdf": "docs/another_survey/clinics.pdf",
    "upload.pdf": f"{FIXTURES}/reportlab.pdf",
    "any_ruled_list.pdf": f"{FIXTURES}/reportlab.pdf",
    "clinics.pdf": "docs/another_survey/clinics.pdf",
    "clinics.toml": "docs/another_survey/clinics.toml",
    "mine.toml": "docs/another_survey/clinics.toml",
}

pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="the wheel is tested without its sources")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block that runs, and the block of output after it, if there is one."""

    language: str
    code: str
    expected: str | None
    line: int


_FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```\n")
_NOT_RUN = "<!-- not run: "
"""Before an example that can't run here: ``<!-- not run: needs a cluster -->``."""


def examples(page: Path) -> list[Example]:
    """The examples of a page in order: Python, and lines of the shell that begin with ``kyoten``."""
    text = page.read_text(encoding="utf-8")
    blocks = list(_FENCE.finditer(text))
    found = []
    for place, block in enumerate(blocks):
        before = text[: block.start()].rstrip().splitlines()[-1:]
        if block[1] not in ("python", "sh") or (before and before[0].startswith(_NOT_RUN)):
            continue
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        expected = None
        if (
            following
            and following[1] == "text"
            and not text[block.end() : following.start()].strip()
        ):
            expected = following[2]
        line = text.count("\n", 0, block.start()) + 1
        found.append(Example(block[1], block[2], expected, line))
    return found


def run_page(page: Path, folder: Path) -> list[tuple[Example, str]]:
    """Run a page's examples in ``folder``, one after the other; each with what it printed."""
    for name, target in {"tests": "tests", "docs": "docs", **FILES}.items():
        # Copies, as an example may write to them; links to folders.
        if (ROOT / target).is_dir():
            (folder / name).symlink_to(ROOT / target)
        else:
            shutil.copy(ROOT / target, folder / name)
    # The run's cache of recognized pages, so that no scan is recognized twice.
    if cache := shared_results.ocr_cache():
        cache.mkdir(exist_ok=True)
        (folder / "ocr-cache").symlink_to(cache)
    module = ModuleType("example")
    names: dict[str, object] = vars(module)
    names.update(Path=Path, ProcessPoolExecutor=ProcessPoolExecutor, paths=[])
    sys.modules["example"] = module
    run: dict[str, Callable[[str], str]] = {"python": partial(_python, names), "sh": _shell}
    try:
        with contextlib.chdir(folder):
            return [(one, run[one.language](one.code)) for one in examples(page)]
    finally:
        del sys.modules["example"]


def _python(names: dict[str, object], code: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "example", "exec", dont_inherit=True), names)
    return printed.getvalue()


def _shell(code: str) -> str:
    printed = ""
    for line in code.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] != ["kyoten"]:
            continue
        result = CliRunner().invoke(cli, words[1:], prog_name="kyoten")
        printed += result.output
        clean = (0, 1) if words[1] == "validate" else (0,)
        assert result.exit_code in clean, f"{line}\n{result.output}{result.exception!r}"
    return printed


def like(expected: str, printed: str) -> bool:
    """Whether ``printed`` is as told: "…" stands for anything, blanks at line ends are free."""
    parts = [re.escape(part) for part in _lines(expected).split("…")]
    return re.fullmatch(".*".join(parts), _lines(printed), re.DOTALL) is not None


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(
            page,
            id=page.relative_to(ROOT).as_posix(),
            marks=[pytest.mark.slow] if page.relative_to(ROOT).as_posix() in SLOW else [],
        )
        for page in PAGES
        if page.is_file() and examples(page)
    ],
)
def test_the_examples_of_a_page_run_and_print_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    text = page.read_text(encoding="utf-8")
    for name in ("matplotlib", "matplotlib_fontja", "reportlab"):
        if re.search(rf"(?m)^(?:import|from) {name}\b", text):
            pytest.importorskip(name)
    if re.search(r"(?m)^kyoten .*\bscan\.pdf", text):
        pytest.importorskip("rapidocr")
    for example, printed in run_page(page, tmp_path):
        if example.expected is not None:
            place = f"{page.name}, line {example.line}"
            assert like(example.expected, printed), f"{place} prints:\n{printed}"


def test_an_example_that_prints_something_else_is_noticed() -> None:
    assert like("a …\nc", "a 1\nb\nc  \n")
    assert not like("a …\nc", "a 1\nb\n")
    assert not like("1.0", "100")


def test_few_examples_are_left_out() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES if page.is_file())
    assert text.count(_NOT_RUN) <= 4


def test_both_readmes_begin_with_the_same_two_commands() -> None:
    commands = [
        re.findall(r"(?m)^python3 -m venv.*$", (ROOT / name).read_text(encoding="utf-8"))
        for name in ("README.md", "README.ja.md")
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 2


def test_the_citation_names_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {kyoten_extract.__version__}\n" in text


def documented() -> set[str]:
    """The names that the pages of the reference have a directive for."""
    text = "".join(page.read_text(encoding="utf-8") for page in sorted(REFERENCE.glob("*.md")))
    return set(re.findall(r"(?m)^::: ([\w.]+)$", text))


def test_every_public_name_has_a_place_in_the_reference() -> None:
    names = documented()
    # A directive for a module shows all that is in it.
    missing = [
        name
        for name in site().public_names()
        if name not in names and name.rpartition(".")[0] not in names - {"kyoten_extract"}
    ]
    assert missing == [], "add them to a page of docs/reference/"


def test_every_command_has_a_place_in_the_reference() -> None:
    text = (REFERENCE / "command_line.md").read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^## (\w+)$", text)
    assert sorted(headings) == sorted(cli.list_commands(click.Context(cli)))
    shown = re.findall(r"(?m)^    :module: click_commands\n    :command: (\w+)$", text)
    assert shown == headings


def test_every_page_is_in_the_navigation() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r": ([\w/.]+\.md)$", text, re.MULTILINE))
    assert named == {page.relative_to(DOCS).as_posix() for page in DOCS.glob("**/*.md")}


def site() -> ModuleType:
    """The script that builds the site."""
    return _script(DOCS / "site" / "build.py")


def _script(path: Path) -> ModuleType:
    spec = spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["findings.ja.md", "benchmarks/engines.svg", "benchmarks/pages.svg"]
)
def test_the_generated_pages_are_up_to_date(name: str) -> None:
    made = _script(DOCS / "site" / "generated.py").generated()[name]
    assert (DOCS / name).read_text(encoding="utf-8") == made, "run: python docs/site/generated.py"


def test_every_finding_code_is_explained_in_japanese() -> None:
    text = (DOCS / "findings.ja.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^\*\*(KY\d{3})\*\*", text)) == set(ALL)


@pytest.mark.slow
def test_the_site_builds_strictly_and_fetches_nothing(tmp_path: Path) -> None:
    build = site()
    if lacking := build.missing():
        pytest.skip(f"not installed: {', '.join(lacking)}")
    build.build(tmp_path)
    assert list(build.problems(tmp_path)) == []
