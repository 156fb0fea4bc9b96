"""The files that a command reads: paths, patterns, and ``-`` for standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import SourceNotFoundError, UsageError
from kyoten_extract.messages import say

if TYPE_CHECKING:
    from kyoten_extract.editions.saved_survey import Reopened
    from kyoten_extract.workers.limits import Limits

STDIN = Path("-")
"""Stands for standard input; a file of this name is given as ``./-``."""

STDIN_NAME = "stdin"
"""What messages and records call it, and files named after it."""

_PATTERN = regex(r"[*?[]")
# Bytes by which saved JSON, a PDF or an image is told.
HEAD = 1100
_OBJECT = regex(rb"[\xef\xbb\xbf \t\r\n]*\{")


class InputPath(click.Path):
    """A path of a file to read, or ``-``."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; ``STDIN`` for ``-``."""
        if isinstance(value, Path):
            return value
        path = Path(str(super().convert(value, param, ctx)))
        # Path would make "-" of "./-".
        return path.absolute() if path == STDIN and value != str(STDIN) else path


def name_of(path: Path) -> str:
    """The name of an input in messages."""
    return STDIN_NAME if path == STDIN else str(path)


def short_name(path: Path) -> str:
    """The name of an input without its folder."""
    return STDIN_NAME if path == STDIN else path.name


def expanded(files: Sequence[Path], *, twice: bool = False) -> tuple[Path, ...]:
    """``files`` with patterns (``*.pdf``, ``**/*.pdf``) as the files that they match, sorted.

    Shells do so before a program starts, where the pattern is not quoted and the shell is none of
    Windows. A file whose name is a pattern is that file. With ``twice``, files may be given again.

    Raises:
        SourceNotFoundError: a pattern matches no file.
        UsageError: a file is given twice.
    """
    found = [one for path in files for one in _matches(path)]
    if not twice and len(set(found)) < len(found):
        again = next(one for one in found if found.count(one) > 1)
        raise UsageError(say("the file is given twice"), source=name_of(again))
    if found.count(STDIN) > 1:
        raise UsageError(say("standard input is given twice"), source=STDIN_NAME)
    return tuple(found)


def _matches(path: Path) -> Iterable[Path]:
    if not _PATTERN.search(str(path)) or path == STDIN or _exists(path):
        return (path,)
    import glob

    matched = [Path(one) for one in sorted(glob.glob(str(path), recursive=True))]  # noqa: PTH207
    matched = [one for one in matched if not one.is_dir()]
    if not matched:
        raise SourceNotFoundError(say("no file matches the pattern"), source=str(path))
    return matched


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return True  # What opens it will tell.


def opened(path: Path, limits: Limits) -> Path | Reopened:
    """``path``; or the bytes of standard input or a pipe, which give them once.

    Raises:
        SourceError: standard input or the pipe is empty or can't be read.
        LimitError: it has more bytes than ``limits`` allow.
    """
    from kyoten_extract.editions.saved_survey import Reopened, reopenable
    from kyoten_extract.engines.source import load

    if path != STDIN:
        return reopenable(path, limits)
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        raise SourceNotFoundError(say("standard input is closed"), source=STDIN_NAME)
    named: Any = _Named(stream)
    return Reopened(load(named, limits).data, STDIN_NAME)


class _Named:
    """Standard input under a name of ours: its own is ``<stdin>`` or a number."""

    def __init__(self, stream: Any) -> None:
        self.name, self._stream = STDIN_NAME, stream

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(size)
        return data


def head_of(source: Path | Reopened) -> bytes | None:
    """The first bytes of an input; ``None`` if it can't be read, which who reads it will tell."""
    try:
        if not isinstance(source, Path):
            return source.getvalue()[:HEAD]
        if not source.is_file():
            return None
        with source.open("rb") as stream:
            return stream.read(HEAD)
    except (OSError, ValueError):
        return None


def is_saved(source: Path | Reopened) -> bool:
    """Whether an input is the JSON that a command has written, and not a document."""
    return _OBJECT.match(head_of(source) or b"") is not None
