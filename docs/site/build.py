"""Build the site: ``python docs/site/build.py [FOLDER]``, strictly and without a network.

Fails if a page, a link or a docstring is wrong, if a public name, a command or an option is on no
page, or if a page would fetch anything from another host. Skips, with the reason, where mkdocs is
not installed.
"""

from __future__ import annotations

import html
import logging
import os
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED = {
    "mkdocs": "mkdocs",
    "material": "mkdocs-material",
    "mkdocstrings_handlers": "mkdocstrings[python]",
    "mkdocs_click": "mkdocs-click",
}
_HOST = r"""["']?((?:https?:)?//[^"'\s>)]+)"""
# What makes a browser fetch: the source of an element, a style sheet, a style's import or picture.
_FETCHED = {
    ".html": re.compile(
        rf"<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc={_HOST}"
        rf"|<link\b(?=[^>]*\brel=[\"']?(?:stylesheet|preload|preconnect|icon))[^>]*\bhref={_HOST}"
    ),
    ".css": re.compile(rf"(?:@import|url\()\s*{_HOST}"),
}


def missing() -> list[str]:
    """The packages that the build needs and that are not installed."""
    return [package for module, package in NEEDED.items() if find_spec(module) is None]


def build(folder: Path) -> None:
    """Build the site into ``folder``; raises at the first warning of mkdocs."""
    # The theme's advertisement of its successor; mkdocs reads it when it is imported.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    config = load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build_site(config)
    finally:
        config.plugins.on_shutdown()


def problems(folder: Path) -> Iterator[str]:
    """What the built site lacks, and what it would fetch."""
    yield from _without_a_page(folder)
    for suffix, fetched in _FETCHED.items():
        for path in sorted(folder.rglob(f"*{suffix}")):
            for found in fetched.finditer(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(folder)} fetches {next(filter(None, found.groups()))}"


def public_names() -> list[str]:
    """The full names of what the package exports."""
    import kyoten_extract
    from kyoten_extract import checks, errors
    from kyoten_extract.testing import editions, pages

    names = [f"kyoten_extract.{name}" for name in kyoten_extract.__all__ if name != "__version__"]
    own = set(checks.__all__) - set(kyoten_extract.__all__)
    names += [f"kyoten_extract.checks.{name}" for name in sorted(own)]
    names += [
        f"kyoten_extract.errors.{name}"
        for name, value in vars(errors).items()
        if isinstance(value, type) and value.__module__ == errors.__name__
    ]
    for module in (pages, editions):
        names += [
            f"{module.__name__}.{name}"
            for name in module.__all__
            if getattr(vars(module)[name], "__module__", "") == module.__name__
        ]
    return names


def _without_a_page(folder: Path) -> Iterator[str]:
    inventory = _inventory(folder)
    for name in public_names():
        if name not in inventory:
            yield f"{name} is on no page of docs/reference/"
    page = (folder / "reference" / "command_line.html").read_text(encoding="utf-8")
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    from click_commands import all_commands

    from kyoten_extract.cli.commands import cli

    for name, command in {"": cli, **all_commands()}.items():
        if name and f'id="{name}"' not in page:
            yield f"kyoten {name} is not in docs/reference/command_line.md"
        for parameter in command.params:
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option.startswith("-") and option not in shown:
                    yield f"kyoten {name} {option} is not in docs/reference/command_line.md"


def _inventory(folder: Path) -> set[str]:
    """The names that the site's objects.inv has a place for."""
    data = (folder / "objects.inv").read_bytes()
    body = data.split(b"\n", 4)[4]
    return {line.split(" ", 1)[0] for line in zlib.decompress(body).decode().splitlines()}


def main(arguments: list[str]) -> int:
    """Build and check; 0 if all is well or mkdocs is missing, 1 if not."""
    lacking = missing()
    if lacking:
        print(f"skipped: not installed: {', '.join(lacking)} (pip install -e '.[docs]')")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0] if arguments else scratch).resolve()
        try:
            build(folder)
        except SystemExit as error:
            # "Aborted with 2 warnings in strict mode!"; they were told above.
            print(error, file=sys.stderr)
            return 1
        found = list(problems(folder))
        pages = list(folder.rglob("*.html"))
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    for problem in found:
        print(problem, file=sys.stderr)
    print(f"{len(pages)} pages, {size / 1e6:.1f} MB, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
