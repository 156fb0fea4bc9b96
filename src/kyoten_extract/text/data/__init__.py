"""The shipped lists of names, character forms and words; NOTICE gives their sources."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def read_text(name: str) -> str:
    """The shipped list ``name`` as it is; see :func:`read_lines`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """The shipped file ``name`` as it is."""
    return (_FOLDER / name).read_bytes()


def read_lines(name: str) -> list[str]:
    """The lines of the shipped list ``name``, without comments.

    Raises:
        FileNotFoundError: the package has no such list.
    """
    text = read_text(name)
    lines = text.splitlines()
    # The longest lists have no comments.
    return [line for line in lines if not line.startswith("#")] if "#" in text else lines
