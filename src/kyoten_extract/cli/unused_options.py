"""Options that would do nothing for the input at hand: they are errors, not ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from kyoten_extract.cli.input_files import head_of, is_saved, name_of
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say

if TYPE_CHECKING:
    from kyoten_extract.editions.saved_survey import Reopened

_READING = {
    "engine": "--engine",
    "pages": "--pages",
    "password": "--password",
    "password_fd": "--password-fd",
    "cache": "--cache",
    "providers": "--providers",
    "isolate": "--isolate",
    "jobs": "--jobs",
    "verify": "--verify",
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
                source=name_of(file),
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


def check_reading(
    sources: Sequence[tuple[Path, Path | Reopened]],
    engine: str,
    *,
    verify: bool | None = None,
    reads_saved: bool = True,
    **of_documents: str,
) -> None:
    """Check that each option of reading does something for at least one of the inputs.

    Args:
        sources: the inputs, as given and as opened.
        engine: of ``--engine``.
        verify: of ``--verify``.
        reads_saved: whether saved JSON is an input that is not read as a document.
        of_documents: further options of documents that saved JSON has no use for, by parameter.

    Raises:
        UsageError: one does nothing.
    """
    refusals = []
    alone = len(sources) == 1
    for path, source in sources:
        try:
            if reads_saved and is_saved(source):
                refuse_reading(path, say("it is JSON, which was read already"), **of_documents)
            else:
                _check_document(path, head_of(source), engine, verify=verify, alone=alone)
        except UsageError as error:
            refusals.append(error)
        else:
            return
    if refusals:
        raise refusals[0]


def _check_document(
    file: Path, head: bytes | None, engine: str, *, verify: bool | None, alone: bool
) -> None:
    if head is None:
        return  # Missing, or a folder: what reads it will tell.
    from kyoten_extract.engines.source import IMAGE_SIGNATURES, is_pdf

    pdf, image = is_pdf(head), head.startswith(IMAGE_SIGNATURES)
    if not pdf:
        names = {"password": "--password", "password_fd": "--password-fd"}
        refuse_given(file, say("only a PDF has a password"), names)
        if verify:
            refuse_given(
                file, say("only the pages of a PDF can be verified"), {"verify": "--verify"}
            )
    if alone and not (pdf or image):
        refuse_given(file, say("only pages are read in several processes"), {"jobs": "--jobs"})
    if not (pdf or image) or engine in ("pdfium", "camelot"):
        names = {"cache": "--cache", "providers": "--providers"}
        refuse_given(file, say("nothing is read by OCR"), names)
    if verify and engine in ("camelot", "ocr"):
        why = say("the engine {engine} does not verify pages", engine=engine)
        refuse_given(file, why, {"verify": "--verify"})
