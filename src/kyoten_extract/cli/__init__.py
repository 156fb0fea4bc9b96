"""The command line: a thin shell over the API."""

from kyoten_extract.cli.commands import main

__all__ = ["main"]
