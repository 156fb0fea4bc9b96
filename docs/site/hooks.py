"""Hooks of the site: links that leave docs/ lead to the repository's files on the web."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HERE = str(Path(__file__).parent)
FILES = "https://github.com/kyoten-extract/kyoten_extract/blob/main/"
_LINK = re.compile(r"(\]\()([^)\s:#]+)((?:#[^)\s]*)?\))")


def on_config(config: Any, **_: Any) -> Any:
    """Have mkdocs-click import click_commands: mkdocs takes the folder off again."""
    if HERE not in sys.path:
        sys.path.insert(0, HERE)
    return config


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """``markdown`` with links out of docs/ made absolute; those inside are left to mkdocs."""
    docs = Path(config["docs_dir"]).resolve()
    folder = Path(page.file.abs_src_path).resolve().parent

    def absolute(link: re.Match[str]) -> str:
        target = (folder / link[2]).resolve()
        outside = target.is_relative_to(ROOT) and not target.is_relative_to(docs)
        # Scripts lie under docs/, but are not part of the site.
        if target.exists() and (outside or target.suffix == ".py" or target.is_dir()):
            return f"{link[1]}{FILES}{target.relative_to(ROOT).as_posix()}{link[3]}"
        return link[0]

    return _LINK.sub(absolute, markdown)
