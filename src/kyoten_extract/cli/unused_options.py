"""Options that would do nothing for the input at hand: they are errors, not ignored."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import click
from click.core import ParameterSource

from kyoten_extract.engines.source import IMAGE_SIGNATURES, is_pdf
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

# Bytes by which a PDF or an image is told.
_HEAD = 1100
_READING = {
    "engine": "--engine",
    "pages": "--pages",
    "password": "--password",
    "password_fd": "--password-fd",
    "cache": "--cache",
    "isolate": "--isolate",
}


def refuse_given(file: Path, why: str, names: Mapping[str, str]) -> None:
    """Check that none of the parameters ``names``, with their options, is on the command line.

    Raises:
        UsageError: one is; ``why`` it does nothing is in the message.
    """
    for name, option in names.items():
        if is_given(name):
            raise UsageError(
                say("{option} does nothing here: {why}", option=option, why=why),
                source=str(file),
                remedy=say("leave it out"),
            )


def refuse_reading(file: Path, why: str, **more: str) -> None:
    """Check that no option of reading a document is given, nor one of ``more``.

    Raises:
        UsageError: one is.
    """
    refuse_given(file, why, {**_READING, **more})


def is_given(name: str) -> bool:
    """Whether the parameter ``name`` of the command that runs is on the command line."""
    context = click.get_current_context(silent=True)
    if context is None or name not in context.params:
        return False
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def check_reading(file: Path, engine: str, *, verify: bool | None = None) -> None:
    """Check that the options of reading can do something for the kind of input that ``file`` is.

    Raises:
        UsageError: one can't.
    """
    head = _head(file)
    if head is None:
        return  # Missing, or a pipe, which can be read once only: what reads it will tell.
    pdf, image = is_pdf(head), head.startswith(IMAGE_SIGNATURES)
    if not pdf:
        names = {"password": "--password", "password_fd": "--password-fd"}
        refuse_given(file, say("only a PDF has a password"), names)
        if verify:
            refuse_given(
                file, say("only the pages of a PDF can be verified"), {"verify": "--verify"}
            )
    if not (pdf or image) or engine in ("pdfium", "camelot"):
        refuse_given(file, say("nothing is read by OCR"), {"cache": "--cache"})
    if verify and engine in ("camelot", "ocr"):
        why = say("the engine {engine} does not verify pages", engine=engine)
        refuse_given(file, why, {"verify": "--verify"})


def _head(file: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return None
        with file.open("rb") as stream:
            return stream.read(_HEAD)
    except (OSError, ValueError):
        return None
