"""Checks of the files that a command will write, before it reads anything."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
from kyoten_extract.workers.whole_file import descriptor_of

_STDOUT = "standard output"


def check_targets(
    inputs: Iterable[Path | None],
    outputs: Mapping[str, Path | None],
    *,
    cache: Path | None = None,
    to_stdout: bool = True,
) -> None:
    """Check that all outputs can be written, and that none is an input or another output.

    Args:
        inputs: every file that the command reads, layouts included.
        outputs: the file of each option; ``None`` for one that is not given.
        cache: the folder of OCR results, which is made while reading.
        to_stdout: whether a result goes to standard output if ``-o`` is not given.

    Raises:
        UsageError: naming the option and the file.
    """
    given = {option: path for option, path in outputs.items() if path is not None}
    for option, path in given.items():
        _check_place(option, path)
    read = [path for path in inputs if path is not None]
    for option, path in given.items():
        for source in read:
            if _same(path, source):
                raise UsageError(
                    say(
                        "{option} is a file that is read ({source_name})",
                        option=option,
                        source_name=source.name,
                    ),
                    source=str(path),
                    remedy=say("write to another file"),
                )
    written: list[tuple[str, Path]] = list(given.items())
    if cache is not None:
        written.insert(0, ("--cache", cache))
    for number, (option, path) in enumerate(written):
        for other, former in written[:number]:
            if _same(path, former):
                raise _twice(option, other, path)
    if to_stdout and outputs.get("-o") is None:
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
    """Whether two paths are one file, or would be where the case of names does not count.

    Two files that exist are told by the file system; else the paths are compared, after links.
    """
    known, former = _stat(one), _stat(other)
    if known is not None and former is not None:
        if stat.S_ISCHR(known.st_mode):
            return False  # /dev/null and the like keep nothing that could be written over
        return os.path.samestat(known, former)
    if (known is None) != (former is None):
        return False
    return _folded(one) == _folded(other)


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None
