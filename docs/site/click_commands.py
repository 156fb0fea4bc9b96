"""The commands of ``kyoten`` as attributes, for mkdocs-click: ``click_commands.extract``."""

from __future__ import annotations

import click


def __getattr__(name: str) -> click.Command:
    from kyoten_extract.cli.commands import cli

    command = None if name.startswith("_") else cli.get_command(click.Context(cli), name)
    if command is None:
        raise AttributeError(name)
    return command


def all_commands() -> dict[str, click.Command]:
    """Every command by its name."""
    from kyoten_extract.cli.commands import cli

    return {name: __getattr__(name) for name in cli.list_commands(click.Context(cli))}
