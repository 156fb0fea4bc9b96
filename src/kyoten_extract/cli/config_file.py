"""Defaults of options from ``kyoten.toml``, or ``[tool.kyoten]`` of ``pyproject.toml``.

Keys are the long names of options. At the top they are for every command that has the option, in
a table of a command's name for that one. The command line stands above both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import click

from kyoten_extract.errors import KyotenError, UsageError
from kyoten_extract.messages import say

_FILE, _PROJECT = "kyoten.toml", "pyproject.toml"
_SECTION = b"kyoten"
# What is for one run only, what writes a file, and what is a secret: a folder that somebody else
# has made must not choose it.
_NEVER = frozenset(
    "output report corrections columns document password password-fd quiet verbose help page table "
    "infer".split()
)


def defaults(context: click.Context, file: Path | None) -> dict[str, Any] | None:
    """The ``default_map`` of the group ``context``, of ``file`` or the next file there is.

    Raises:
        UsageError: the file is not TOML, or has an unknown key or a value that its option can't
            have; names the file and the key.
    """
    found = _read(file, required=True) if file is not None else _next()
    if found is None:
        return None
    path, settings = found
    group, name = cast(click.Group, context.command), context.invoked_subcommand
    command = None if name is None else group.get_command(context, name)
    if name is None or command is None:
        return None
    chosen: dict[str, Any] = {}
    own: Mapping[str, Any] = {}
    names = group.list_commands(context)
    for key, value in settings.items():
        if key in names and isinstance(value, dict):
            _check_table(context, path, key, value)
            own = value if key == name else own
            continue
        others = [one for one in _commands(context) if _is_option(one, key)]
        if not others:
            raise _unknown(path, key)
        chosen |= _for_command(context, path, (command, *others), key, value)
    for key, value in own.items():
        chosen |= _converted(context, path, command, key, value, f"{name}.")
    return {name: chosen}


def _next() -> tuple[Path, dict[str, Any]] | None:
    """The settings of the next folder that has any, from the current one up."""
    try:
        here = Path.cwd()
    except OSError:
        return None
    for folder in (here, *here.parents):
        for name in (_FILE, _PROJECT):
            path = folder / name
            if path.is_file():
                found = _read(path, required=name == _FILE)
                if found is not None:
                    return found
    return None


def _read(path: Path, *, required: bool) -> tuple[Path, dict[str, Any]] | None:
    """The settings of a file; ``None`` for another project's ``pyproject.toml``."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(
            say("the settings cannot be read: {why}", why=getattr(error, "strerror", error)),
            source=str(path),
        ) from None
    is_project = path.name == _PROJECT
    if is_project and _SECTION not in data:
        return (path, {}) if required else None
    import tomllib

    try:
        settings: Any = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        if is_project and not required:
            return None
        raise UsageError(
            say("the settings are not TOML: {error}", error=error), source=str(path)
        ) from None
    if is_project:
        settings = settings.get("tool", {}).get("kyoten")
        if settings is None:
            return None
    if not isinstance(settings, dict):
        raise UsageError(say("tool.kyoten is not a table"), source=str(path))
    return path, settings


def _commands(context: click.Context) -> Iterator[click.Command]:
    group = cast(click.Group, context.command)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            yield command


def _for_command(
    context: click.Context,
    path: Path,
    commands: Sequence[click.Command],
    key: str,
    value: Any,
) -> dict[str, Any]:
    """What a key at the top is for the first of ``commands``.

    That is nothing where it has no such option, or one that can't have the value while that of
    another command can: not all have the same formats.

    Raises:
        UsageError: no command can have the value.
    """
    errors = []
    for number, command in enumerate(commands):
        if not _is_option(command, key):
            continue
        try:
            found = _converted(context, path, command, key, value)
        except UsageError as error:
            errors.append(error)
            continue
        return found if number == 0 else {}
    raise errors[0]


def _check_table(context: click.Context, path: Path, name: str, table: Mapping[str, Any]) -> None:
    command = cast(click.Group, context.command).get_command(context, name)
    assert command is not None
    for key in table:
        if not _is_option(command, key):
            raise _unknown(path, f"{name}.{key}")


def _options(command: click.Command) -> Iterator[tuple[str, click.Option]]:
    """The options of a command that a file may set, by their long names."""
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            long = next((o for o in parameter.opts if o.startswith("--")), "")
            name = long.removeprefix("--")
            if name and name not in _NEVER:
                yield name, parameter


def _is_option(command: click.Command, key: str) -> bool:
    return any(name == key for name, _ in _options(command))


def _unknown(path: Path, key: str) -> UsageError:
    if key.rpartition(".")[2] in _NEVER:
        return UsageError(
            say("the key {key!r} is for the command line only", key=key),
            source=str(path),
            remedy=say("leave it out"),
        )
    return UsageError(
        say("unknown key {key!r}", key=key),
        source=str(path),
        remedy=say("use a command's name for a table, or an option's long name"),
    )


def _converted(
    context: click.Context,
    path: Path,
    command: click.Command,
    key: str,
    value: Any,
    place: str = "",
) -> dict[str, Any]:
    """The parameter of ``key`` with its value, as the option takes it."""
    option = dict(_options(command))[key]
    try:
        value = _plain(option, value, path.parent)
        option.type_cast_value(context, value)
    except (click.ClickException, KyotenError, TypeError, ValueError) as error:
        why = error.format_message() if isinstance(error, click.ClickException) else str(error)
        raise UsageError(
            say("the key {place!r}: {why}", place=place + key, why=why), source=str(path)
        ) from None
    assert option.name is not None
    return {option.name: value}


def _plain(option: click.Option, value: Any, folder: Path) -> Any:
    """The value as the command line would give it: texts, or one for each time it is given."""
    if isinstance(value, dict):
        raise ValueError(say("it is a table, not a value"))
    if option.is_flag:
        if not isinstance(value, bool):
            raise ValueError(say("use true or false"))
        return value
    listed = value if isinstance(value, list) else [value]
    if isinstance(value, list) and not option.multiple:
        raise ValueError(say("use one value, not a list"))
    if not all(isinstance(one, str | int | float) and not isinstance(one, bool) for one in listed):
        raise ValueError(say("use a text or a number"))
    texts = [str(one) for one in listed]
    if isinstance(option.type, click.Path):
        # As in the file: from its own folder.
        texts = [str(folder / Path(text).expanduser()) for text in texts]
    return texts if option.multiple else texts[0]
