"""The commands of ``kyoten``.

Results go to standard output or the file of -o, everything else to standard error.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract._version import __version__
from kyoten_extract.cli.options import (
    Reading,
    format_option,
    reading_options,
    repair_option,
    verify_option,
)
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import chosen_format, notice, write
from kyoten_extract.cli.table_commands import debug, table
from kyoten_extract.engines.source import load
from kyoten_extract.errors import FormatError, KyotenError
from kyoten_extract.model import codec
from kyoten_extract.model.survey import Survey
from kyoten_extract.output import export
from kyoten_extract.pipeline import extract as extract_survey
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from kyoten_extract.output.edition_diff import EditionDiff

EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNREADABLE = 0, 1, 2
_SURVEY_FORMATS = ("json", "csv", "xlsx", "parquet")


def main() -> None:
    """Run ``kyoten``: exit status 0 clean, 1 on findings, 2 on unreadable input or wrong usage."""
    try:
        cli.main(standalone_mode=False)
    except KyotenError as error:
        _fail(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(EXIT_UNREADABLE)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_UNREADABLE)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted")
    except BrokenPipeError:
        # The reader of the pipe has exited (head, less), which is not an error.
        sys.stderr.close()
        sys.exit(EXIT_CLEAN)
    except MemoryError:
        _fail("out of memory")
    except OSError as error:
        _fail(f"{error.filename or 'output'}: {error.strerror}")


def _fail(message: str) -> None:
    click.echo(f"kyoten: {message}", err=True)
    sys.exit(EXIT_UNREADABLE)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kyoten")
def cli() -> None:
    """Extract Japanese public-sector surveys from PDF tables, and check them."""


cli.add_command(table)
cli.add_command(debug)


@cli.command()
@reading_options
@format_option(_SURVEY_FORMATS)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Also validate, and write an HTML report here.",
)
@click.option(
    "--corrections", type=click.Path(path_type=Path), help="Write all corrections to this CSV file."
)
@repair_option
@verify_option
@click.option(
    "--cross-check",
    is_flag=True,
    help="Also read with a second engine, and report cells that differ.",
)
def extract(
    file: Path,
    reading: Reading,
    output: Path | None,
    form: str | None,
    report: Path | None,
    corrections: Path | None,
    repair: Any,
    cross_check: bool,
    verify: bool | None,
) -> None:
    """Extract the survey in FILE as typed records."""
    chosen = chosen_format(form, output, _SURVEY_FORMATS)
    with progress_bar() as progress:
        survey = extract_survey(
            file,
            repair=repair,
            cross_check=cross_check,
            verify=verify,
            progress=progress,
            **reading.arguments,
        )
    write(export.to_bytes(survey, chosen), output, chosen)
    if corrections is not None:
        corrections.write_bytes(export.corrections_bytes(survey))
    if report is not None:
        from kyoten_extract.checks import validate as check

        page = check(survey).to_html(file, password=reading.password)
        report.write_text(page, encoding="utf-8")
    errors = sum(finding.severity == "error" for finding in survey.findings)
    notice(
        f"{len(survey.bases)} bases, {len(survey.findings)} findings (errors: {errors})",
        always=errors > 0,
    )


@cli.command()
@reading_options
@format_option(("text", "json", "html", "github"), default="text")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="Exit with status 1 on findings of this severity or higher.",
)
@repair_option
@click.option(
    "--ignore", multiple=True, metavar="CODE", help="Drop findings of this code; repeatable."
)
@click.option(
    "--only", multiple=True, metavar="CODE", help="Keep only findings of this code; repeatable."
)
@click.option(
    "--document",
    type=click.Path(path_type=Path),
    help="File that a survey's JSON was extracted from, for row images in the HTML report.",
)
def validate(
    file: Path,
    reading: Reading,
    output: Path | None,
    form: str,
    fail_on: Any,
    repair: Any,
    ignore: tuple[str, ...],
    only: tuple[str, ...],
    document: Path | None,
) -> None:
    """Check a survey: FILE is an edition, or the JSON written by extract."""
    from kyoten_extract.checks import validate as check
    from kyoten_extract.output.report import text_report

    survey = _saved_survey(file)
    if survey is None:
        document = document or file
        with progress_bar() as progress:
            survey = extract_survey(
                file,
                repair=repair,
                progress=progress,
                **reading.arguments,
            )
    report = check(survey, ignore=ignore, only=only or None)
    if form == "json":
        data = export.json_bytes(report.to_dict())
    elif form == "html":
        data = report.to_html(document, password=reading.password).encode()
    elif form == "github":
        data = text_report.github(report, str(file)).encode()
    elif output is None and sys.stdout.isatty():
        require("rich", needed_by="a report in colour")
        from rich.console import Console

        text_report.show(report, Console())
        data = b""
    else:
        data = text_report.plain(report).encode()
    write(data, output, form)
    if report.at_least(fail_on):
        sys.exit(EXIT_FINDINGS)


@cli.command()
@click.argument("code", required=False)
@format_option(("text", "markdown"), default="text")
@click.option(
    "--lang",
    type=click.Choice(["en", "ja"]),
    default="en",
    show_default=True,
    help="Language of the text.",
)
def explain(code: str | None, form: str, lang: Any) -> None:
    """Explain the finding CODE; without CODE, list all codes."""
    from kyoten_extract.findings import explain as texts
    from kyoten_extract.findings.codes import ALL

    if code is None:
        click.echo(texts.markdown() if form == "markdown" else texts.listing(lang), nl=False)
        return
    found = ALL.get(code.upper())
    if found is None:
        raise click.UsageError(f"unknown finding code {code!r}; 'kyoten explain' lists all codes")
    if form == "markdown":
        raise click.UsageError("--format markdown prints all codes; omit CODE")
    click.echo(texts.explanation(found, lang), nl=False)


@cli.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output.",
)
@format_option(("text", "json", "csv"), default="text")
def diff(old: Path, new: Path, output: Path | None, form: str) -> None:
    """Compare two editions, each a document or the JSON written by extract."""
    from kyoten_extract.output.edition_diff import diff as compare

    result = compare(*(_saved_survey(path) or extract_survey(path) for path in (old, new)))
    if form == "json":
        data = export.json_bytes(result.to_dict())
    elif form == "csv":
        header = ["change", "municipality", "name", "city", "field", "before", "after"]
        data = export.csv_bytes(header, result.rows())
    else:
        data = _diff_text(result).encode()
    write(data, output, form)


def _diff_text(result: EditionDiff) -> str:
    lines = []
    for kind, municipality, name, city, field, before, after in result.rows():
        change = f": {field} {before!r} -> {after!r}" if field else ""
        lines.append(f"{kind:7} {municipality} {name or '-'} ({city}){change}")
    lines.append(
        f"{len(result.added)} added, {len(result.removed)} removed, "
        f"{len(result.changed)} changed, {result.unchanged} unchanged"
    )
    return "\n".join(lines) + "\n"


def _saved_survey(file: Path) -> Survey | None:
    """Return the survey that ``file`` has as JSON, ``None`` if it is a document to be read."""
    data = load(file).data
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        return codec.decode(Survey, json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError, FormatError) as error:
        detail = error.problem if isinstance(error, FormatError) else "not valid JSON"
        raise FormatError(
            f"not a survey JSON file: {detail}",
            source=file.name,
            remedy="extract the edition again",
        ) from None


if __name__ == "__main__":
    main()
