"""``kyoten explain``: what a finding code means, and what a column holds."""

from __future__ import annotations

from typing import Any

import click

from kyoten_extract.cli.formats import CODES_FORMATS
from kyoten_extract.cli.input_files import STDIN
from kyoten_extract.cli.options import format_option
from kyoten_extract.cli.output_files import Output, output_option, plan
from kyoten_extract.cli.results import write
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import is_given
from kyoten_extract.messages import language, say

_EXAMPLES = """\b
Examples:
  kyoten explain KY201
  kyoten explain municipality_code      what the column holds
  kyoten explain --lang ja -o codes.txt
  kyoten explain -o findings.md
"""


@click.command(epilog=_EXAMPLES)
@click.argument("code", required=False)
@output_option
@format_option(CODES_FORMATS, default="text")
@click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    help="Language of the text (default: that of kyoten --lang, KYOTEN_LANG, or the locale).",
)
def explain(code: str | None, outputs: tuple[Output, ...], form: str | None, lang: Any) -> None:
    """Explain the finding CODE, or the column of that key; without CODE, list all codes."""
    from kyoten_extract.findings import explain as texts
    from kyoten_extract.findings.codes import ALL
    from kyoten_extract.model.field_catalog import explained

    lang = lang or language()
    (planned,) = plan([STDIN], outputs, form, CODES_FORMATS, default="text")
    forms = {one.form for one in planned}
    found = None if code is None else ALL.get(code.upper())
    column = None if code is None or found is not None else explained(code.lower(), lang)
    if code is not None and found is None and column is None:
        raise click.UsageError(
            say(
                "unknown finding code or column {code!r}; 'kyoten explain' lists all codes",
                code=code,
            )
        )
    if code is not None and "markdown" in forms:
        raise click.UsageError(say("--format markdown prints all codes; omit CODE"))
    if "text" not in forms and is_given("lang"):
        raise click.UsageError(say("--lang does nothing here: markdown is in English"))
    check_targets([], [(one.option, one.path) for one in planned])
    for one in planned:
        if one.form == "markdown":
            text = texts.markdown()
        else:
            text = texts.listing(lang) if found is None else texts.explanation(found, lang)
            text = text if column is None else f"{column}\n"
        write(text.encode(), one.path, one.form)
