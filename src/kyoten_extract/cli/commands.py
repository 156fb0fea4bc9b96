"""``kyoten``: its commands by name, and its exit status.

Results go to standard output or the file of -o, everything else to standard error. The commands
are imported when they run.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import click

from kyoten_extract._version import __version__
from kyoten_extract.cli.exit_status import EXIT_CLEAN, EXIT_INTERRUPTED, EXIT_UNREADABLE
from kyoten_extract.cli.lazy_group import LazyGroup
from kyoten_extract.cli.results import tell
from kyoten_extract.cli.standard_streams import whole_streams
from kyoten_extract.errors import KyotenError
from kyoten_extract.messages import language, say, told, use_language
from kyoten_extract.workers.own_process import claim

_HERE = "kyoten_extract.cli"
# Each command's place, and the first sentence of its help, which the command has too.
COMMANDS = {
    "extract": (
        f"{_HERE}.extract_command:extract",
        "Extract the survey in each FILE as typed records.",
    ),
    "validate": (
        f"{_HERE}.validate_command:validate",
        "Check each FILE: an edition, or the JSON written by extract.",
    ),
    "table": (
        f"{_HERE}.table_commands:table",
        "Read any ruled table in each FILE, with its cells as printed.",
    ),
    "diff": (
        f"{_HERE}.edition_commands:diff",
        "Compare two editions, each a document or the JSON written by extract.",
    ),
    "panel": (
        f"{_HERE}.edition_commands:panel",
        "Put several editions together, each FILE a document or the JSON written by extract.",
    ),
    "layout": (
        f"{_HERE}.layout_commands:layout_command",
        "Show how each column of FILE is understood, or draft a layout of it (--infer).",
    ),
    "debug": (
        f"{_HERE}.table_commands:debug",
        "Draw a page of FILE with what is read from it, as a PNG.",
    ),
    "explain": (
        f"{_HERE}.explain_command:explain",
        "Explain the finding CODE, or the column of that key; without CODE, list all codes.",
    ),
    "demo": (
        f"{_HERE}.demo_command:demo",
        "Read and check a bundled specimen, and write what comes of it into a folder.",
    ),
}

# New objects between two collections of garbage: more than a command makes before it reads, all of
# which it keeps. The usual 700 traverses them again and again.
_NEW_OBJECTS = 500_000

_EXAMPLES = """\b
Examples:
  kyoten demo
  kyoten extract edition.pdf -o bases.json --report report.html
  kyoten validate bases.json
  kyoten table list.pdf --all -o list.xlsx

'kyoten COMMAND --help' has examples of each command.
"""


def program() -> None:
    """:func:`main` in a process that is for it alone, which so starts and ends faster."""
    gc.set_threshold(_NEW_OBJECTS)
    # numpy's library for large matrices, of which there are none here, would start its threads: a
    # third of the time of importing numpy.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    claim()
    status: Any = EXIT_CLEAN
    try:
        main()
    except SystemExit as end:
        status = end.code
    if threading.active_count() > 1:  # They are waited for.
        sys.exit(status)
    _end(status)


def _end(status: Any) -> NoReturn:
    """End as it stands: to free one object after another takes as long as reading a page."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(status if isinstance(status, int) else EXIT_CLEAN)


def main() -> None:
    """Run ``kyoten``: exit status 0 clean, 1 on findings, 2 on unreadable input or wrong usage.

    An interrupt is status 130.
    """
    threading.excepthook = _told_by_thread
    status = EXIT_CLEAN
    try:
        with whole_streams():
            status = _run()
    except OSError as error:  # Standard output was not written whole, which shows at its end.
        with whole_streams():
            status = _failed(f"standard output: {error.strerror}")
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    if status != EXIT_CLEAN:
        sys.exit(status)


def _told_by_thread(args: threading.ExceptHookArgs) -> None:
    """As usual, but for the thread of a pool that finds its work cancelled by an interrupt."""
    if args.exc_type.__name__ != "InvalidStateError":
        threading.__excepthook__(args)


def _run() -> int:
    """Run the command line and return its exit status; what fails is told on one line."""
    try:
        cli.main(standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_UNREADABLE
    except KyotenError as error:
        return _failed(error.text(language()))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_UNREADABLE
    except click.ClickException as error:
        from kyoten_extract.cli.click_messages import problem_of

        context = getattr(error, "ctx", None)
        if context is not None:
            hint = say("Try '{command_path} -h' for help.", command_path=context.command_path)
            click.echo(f"{context.get_usage()}\n{told(hint, language())}\n", err=True)
        tell(say("Error: {problem}", problem=problem_of(error)))
        return EXIT_UNREADABLE
    except (click.Abort, KeyboardInterrupt):
        tell(say("kyoten: interrupted"))
        return EXIT_INTERRUPTED
    except MemoryError:
        return _failed(say("out of memory"))
    except OSError as error:
        return _failed(f"{error.filename or 'standard output'}: {error.strerror}")
    return EXIT_CLEAN


def _failed(message: str) -> int:
    tell(f"kyoten: {told(message, language())}")
    return EXIT_UNREADABLE


@click.group(
    cls=LazyGroup,
    places=COMMANDS,
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="kyoten")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Take defaults of options from this file (default: the next kyoten.toml, or "
    "[tool.kyoten] of pyproject.toml, in this folder or above).",
)
@click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    is_eager=True,
    expose_value=False,
    callback=lambda _context, _option, value: use_language(value),
    help="Language of messages, reports and help (default: KYOTEN_LANG, or the locale).",
)
@click.option("--no-config", is_flag=True, help="Take no defaults from a file.")
@click.pass_context
def cli(context: click.Context, config: Path | None, no_config: bool) -> None:
    """Extract Japanese public-sector surveys from PDF tables, and check them."""
    if no_config and config is not None:
        raise click.UsageError(say("--config and --no-config exclude each other"))
    if not no_config:
        from kyoten_extract.cli.config_file import defaults

        context.default_map = defaults(context, config)


if __name__ == "__main__":
    main()
