"""The texts of ``--help`` in the language of the messages."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import click

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import catalog, language

# What click puts after the help of an option: "  [default: auto; required]".
_EXTRA = regex(r"(.*?)(?:  \[([^]]*)\])?", re.DOTALL)
# What stays on one line: a word or a wide character with the marks that open and close it.
_UNIT = regex("[（「『]*(?:[!-~]+|.)[、。）」』，．・ー]* ?")


def in_japanese(text: str) -> str:
    """Return a paragraph of help in Japanese; as it is where the catalog has none."""
    return catalog().get(" ".join(text.split()), text)


def paragraphs(text: str) -> list[str]:
    """Split a help text; a paragraph whose first line is ``\\b`` keeps its lines."""
    return [part for part in re.split(r"\n\s*\n", text) if part.strip()]


def wrapped(text: str, width: int) -> Iterator[str]:
    """Yield the lines of a Japanese text; it may break before any wide character.

    >>> list(wrapped("一覧を、出力します。", 8))
    ['一覧を、', '出力しま', 'す。']
    """
    # Imported late: most runs show no help.
    from kyoten_extract.text.normalize.width import display_width

    line = ""
    for unit in _UNIT.findall(text):
        if line and display_width(line + unit.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
    if line:
        yield line.rstrip()


class HelpFormatter(click.HelpFormatter):
    """Writes the help of a command; in Japanese where that is the language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """See :meth:`click.HelpFormatter.write_usage`."""
        super().write_usage(prog, args, prefix if language() == "en" else "使い方: ")

    def write_heading(self, heading: str) -> None:
        """See :meth:`click.HelpFormatter.write_heading`."""
        super().write_heading(heading if language() == "en" else in_japanese(heading))

    def write_text(self, text: str) -> None:
        """See :meth:`click.HelpFormatter.write_text`."""
        if language() == "en":
            super().write_text(text)
            return
        parts = []
        for part in paragraphs(text):
            head, _, rest = part.partition("\n")
            if head.strip() == "\b":
                title, _, kept = textwrap.dedent(rest).partition("\n")
                parts.append(textwrap.indent(f"{in_japanese(title)}\n{kept}", self._indent))
            else:
                lines = wrapped(in_japanese(part), self.width - self.current_indent)
                parts.append("\n".join(f"{self._indent}{line}" for line in lines))
        self.write("\n\n".join(part.rstrip() for part in parts) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """See :meth:`click.HelpFormatter.write_dl`."""
        if language() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        rows = list(rows)
        first = min(max((len(name) for name, _ in rows), default=0), col_max) + col_spacing
        width = max(self.width - self.current_indent - first, 10)
        for name, text in rows:
            lines = list(wrapped(_row_text(text), width)) or [""]
            shown = f"{self._indent}{name}"
            if len(name) > first - col_spacing:
                self.write(f"{shown}\n")
                shown = self._indent
            for line in lines:
                self.write(f"{shown:<{self.current_indent + first}}{line}".rstrip() + "\n")
                shown = ""

    @property
    def _indent(self) -> str:
        return " " * self.current_indent


class HelpContext(click.Context):
    """A context whose help is written by :class:`HelpFormatter`."""

    formatter_class = HelpFormatter


def _row_text(text: str) -> str:
    match = _EXTRA.fullmatch(text)
    assert match is not None
    told = in_japanese(match[1])
    if match[2] is None:
        return told
    extra = match[2].replace("default: ", "既定値: ").replace("required", "必須")
    return f"{told} [{extra}]"


def help_of(command: click.Command) -> list[str]:
    """Return every text of a command's help that a translation is needed for."""
    texts: list[Any] = [*paragraphs(command.help or ""), *paragraphs(command.epilog or "")]
    texts += [getattr(one, "help", None) for one in command.params]
    return [" ".join(one.split()) for one in texts if one and not one.startswith("\b")]
