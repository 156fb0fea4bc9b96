"""The errors that click tells, in Japanese."""

from __future__ import annotations

import re

import click

from kyoten_extract.deferred.regex import regex
from kyoten_extract.messages import Message, language, say, template, told

# Click's sentences, of its versions 8.1 to 8.5, each with a template of the same values. A value
# named "problem" is another of these sentences.
_OURS = {
    regex(pattern, re.DOTALL): ours
    for pattern, ours in (
        (r"No such option:? '?(?P<name>[^' ]+?)'?\.?", template("No such option '{name}'.")),
        (
            r"No such option:? '?(?P<name>[^' ]+?)'?\.? "
            r"(?:Did you mean |\((?:Did you mean|Possible options): )"
            r"(?:one of: )?(?P<others>.+?)\??\)?",
            template("No such option '{name}'. Did you mean {others}?"),
        ),
        (r"No such command '(?P<name>[^']*)'\.", template("No such command '{name}'.")),
        (
            r"No such command '(?P<name>[^']*)'\. "
            r"\(?Did you mean (?:one of: )?(?P<others>.+?)\?\)?",
            template("No such command '{name}'. Did you mean {others}?"),
        ),
        (r"Missing argument '(?P<name>.+?)'\.", template("Missing argument '{name}'.")),
        (r"Missing option '(?P<name>.+?)'\.", template("Missing option '{name}'.")),
        (r"Missing command\.", template("Missing command.")),
        (
            r"Option '(?P<name>.+?)' requires an argument\.",
            template("Option '{name}' requires an argument."),
        ),
        (
            r"Option '(?P<name>.+?)' does not take a value\.",
            template("Option '{name}' does not take a value."),
        ),
        (
            r"Got unexpected extra arguments? \((?P<values>.+)\)\.?",
            template("Got unexpected extra arguments ({values})."),
        ),
        (
            r"Invalid value for (?P<name>.+?): (?P<problem>.+)",
            template("Invalid value for {name}: {problem}"),
        ),
        (
            r"'(?P<value>.*)' is not one of (?P<choices>'.+')\.",
            template("'{value}' is not one of {choices}."),
        ),
        (
            r"'(?P<value>.*)' is not a valid (?P<kind>[\w ]+)\.",
            template("'{value}' is not a valid {kind}."),
        ),
        (
            r"(?P<value>\S+) is not in the range (?P<range>.+)\.",
            template("{value} is not in the range {range}."),
        ),
        (
            r"(?:File|Path|Directory|file|path|directory) '(?P<name>.*)' does not exist\.",
            template("'{name}' does not exist."),
        ),
        (
            r"(?:File|Path|Directory|file|path|directory) '(?P<name>.*)' is a file\.",
            template("'{name}' is a file."),
        ),
        (
            r"(?:File|Path|Directory|file|path|directory) '(?P<name>.*)' is a directory\.",
            template("'{name}' is a directory."),
        ),
    )
}
_KINDS = {
    "integer": template("integer"),
    "integer range": template("integer"),
    "float": template("number"),
    "boolean": template("yes or no"),
}


def problem_of(error: click.ClickException) -> str:
    """What is wrong, in the language of messages; click's own words where they are not known."""
    if isinstance(error.message, Message):
        return error.message  # Ours: whole, while click's messages name the option.
    text = error.format_message()
    return text if language() == "en" else told(_known(text), "ja")


def _known(text: str) -> str:
    for pattern in _OURS:
        match = pattern.fullmatch(text)
        if match is not None:
            values: dict[str, str] = match.groupdict()
            if "problem" in values:
                values["problem"] = _known(values["problem"])
            kind = values.get("kind", "")
            if kind in _KINDS:
                values["kind"] = say(_KINDS[kind])
            return say(_OURS[pattern], **values)
    return text
