"""How much is told on standard error: ``-q`` and ``-v`` of every command that reads files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from kyoten_extract.messages import say

F = TypeVar("F", bound=Callable[..., Any])

QUIET, USUAL, VERBOSE = -1, 0, 1
_KEY = "kyoten_extract.verbosity"


def verbosity() -> int:
    """``QUIET``, ``USUAL`` or ``VERBOSE``, as asked for on the command line."""
    context = click.get_current_context(silent=True)
    found: int = USUAL if context is None else context.meta.get(_KEY, USUAL)
    return found


def _set(context: click.Context, parameter: click.Parameter, given: bool) -> None:
    if not given:
        return
    if _KEY in context.meta:
        raise click.UsageError(say("--quiet and --verbose exclude each other; choose one of them"))
    context.meta[_KEY] = QUIET if parameter.name == "quiet" else VERBOSE


def verbosity_options(function: F) -> F:
    """Add ``-q`` and ``-v``."""
    verbose = click.option(
        "-v",
        "--verbose",
        is_flag=True,
        expose_value=False,
        callback=_set,
        help="Tell counts, files written and times on standard error, terminal or not.",
    )
    quiet = click.option(
        "-q",
        "--quiet",
        is_flag=True,
        expose_value=False,
        callback=_set,
        help="Tell errors only: no warnings, counts or progress.",
    )
    return quiet(verbose(function))
