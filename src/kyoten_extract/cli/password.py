"""Where the password of a document comes from: never from where others can read it, if so asked."""

from __future__ import annotations

import os
import sys

import click

from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

PASSWORDS = {"password": "--password", "password_fd": "--password-fd"}
"""The options of a password, by the names of their parameters."""

VARIABLE = "KYOTEN_PASSWORD"
"""The environment variable of the password; the options come before it."""

# Bytes that are read of a file descriptor: PDF passwords have at most 127.
_LONGEST = 4096
_DIGITS = 10


password_options = (
    click.option(
        "--password",
        metavar="PASSWORD",
        help="Password of an encrypted PDF; '-' asks for it. Other users can see a command's "
        f"arguments: better ask, or set {VARIABLE}, or use --password-fd.",
    ),
    click.option(
        "--password-fd",
        "password_fd",
        metavar="N",
        help="Read the password from the open file of this number, up to the end of its line.",
    ),
)
"""The options of every command that reads documents."""


def password_of(given: str | None, descriptor: str | None) -> str | None:
    """The password: of ``--password``, of a prompt, of a file descriptor, or of the environment.

    Raises:
        UsageError: two are given, or the descriptor can't be read.
    """
    if given is not None and descriptor is not None:
        raise UsageError(
            say("--password and --password-fd exclude each other"), remedy=say("choose one of them")
        )
    if descriptor is not None:
        return _from_descriptor(descriptor)
    if given == "-":
        return _asked()
    if given is not None:
        return given
    return os.environ.get(VARIABLE) or None


def _asked() -> str:
    """The password as typed, unseen; a line of standard input where nobody can type."""
    if sys.stdin is not None and sys.stdin.isatty():
        import getpass

        try:
            return getpass.getpass("Password: ", stream=sys.stderr)
        except EOFError:
            raise UsageError(say("--password - gives no password")) from None
    line = b""
    if sys.stdin is not None:
        buffer = getattr(sys.stdin, "buffer", None)
        line = buffer.readline(_LONGEST) if buffer is not None else sys.stdin.readline().encode()
    return _line(line, "--password -")


def _from_descriptor(number: str) -> str:
    if not (number.isascii() and number.isdecimal() and len(number) < _DIGITS):
        # Not repeated: it may be the password itself.
        raise UsageError(say("--password-fd is not the number of an open file"))
    descriptor, read = int(number), b""
    try:
        while len(read) < _LONGEST and b"\n" not in read:
            piece = os.read(descriptor, _LONGEST - len(read))
            if not piece:
                break
            read += piece
    except OSError:
        raise UsageError(
            say("--password-fd {descriptor} cannot be read", descriptor=descriptor),
            remedy=say("open it: {descriptor}<FILE", descriptor=descriptor),
        ) from None
    return _line(read, f"--password-fd {descriptor}")


def _line(read: bytes, option: str) -> str:
    text = read.split(b"\n", 1)[0].removesuffix(b"\r")
    if not text:
        raise UsageError(say("{option} gives no password", option=option))
    return text.decode("utf-8", "surrogateescape")
