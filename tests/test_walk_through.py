"""The files of docs/another_survey.md; its examples are run with all others (test_docs_site)."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "another_survey.md"
FOLDER = PAGE.with_suffix("")

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="the wheel is tested without its sources"
)


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
