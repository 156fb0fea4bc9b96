"""Docstrings as mkdocstrings needs them: roles become links, groups of arguments single ones."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":(?:func|class|meth|mod|attr|data):`~?\.?([^`]+)`")
# "    header, cells: text": names that may go on over lines, and lines that are indented further.
_GROUP = re.compile(r"(?m)^    (\w+(?:,\s+\w+)+): (.*(?:\n {5,}.*)*)$")
_PACKAGE = "kyoten_extract"


class Docstrings(griffe.Extension):
    """Rewrite docstrings before they are parsed."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of one object."""
        if obj.docstring is not None:
            text = _GROUP.sub(_each, obj.docstring.value)
            obj.docstring.value = _ROLE.sub(_link, text)


def _each(group: re.Match[str]) -> str:
    return "\n".join(f"    {name}: {group[2]}" for name in re.split(r",\s+", group[1]))


def _link(role: re.Match[str]) -> str:
    import kyoten_extract

    target = role[1]
    shown = target.rpartition(".")[2] if target.startswith(_PACKAGE) else target
    path = target.removeprefix(f"{_PACKAGE}.")
    if path.split(".")[0] in kyoten_extract.__all__:
        return f"[`{shown}`][{_PACKAGE}.{path}]"
    return f"`{shown}`"
