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
    csv_safe_option,
    format_option,
    reading_options,
    repair_option,
    verify_option,
)
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import chosen_format, formulas_of, notice, tell, write
from kyoten_extract.cli.standard_streams import whole_streams
from kyoten_extract.cli.table_commands import debug, table
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import is_given, refuse_given, refuse_reading
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


def main() -> None:
    """Run ``kyoten``: exit status 0 clean, 1 on findings, 2 on unreadable input or wrong usage."""
    status = EXIT_CLEAN
    try:
        with whole_streams():
            status = _run()
    except OSError as error:  # Standard output was not written whole, which shows at its end.
        with whole_streams():
            status = _failed(f"standard output: {error.strerror}")
    if status != EXIT_CLEAN:
        sys.exit(status)


def _run() -> int:
    """Run the command line and return its exit status; what fails is told on one line."""
    try:
        cli.main(standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_UNREADABLE
    except KyotenError as error:
        return _failed(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_UNREADABLE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        if context is not None:
            hint = f"Try '{context.command_path} -h' for help."
            click.echo(f"{context.get_usage()}\n{hint}\n", err=True)
        tell(f"Error: {error.format_message()}")
        return EXIT_UNREADABLE
    except (click.Abort, KeyboardInterrupt):
        return _failed("interrupted")
    except MemoryError:
        return _failed("out of memory")
    except OSError as error:
        return _failed(f"{error.filename or 'standard output'}: {error.strerror}")
    return EXIT_CLEAN


def _failed(message: str) -> int:
    tell(f"kyoten: {message}")
    return EXIT_UNREADABLE


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
@format_option(export.SURVEY_FORMATS)
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
@csv_safe_option
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
    csv_safe: bool,
) -> None:
    """Extract the survey in FILE as typed records.

    With --layout MINE.toml FILE may be any list that the layout describes.
    """
    chosen = chosen_format(form, output, export.SURVEY_FORMATS)
    formulas = formulas_of(csv_safe, chosen, writes_csv=corrections is not None)
    outputs = {"-o": output, "--report": report, "--corrections": corrections}
    check_targets([file, layout], outputs, cache=reading.cache)
    if report is not None:
        require("jinja2", needed_by="an HTML report")
    described = layout_of(layout)
    options = {"repair": repair, "verify": verify, "layout": described, **reading.arguments}
    if not described.reads_bases:
        if cross_check:
            require_bases(described, layout, "--cross-check")
        with progress_bar() as progress:
            records = read_records(file, progress=progress, **options)
        written = [(records_bytes(records, chosen, formulas=formulas), output, chosen)]
        if corrections is not None:
            data = record_corrections_bytes(records, formulas=formulas)
            written.append((data, corrections, "csv"))
        if report is not None:
            from kyoten_extract.checks import validate as check

            written.append((check(records).to_html().encode(), report, "html"))
        _write_all(written)
        _tell(len(records), "records", records.findings)
        return
    with progress_bar() as progress:
        survey = extract_survey(file, cross_check=cross_check, progress=progress, **options)
    written = [(export.to_bytes(survey, chosen, formulas=formulas), output, chosen)]
    if corrections is not None:
        data = export.corrections_bytes(survey, formulas=formulas)
        written.append((data, corrections, "csv"))
    if report is not None:
        from kyoten_extract.checks import validate as check

        page = check(survey).to_html(file, password=reading.password)
        written.append((page.encode(), report, "html"))
    _write_all(written)
    _tell(len(survey.bases), "bases", survey.findings)


def _write_all(written: Sequence[tuple[bytes, Path | None, str]]) -> None:
    """Write all results of a command; each is made before the first is written."""
    for data, output, form in written:
        write(data, output, form)


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
    "--ignore",
    multiple=True,
    metavar="CODE",
    help="Drop findings of these codes (KY201, or KY0*,KY101); repeatable.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="CODE",
    help="Keep only findings of these codes (KY201, or KY2*,KY301); repeatable.",
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
    from kyoten_extract.checks.asked_codes import asked_codes, reported_codes
    from kyoten_extract.output.report import text_report

    check_targets([file, layout, document], {"-o": output}, cache=reading.cache)
    if form != "html":
        refuse_given(file, f"{form} has no images", {"document": "--document"})
    described = layout_of(layout)
    given = reopenable(file, reading.limits)
    shown: Path | Reopened | None = document
    survey = saved(given, reading.limits)
    if survey is not None:
        refuse_reading(file, "it is JSON, which was read already", repair="--repair")
        if isinstance(survey, Records):
            why = "records have their layout with them"
            refuse_given(file, why, {"layout": "--layout"})
            why = "the report of records has no images"
            refuse_given(file, why, {"document": "--document"})
    else:
        # Before a long document is read.
        asked_codes(ignore, only or None, reported_codes(described))
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
        if form == "markdown" and is_given("lang"):
            raise click.UsageError("--lang does nothing here: markdown is in English")
        text = texts.markdown() if form == "markdown" else texts.listing(lang)
        write(text.encode(), None, form)
        return
    found = ALL.get(code.upper())
    if found is None:
        raise click.UsageError(f"unknown finding code {code!r}; 'kyoten explain' lists all codes")
    if form == "markdown":
        raise click.UsageError("--format markdown prints all codes; omit CODE")
    write(texts.explanation(found, lang).encode(), None, form)


if __name__ == "__main__":
    main()
