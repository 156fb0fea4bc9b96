"""Lists that the package ships: names, forms of characters, words. NOTICE has their sources."""

from __future__ import annotations

from importlib import resources


def read_lines(name: str) -> list[str]:
    """The lines of the shipped list ``name``, comments left out.

    Raises:
        FileNotFoundError: there is no such list.
    """
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
