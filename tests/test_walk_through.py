"""The walk-through of docs/another_survey.md: its code runs, its chart is drawn."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "another_survey.md"
FOLDER = PAGE.with_suffix("")

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="the wheel is tested without its sources"
)


def test_the_code_of_the_walk_through_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip("matplotlib_fontja")
    matplotlib.use("Agg")
    for file in FOLDER.glob("clinics.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "walk_through"}
    monkeypatch.setitem(sys.modules, "walk_through", ModuleType("walk_through"))
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(PAGE), "exec", dont_inherit=True), names)
    assert (tmp_path / "clinics.png").stat().st_size > 5000
    assert str(names["largest"]).startswith("Clinic(no=")


def test_the_list_is_what_its_script_makes(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    script = (FOLDER / "make_clinics.py").read_text(encoding="utf-8")
    copy = tmp_path / "make_clinics.py"
    copy.write_text(script, encoding="utf-8")
    exec(compile(script, str(copy), "exec"), {"__name__": "__main__", "__file__": str(copy)})
    assert (tmp_path / "clinics.pdf").read_bytes() == (FOLDER / "clinics.pdf").read_bytes()


def test_the_layout_is_as_short_as_the_page_says() -> None:
    lines = (FOLDER / "clinics.toml").read_text(encoding="utf-8").strip().splitlines()
    assert f"{len(lines)} lines" in PAGE.read_text(encoding="utf-8")
