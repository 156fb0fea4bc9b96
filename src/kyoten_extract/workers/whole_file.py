"""Files that are written whole or not at all.

The bytes go to a temporary file beside the target, which then takes its name. Whatever ends the
writing (a full disk, an interrupt, a kill) leaves the file that was there. What is no regular file
(a pipe, a terminal, ``/dev/null``) has no former state to keep, and is written straight.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from kyoten_extract.deferred.regex import regex
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

_TRIES = 8
# Bytes of one write: an interrupt is seen between two of them.
_CHUNK = 1 << 20
_DESCRIPTORS = regex(r"/dev/(stdin|stdout|stderr)|/(?:dev|proc/self)/fd/(\d+)")
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}


def write_target(target: str | os.PathLike[str] | IO[bytes] | IO[str], data: bytes) -> None:
    """Write ``data`` to a path, whole or not at all, or all of it to a stream.

    A text stream is given the text without a byte order mark.

    Raises:
        OSError: it cannot be written; the file that was there is as it was.
        UsageError: it is no text, for a text stream.
    """
    if isinstance(target, str | os.PathLike):
        write_whole(target, data)
        return
    if hasattr(target, "encoding"):  # as text streams have, and wrappers of one
        text_stream: Any = target
        text_stream.write(_text(data))
        return
    stream: Any = target
    rest = memoryview(data)
    while rest:
        # Raw streams may take a part only, and say how much.
        taken: Any = stream.write(rest if len(rest) < len(data) else data)
        if not isinstance(taken, int) or taken >= len(rest):
            return
        rest = rest[taken:]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(
            say("this format is binary and cannot be written to a text stream"),
            remedy=say("give a path or a binary stream"),
        ) from None


def write_whole(
    path: str | os.PathLike[str], data: bytes, *, mode: int = 0o666, sync: bool = True
) -> None:
    """Make ``data`` the content of the file ``path``: all of it, or the file stays as it was.

    A symbolic link is followed, and the mode of a file that was there is kept.

    Args:
        path: the file.
        data: its content.
        mode: of a new file, of which the umask is taken away.
        sync: whether the content is on the disk before it takes the name; without, a loss of
            power may lose both.

    Raises:
        OSError: it cannot be written; ``filename`` is ``path``.
    """
    try:
        number = descriptor_of(path)
        target = os.path.realpath(path)
        former = _stat(target)
        if number is not None:
            _write_straight(os.dup(number), data)
        elif former is not None and not stat.S_ISREG(former.st_mode):
            _write_straight(os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0)), data)
        else:
            _replace(target, data, former, mode, sync=sync)
    except OSError as error:
        error.filename, error.filename2 = os.fspath(path), None
        raise


def descriptor_of(path: str | os.PathLike[str]) -> int | None:
    """The open file of this process that ``path`` (``/dev/stdout``, ``/dev/fd/3``) names.

    Opened by that path, a regular file would be cut to nothing, or be replaced while it is open.
    """
    found = _DESCRIPTORS.fullmatch(os.fspath(path))
    if found is None:
        return None
    return _STANDARD[found[1]] if found[1] else int(found[2])


def _stat(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116 - a path as given, without the changes of Path
    except FileNotFoundError:
        return None


def _write_straight(descriptor: int, data: bytes) -> None:
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data`` to an open file, waiting where a pipe that does not block is full."""
    rest = memoryview(data)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest[:_CHUNK]) :]
        except BlockingIOError:
            wait_until_writable(descriptor)


def wait_until_writable(descriptor: int) -> None:
    """Wait until a pipe or socket takes more."""
    import select

    select.select([], [descriptor], [])


def _replace(
    target: str, data: bytes, former: os.stat_result | None, mode: int, *, sync: bool
) -> None:
    if former is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")  # a file that is protected stays
    descriptor, temporary = _create_beside(target, mode if former is None else former.st_mode)
    try:
        try:
            write_all(descriptor, data)
            if former is not None:
                _like(descriptor, former)
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, target)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def _create_beside(target: str, mode: int) -> tuple[int, str]:
    """A new file in the folder of ``target``, open, and its path. No one else has its name."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for name in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    folder = Path(target).parent
    for tries in range(_TRIES):
        # A name of its own length: that of the target may be as long as a name can be.
        path = str(folder / f".kyoten-{os.urandom(8).hex()}.tmp")
        try:
            return os.open(path, flags, stat.S_IMODE(mode) & 0o777), path
        except FileExistsError:
            if tries == _TRIES - 1:
                raise
    raise AssertionError


def _like(descriptor: int, former: os.stat_result) -> None:
    """Give the new file owner and mode of the one that it replaces, as far as that is allowed."""
    if hasattr(os, "fchown"):
        own = os.fstat(descriptor)
        if (own.st_uid, own.st_gid) != (former.st_uid, former.st_gid):
            with suppress(OSError):
                os.fchown(descriptor, former.st_uid, former.st_gid)
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(descriptor, stat.S_IMODE(former.st_mode))
