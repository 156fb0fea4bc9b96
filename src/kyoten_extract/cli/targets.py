"""Checks of the files that a command will write, before it reads anything."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import click

from kyoten_extract.cli.input_files import STDIN
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
from kyoten_extract.workers.whole_file import descriptor_of

_STDOUT = "standard output"
# Standard input may be a file: it is not to be written over, either.
_STDIN_FILE = Path("/dev/stdin")

_Key = tuple[int, int] | str | None


def check_targets(
    inputs: Iterable[Path | None],
    outputs: Iterable[tuple[str, Path | None]],
    *,
    cache: Path | None = None,
) -> None:
    """Check that all outputs can be written, and that none is an input or another output.

    Args:
        inputs: every file that the command reads, layouts included.
        outputs: the option and the file of each result; ``None`` for standard output.
        cache: the folder of OCR results, which is made while reading.

    Raises:
        UsageError: naming the option and the file.
    """
    listed = list(outputs)
    given = [(option, path) for option, path in listed if path is not None]
    for option, path in given:
        _check_place(option, path)
    read = [_STDIN_FILE if path == STDIN else path for path in inputs if path is not None]
    sources = {_key(path): path for path in read}
    for option, path in given:
        key = _key(path)
        source = None if key is None else sources.get(key)
        if source is not None:
            raise UsageError(
                say(
                    "{option} is a file that is read ({source_name})",
                    option=option,
                    source_name=source.name,
                ),
                source=str(path),
                remedy=say("write to another file"),
            )
    written = given if cache is None else [("--cache", cache), *given]
    former: dict[_Key, str] = {}
    for option, path in written:
        key = _key(path)
        if key in former:
            raise _twice(option, former[key], path)
        if key is not None:
            former[key] = option
    to_stdout = sum(path is None for _, path in listed)
    if to_stdout > 1:
        raise click.UsageError(say("standard output can have one result only"))
    if to_stdout:
        _check_stdout(read, written)


def check_numbered(inputs: Iterable[Path], output: Path) -> None:
    """Check that no input has the name of one of the files ``OUT-1.csv``, ``OUT-2.csv`` ...

    Raises:
        UsageError: one has.
    """
    name = re.compile(rf"{re.escape(output.stem)}-\d+{re.escape(output.suffix)}", re.IGNORECASE)
    for source in inputs:
        if _same(source.parent, output.parent) and name.fullmatch(source.name):
            raise UsageError(
                say(
                    "-o may write over a file that is read ({source_name})", source_name=source.name
                ),
                source=str(output),
                remedy=say("write to another file"),
            )


def check_place(option: str, path: Path) -> None:
    """Check that a file can be written.

    Raises:
        UsageError: its folder is missing or can't be written, or it is a folder or protected.
    """
    _check_place(option, path)


def _check_place(option: str, path: Path) -> None:
    if descriptor_of(path) is not None:
        return
    problem, remedy = "", say("write to another file")
    known: os.stat_result | None
    try:
        target = Path(os.path.realpath(path))
        try:
            known = target.stat()
        except FileNotFoundError:
            known = None
        if known is not None and stat.S_ISDIR(known.st_mode):
            problem = say("{option} is a folder", option=option)
        elif known is not None and not os.access(target, os.W_OK):
            problem = say("{option} is protected: it cannot be written", option=option)
        elif known is not None and not stat.S_ISREG(known.st_mode):
            return  # It is written straight, without a file beside it.
        elif not target.parent.exists():
            problem, remedy = (
                say("{option} is in a folder that does not exist", option=option),
                say("make the folder"),
            )
        elif not target.parent.is_dir():
            problem = say("{option} is not in a folder", option=option)
        elif not os.access(target.parent, os.W_OK | os.X_OK):
            problem = say("{option} is in a folder that cannot be written", option=option)
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, a circle of links
        problem = say("{option} is not a path that can be written", option=option)
    if problem:
        raise UsageError(problem, source=str(path), remedy=remedy)


def _check_stdout(read: Iterable[Path], written: Iterable[tuple[str, Path]]) -> None:
    """Check that standard output, where it is a file, is none of those read and written."""
    try:
        own = os.fstat(1)
    except OSError:
        return
    if not (stat.S_ISREG(own.st_mode) or stat.S_ISFIFO(own.st_mode)):
        return
    for source in read:
        known = _stat(source)
        if known is not None and stat.S_ISREG(own.st_mode) and os.path.samestat(known, own):
            raise UsageError(
                say("standard output is a file that is read"),
                source=str(source),
                remedy=say("write to another file"),
            )
    for option, path in written:
        known = _stat(path)
        if known is not None and os.path.samestat(known, own):
            raise _twice(option, _STDOUT, path)


def _twice(option: str, other: str, path: Path) -> UsageError:
    return UsageError(
        say("{option} and {other} are one file", option=option, other=other),
        source=str(path),
        remedy=say("write them to different files"),
    )


def _same(one: Path, other: Path) -> bool:
    return _key(one) is not None and _key(one) == _key(other)


def _key(path: Path) -> _Key:
    """What two paths share that are one file, or would be where the case of names does not count.

    Files that exist are told by the file system; else the paths are compared, after links.
    ``None`` for what keeps nothing that could be written over, as ``/dev/null``.
    """
    known = _stat(path)
    if known is None:
        return _folded(path)
    return None if stat.S_ISCHR(known.st_mode) else (known.st_dev, known.st_ino)


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None
