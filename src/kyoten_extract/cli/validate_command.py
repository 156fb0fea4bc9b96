"""``kyoten validate``: the checks of a survey or of records; it is what fails a build."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract._terminal_text import one_line
from kyoten_extract.cli.exit_status import EXIT_CLEAN, EXIT_FINDINGS
from kyoten_extract.cli.formats import REPORT_FORMATS
from kyoten_extract.cli.input_files import is_saved, opened
from kyoten_extract.cli.many_files import Done, Job, jobs_of, run_jobs, write_results
from kyoten_extract.cli.options import Reading, format_option, reading_options, repair_option
from kyoten_extract.cli.output_files import Output, Planned, make_folders, plan
from kyoten_extract.cli.records_commands import layout_of, layout_option
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import check_reading, refuse_given
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import language, say

if TYPE_CHECKING:
    from kyoten_extract._types import Progress
    from kyoten_extract.checks import RecordsReport, Report
    from kyoten_extract.layout.survey_layout import Layout

# What standard output can have of several files, one after another.
_JOINED = ("text", "github")

_EXAMPLES = """\b
Examples:
  kyoten validate edition.pdf
  kyoten validate bases.json --document edition.pdf -o report.html
  kyoten validate edition.pdf -o report.html -o report.json
  kyoten validate *.json --fail-on warning --only 'KY2*,KY301'
  kyoten validate edition.pdf --format github          annotations of a GitHub workflow
"""


@click.command(epilog=_EXAMPLES)
@reading_options(several=True)
@format_option(REPORT_FORMATS, default="text")
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
    files: tuple[Path, ...],
    jobs: int | None,
    reading: Reading,
    outputs: tuple[Output, ...],
    form: str | None,
    fail_on: Any,
    repair: Any,
    ignore: tuple[str, ...],
    only: tuple[str, ...],
    document: Path | None,
    layout: Path | None,
) -> None:
    """Check each FILE: an edition, or the JSON written by extract.

    The exit status is 1 if any has findings of --fail-on, and 2 if any can't be read.
    """
    from kyoten_extract.checks.asked_codes import asked_codes, reported_codes
    from kyoten_extract.workers.optional_import import require

    planned = plan(files, outputs, form, REPORT_FORMATS, default="text", joined=_JOINED)
    written = [one for each in planned for one in each]
    make_folders({"-o": outputs})
    check_targets(
        [*files, layout, document],
        [(one.option, one.path) for one in written[: 1 if _is_joined(written) else None]],
        cache=reading.cache,
    )
    forms = {one.form for one in written}
    if "html" in forms:
        require("jinja2", needed_by="an HTML report")
    else:
        why = say("{forms:, } has no images", forms=sorted(forms))
        refuse_given(files[0], why, {"document": "--document"})
    if document is not None and len(files) > 1:
        raise UsageError(
            say("--document is one file for {files_count} inputs", files_count=len(files)),
            source=str(document),
            remedy=say("check one at a time"),
        )
    described = layout_of(layout)
    given = jobs_of(files, reading.limits, planned)
    check_reading([(job.path, job.source) for job in given], reading.engine, repair="--repair")
    if not all(is_saved(job.source) for job in given):
        # Before a long document is read.
        asked_codes(ignore, only or None, reported_codes(described))
    shown = None if document is None else opened(document, reading.limits)
    work = ValidateWork(
        reading, described, repair, ignore, only or None, fail_on, shown, len(given) == 1
    )
    status = run_jobs(work, given, processes=jobs)
    if status != EXIT_CLEAN:
        sys.exit(status)


def _is_joined(written: list[Planned]) -> bool:
    return all(one.path is None for one in written)


@dataclass(frozen=True, slots=True)
class ValidateWork:
    """Reads a survey or records, checks it, and writes the reports."""

    reading: Reading
    layout: Layout
    repair: Any
    ignore: tuple[str, ...]
    only: tuple[str, ...] | None
    fail_on: Any
    document: Any
    is_alone: bool

    def __call__(self, job: Job, progress: Progress | None = None) -> Done:
        """Do so for one file."""
        report, document = self._report(job, progress)
        status = EXIT_FINDINGS if report.at_least(self.fail_on) else EXIT_CLEAN
        in_color = self.is_alone and sys.stdout.isatty()
        if in_color and job.planned == (Planned("-o", "text"),):
            return Done(show=_in_color(report), status=status)
        made = [(self._bytes(one, report, job, document), one) for one in job.planned]
        return Done(stdout=write_results(made), status=status)

    def _report(self, job: Job, progress: Progress | None) -> tuple[Report | RecordsReport, Any]:
        """The report, and the document for its images."""
        from kyoten_extract.checks import validate
        from kyoten_extract.editions.saved_survey import saved
        from kyoten_extract.layout.survey_records import Records
        from kyoten_extract.model.survey import Survey
        from kyoten_extract.pipeline import extract, read_records

        survey = saved(job.source, self.reading.limits)
        shown = self.document
        if survey is None:
            shown = shown or job.source
            read = extract if self.layout.reads_bases else read_records
            survey = read(
                job.source,
                layout=self.layout,
                repair=self.repair,
                progress=progress,
                **self.reading.arguments,
            )
        elif isinstance(survey, Records) and self.is_alone:
            why = say("records have their layout with them")
            refuse_given(job.path, why, {"layout": "--layout"})
            why = say("the report of records has no images")
            refuse_given(job.path, why, {"document": "--document"})
        elif (
            isinstance(survey, Survey)
            and shown is None
            and any(planned.form == "html" for planned in job.planned)
        ):
            from kyoten_extract.output.report.row_images import document_beside

            shown = document_beside(job.path, survey)
        codes: dict[str, Any] = {"ignore": self.ignore, "only": self.only}
        if isinstance(survey, Records):
            return validate(survey, **codes), None
        return validate(survey, layout=self.layout, **codes), shown

    def _bytes(
        self, planned: Planned, report: Report | RecordsReport, job: Job, document: Any
    ) -> bytes:
        from kyoten_extract.checks import Report
        from kyoten_extract.output import export
        from kyoten_extract.output.report import text_report

        match planned.form:
            case "json":
                return export.json_bytes(report.to_dict())
            case "html" if isinstance(report, Report):
                return report.to_html(document, password=self.reading.password).encode()
            case "html":
                return report.to_html().encode()
            case "github":
                return text_report.github(report, job.name, language()).encode()
        # Reports one after another say of which file each is.
        heading = "" if self.is_alone or planned.path else f"{one_line(job.name)}\n"
        return f"{heading}{text_report.plain(report, language())}".encode()


def _in_color(report: Report | RecordsReport) -> Callable[[], None]:
    from kyoten_extract.output.report import text_report
    from kyoten_extract.workers.optional_import import require

    require("rich", needed_by="a report in colour")
    from rich.console import Console

    return lambda: text_report.show(report, Console(), language())
