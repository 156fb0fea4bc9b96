"""The documents of the repository: their links lead somewhere, their examples import what they may."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import kyoten_extract

ROOT = Path(__file__).parents[1]
PAGES = [
    page
    for pattern in ("*.md", "docs/**/*.md", "benchmarks/*.md")
    for page in sorted(ROOT.glob(pattern))
]
needs_sources = pytest.mark.skipif(
    not (ROOT / "README.md").is_file(), reason="the wheel is tested without its sources"
)


@needs_sources
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_inside_the_repository_lead_to_files(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", text)
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    for link in inside:
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@needs_sources
def test_the_readme_s_examples_need_public_names_only() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert examples
    for example in examples:
        for node in ast.walk(ast.parse(example)):
            if isinstance(node, ast.ImportFrom) and node.module:
                package, _, module = node.module.partition(".")
                if package == "kyoten_extract":
                    assert not module, f"{node.module} is not public"
                    assert {alias.name for alias in node.names} <= set(kyoten_extract.__all__)
            elif isinstance(node, ast.Import):
                assert not any(alias.name.startswith("kyoten_extract.") for alias in node.names)
