"""The files that a command writes: each with its format, planned before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from kyoten_extract.cli.input_files import STDIN, STDIN_NAME, name_of
from kyoten_extract.cli.unused_options import is_given
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import FormatError, UsageError
from kyoten_extract.messages import say
from kyoten_extract.model.output_formats import SUFFIXES

_STDOUT = "-"
# Suffixes that are not the name of their format.
_ALIASES = {"txt": "text", **SUFFIXES}
_SUFFIXES = {"text": "txt", "markdown": "md", "github": "txt", "datapackage": "zip"}


@dataclass(frozen=True, slots=True)
class Output:
    """The value of one ``-o``.

    Attributes:
        path: the file or folder; ``None`` for standard output.
        is_folder: it is named with a slash at its end.
    """

    path: Path | None
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """One result to be written, of one input.

    Attributes:
        option: of the command line.
        form: the format.
        path: the file; ``None`` for standard output.
    """

    option: str
    form: str
    path: Path | None = None


class OutputPath(click.Path):
    """A file to write, a folder with a slash at its end, or ``-`` for standard output.

    It completes as a path does, and is an :class:`Output`.
    """

    name = "file"

    def convert(  # type: ignore[override]
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Output:
        """The output."""
        if isinstance(value, Output):
            return value
        text = str(super().convert(value, param, ctx))
        if text == _STDOUT:
            return Output(None)
        return Output(Path(text), is_folder=text.endswith(("/", "\\")))


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-o``, which can be given several times."""
    return click.option(
        "-o",
        "--output",
        "outputs",
        type=OutputPath(),
        multiple=True,
        help="Write to this file instead of standard output ('-'), in the format of its suffix; "
        "repeatable. DIR/ writes a file named after FILE into a folder.",
    )(function)


def plan(
    files: Sequence[Path],
    outputs: Sequence[Output],
    form: str | None,
    known: Sequence[str],
    *,
    default: str,
    joined: Sequence[str] = (),
) -> list[tuple[Planned, ...]]:
    """What is to be written for each of ``files``.

    Args:
        files: the inputs.
        outputs: all values of ``-o``.
        form: the value of ``--format``; it stands above the suffix of a single ``-o``.
        known: the formats of the command.
        default: the format of standard output and of folders, and, where it is text, of a file
            without a suffix.
        joined: formats that standard output can have of several inputs one after another.

    Raises:
        FormatError: a suffix is that of no format in ``known``.
        UsageError: several inputs go to one file, or two of them to files of one name.
    """
    stated = form if form is not None and is_given("form") else None
    several = len(files) > 1
    usual = form or default
    listed: list[list[Planned]] = [[] for _ in files]
    for output in outputs or (Output(None),):
        if output.path is None:
            if several and usual not in joined:
                raise UsageError(
                    say(
                        "{files_count} files cannot be one {usual} on standard output",
                        files_count=len(files),
                        usual=usual,
                    ),
                    source=name_of(files[0]),
                    remedy=say("name a folder with -o DIR/"),
                )
            for one in listed:
                one.append(Planned("-o", usual))
        elif output.is_folder or (several and output.path.is_dir()):
            folder = output.path
            for file, one in zip(files, listed, strict=True):
                one.append(Planned("-o", usual, inside(folder, file, usual)))
        else:
            _require_one(files, "-o", output.path)
            chosen = stated if stated and len(outputs) == 1 else None
            chosen = chosen or format_of(output.path, known, default)
            listed[0].append(Planned("-o", chosen, output.path))
    if stated and len(outputs) > 1 and not any(o.path is None or o.is_folder for o in outputs):
        raise click.UsageError(
            say("--format does nothing here: the suffixes of -o give the formats")
        )
    return [tuple(one) for one in listed]


def plan_beside(
    files: Sequence[Path], output: Output | None, option: str, form: str, ending: str = ""
) -> list[tuple[Planned, ...]]:
    """What an option that names one file more (``--report``) writes for each of ``files``.

    Raises:
        UsageError: several inputs go to one file.
    """
    if output is None:
        return [() for _ in files]
    if output.path is None:
        return [(Planned(option, form),) for _ in files]
    if output.is_folder or (len(files) > 1 and output.path.is_dir()):
        folder = output.path
        return [(Planned(option, form, inside(folder, file, form, ending)),) for file in files]
    _require_one(files, option, output.path)
    return [(Planned(option, form, output.path),)]


def inside(folder: Path, file: Path, form: str, ending: str = "") -> Path:
    """The file in ``folder`` that is named after an input: ``list.csv`` for ``list.pdf``."""
    stem = STDIN_NAME if file == STDIN else file.stem
    return folder / f"{stem}{ending}.{_SUFFIXES.get(form, form)}"


def _require_one(files: Sequence[Path], option: str, path: Path) -> None:
    if len(files) > 1:
        raise UsageError(
            say(
                "{option} is one file for {files_count} inputs",
                option=option,
                files_count=len(files),
            ),
            source=str(path),
            remedy=say(
                "name a folder: {option} {value}/", option=option, value=path.with_suffix("")
            ),
        )


def format_of(path: Path, known: Sequence[str], default: str) -> str:
    """The format of a file's suffix; ``default`` if it is text and there is no suffix.

    Raises:
        FormatError: the suffix is that of no format in ``known``.
    """
    suffix = path.suffix.lower().removeprefix(".")
    if not suffix and default == "text":
        return default
    form = _ALIASES.get(suffix, suffix)
    if form not in known or form == "github":
        suffixes = [_SUFFIXES.get(one, one) for one in known if one != "github"]
        raise FormatError(
            say("no output format has the suffix {suffix!r}", suffix=path.suffix or "(none)"),
            source=path.name,
            remedy=say("use one of {suffixes:, }", suffixes=suffixes),
        )
    return form


def make_folders(outputs: Mapping[str, Sequence[Output]]) -> None:
    """Make the folders that outputs name with a slash, where they are not there yet.

    Raises:
        UsageError: one can't be made.
    """
    for option, given in outputs.items():
        for output in given:
            if output.path is None or not output.is_folder or output.path.is_dir():
                continue
            try:
                output.path.mkdir()
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or say("not a path that can be written")
                raise UsageError(
                    say("the folder of {option} cannot be made: {why}", option=option, why=why),
                    source=str(output.path),
                ) from None
