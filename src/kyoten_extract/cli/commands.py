"""The commands of ``kyoten``.

Results go to standard output or the file of -o, everything else to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract._version import __version__
from kyoten_extract.cli.edition_commands import diff, panel
from kyoten_extract.cli.layout_commands import layout_command
from kyoten_extract.cli.options import (
    Reading,
    format_option,
    reading_options,
    repair_option,
    verify_option,
)
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import chosen_format, notice, write
from kyoten_extract.cli.table_commands import debug, table
from kyoten_extract.editions.saved_survey import Reopened, reopenable, saved
from kyoten_extract.errors import KyotenError
from kyoten_extract.layout.survey_records import Records
from kyoten_extract.model.finding import Finding
from kyoten_extract.output import export
from kyoten_extract.output.records_export import record_corrections_bytes, records_bytes
from kyoten_extract.pipeline import extract as extract_survey
from kyoten_extract.pipeline import read_records
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from kyoten_extract.checks import RecordsReport, Report

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
cli.add_command(diff)
cli.add_command(panel)
cli.add_command(layout_command)


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
@layout_option
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
    layout: Path | None,
) -> None:
    """Extract the survey in FILE as typed records.

    With --layout MINE.toml FILE may be any list that the layout describes.
    """
    chosen = chosen_format(form, output, _SURVEY_FORMATS)
    described = layout_of(layout)
    options = {"repair": repair, "verify": verify, "layout": described, **reading.arguments}
    if not described.reads_bases:
        if cross_check:
            require_bases(described, layout, "--cross-check")
        with progress_bar() as progress:
            records = read_records(file, progress=progress, **options)
        write(records_bytes(records, chosen), output, chosen)
        if corrections is not None:
            corrections.write_bytes(record_corrections_bytes(records))
        if report is not None:
            from kyoten_extract.checks import validate as check

            page = check(records).to_html()
            report.write_text(page, encoding="utf-8")
        _tell(len(records), "records", records.findings)
        return
    with progress_bar() as progress:
        survey = extract_survey(file, cross_check=cross_check, progress=progress, **options)
    write(export.to_bytes(survey, chosen), output, chosen)
    if corrections is not None:
        corrections.write_bytes(export.corrections_bytes(survey))
    if report is not None:
        from kyoten_extract.checks import validate as check

        page = check(survey).to_html(file, password=reading.password)
        report.write_text(page, encoding="utf-8")
    _tell(len(survey.bases), "bases", survey.findings)


def _tell(count: int, what: str, findings: Sequence[Finding]) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    notice(f"{count} {what}, {len(findings)} findings (errors: {errors})", always=errors > 0)


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
@layout_option
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
    layout: Path | None,
) -> None:
    """Check a survey: FILE is an edition, or the JSON written by extract."""
    from kyoten_extract.checks import validate as check
    from kyoten_extract.output.report import text_report

    described = layout_of(layout)
    given = reopenable(file)
    shown: Path | Reopened | None = document
    survey = saved(given)
    if survey is None:
        shown = document or given
        read = extract_survey if described.reads_bases else read_records
        with progress_bar() as progress:
            survey = read(
                given, layout=described, repair=repair, progress=progress, **reading.arguments
            )
    report: Report | RecordsReport
    if isinstance(survey, Records):
        report = check(survey, ignore=ignore, only=only or None)
    else:
        report = check(survey, ignore=ignore, only=only or None, layout=described)
    if form == "json":
        data = export.json_bytes(report.to_dict())
    elif form == "html":
        data = _page(report, shown, reading.password).encode()
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


def _page(
    report: Report | RecordsReport, document: Path | Reopened | None, password: str | None
) -> str:
    from kyoten_extract.checks import Report

    if isinstance(report, Report):
        return report.to_html(document, password=password)
    return report.to_html()


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


if __name__ == "__main__":
    main()
