"""``kyoten extract``: a survey, or any list that a layout describes, as typed records."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract.cli.exit_status import EXIT_CLEAN
from kyoten_extract.cli.formats import SURVEY_FORMATS
from kyoten_extract.cli.input_files import STDIN, InputPath, name_of, opened
from kyoten_extract.cli.many_files import Done, Job, Line, jobs_of, run_jobs, write_results
from kyoten_extract.cli.options import (
    Reading,
    csv_safe_option,
    format_option,
    reading_options,
    repair_option,
    verify_option,
)
from kyoten_extract.cli.output_files import (
    Output,
    OutputPath,
    Planned,
    make_folders,
    plan,
    plan_beside,
)
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import formulas_of, refuse_terminal
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import check_reading, refuse_given
from kyoten_extract.deferred.dataclass import dataclass
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import say
from kyoten_extract.workers.own_process import rehearse

if TYPE_CHECKING:
    from kyoten_extract._types import Progress
    from kyoten_extract.editions.saved_survey import Reopened
    from kyoten_extract.layout.survey_layout import Layout
    from kyoten_extract.layout.survey_records import Records
    from kyoten_extract.model.finding import Finding
    from kyoten_extract.model.survey import Survey
    from kyoten_extract.output.formula_cells import Formulas

_EXAMPLES = """\b
Examples:
  kyoten extract edition.pdf -o bases.json --report report.html
  kyoten extract edition.pdf -o bases.csv -o bases.xlsx      two files of one reading
  kyoten extract bases.json -o bases.csv                     saved JSON, not read again
  kyoten extract h30.pdf --previous h29.json -o h30.xlsx     a sheet of differences
  kyoten extract *.pdf -o out/ --format csv --jobs 4         out/NAME.csv for each
  kyoten extract scan.pdf --pages 4-end --cache ~/.cache/kyoten -o bases.json
  curl -s https://example.jp/list.pdf | kyoten extract - --layout mine.toml -o list.csv
"""


@click.command(epilog=_EXAMPLES)
@reading_options(several=True)
@format_option(SURVEY_FORMATS, default="json")
@click.option("--report", type=OutputPath(), help="Also validate, and write an HTML report here.")
@click.option("--corrections", type=OutputPath(), help="Write all corrections to this CSV file.")
@click.option(
    "--previous",
    type=InputPath(),
    help="An earlier edition, a document or JSON: the workbook also has the differences from it.",
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
    files: tuple[Path, ...],
    jobs: int | None,
    reading: Reading,
    outputs: tuple[Output, ...],
    form: str | None,
    report: Output | None,
    corrections: Output | None,
    previous: Path | None,
    repair: Any,
    cross_check: bool,
    verify: bool | None,
    layout: Path | None,
    csv_safe: bool,
) -> None:
    """Extract the survey in each FILE as typed records.

    A FILE is a document, the JSON written by extract, a pattern, or '-' for standard input. With
    --layout MINE.toml it may be any list that the layout describes. Of several files, each is
    written to its own file in -o DIR/; one that can't be read is told, and the others go on.
    """
    from kyoten_extract.output.format_packages import require_format
    from kyoten_extract.workers.optional_import import require

    planned = plan(files, outputs, form, SURVEY_FORMATS, default="json")
    reports = plan_beside(files, report, "--report", "html")
    listed = plan_beside(files, corrections, "--corrections", "csv", "-corrections")
    written = [one for part in (planned, reports, listed) for each in part for one in each]
    for one in written:
        require_format(one.form)
        refuse_terminal(one.path, one.form)
    formulas = formulas_of(csv_safe, {one.form for one in written if one.form != "html"})
    make_folders({
        "-o": outputs,
        "--report": [report] if report else [],
        "--corrections": [corrections] if corrections else [],
    })  # fmt: skip
    check_targets(
        [*files, layout, previous], [(one.option, one.path) for one in written], cache=reading.cache
    )
    if report is not None:
        require("jinja2", needed_by="an HTML report")
    described = layout_of(layout)
    if previous is not None:
        _check_previous(previous, files, {one.form for one in written})
        require_bases(described, layout, "--previous")
    if cross_check and not described.reads_bases:
        require_bases(described, layout, "--cross-check")
    given = jobs_of(files, reading.limits, planned, reports, listed)
    check_reading(
        [(job.path, job.source) for job in given],
        reading.engine,
        verify=verify,
        repair="--repair",
        layout="--layout",
        cross_check="--cross-check",
    )
    earlier = opened(previous, reading.limits) if previous is not None else None
    work = ExtractWork(reading, described, repair, verify, cross_check, formulas, earlier)
    status = run_jobs(work, given, processes=jobs)
    if status != EXIT_CLEAN:
        sys.exit(status)


def _check_previous(previous: Path, files: Sequence[Path], forms: set[str]) -> None:
    if len(files) > 1:
        raise UsageError(say("--previous is for a single FILE"), source=name_of(previous))
    if previous in files and previous == STDIN:
        raise UsageError(say("both editions are standard input"), source=name_of(previous))
    if "xlsx" not in forms:
        refuse_given(previous, say("only a workbook has differences"), {"previous": "--previous"})


@dataclass(frozen=True, slots=True)
class ExtractWork:
    """Reads a survey or records, and writes all results of it."""

    reading: Reading
    layout: Layout
    repair: Any
    verify: bool | None
    cross_check: bool
    formulas: Formulas
    previous: Path | Reopened | None = None

    def __call__(self, job: Job, progress: Progress | None = None) -> Done:
        """Do so for one file."""
        rehearse(partial(self._rehearse, job))
        result, is_document = self._read(job, progress)
        made = [(self._bytes(one, result, job, is_document), one) for one in job.planned]
        return Done(_lines(result), write_results(made))

    def _rehearse(self, job: Job, part: Any) -> None:
        """Make the results of a part that need nothing else; reports and workbooks may."""
        for one in job.planned:
            if one.form == "json":
                import msgspec  # noqa: F401 - what is loaded writes it: here there is time to load
            if one.form in ("json", "csv"):
                self._bytes(one, part, job, is_document=True)

    def _read(self, job: Job, progress: Progress | None) -> tuple[Survey | Records[Any], bool]:
        from kyoten_extract.editions.saved_survey import saved
        from kyoten_extract.pipeline import extract, read_records

        kept = saved(job.source, self.reading.limits)
        if kept is not None:
            return kept, False
        options: dict[str, Any] = {
            "repair": self.repair,
            "verify": self.verify,
            "layout": self.layout,
            "progress": progress,
            **self.reading.arguments,
        }
        if self.layout.reads_bases:
            return extract(job.source, cross_check=self.cross_check, **options), True
        return read_records(job.source, **options), True

    def _bytes(
        self, planned: Planned, result: Survey | Records[Any], job: Job, is_document: bool
    ) -> bytes:
        from kyoten_extract.layout.survey_records import Records
        from kyoten_extract.output import export

        if planned.option == "--report":
            from kyoten_extract.checks import validate

            if isinstance(result, Records):
                return validate(result).to_html().encode()
            from kyoten_extract.output.report.row_images import document_beside

            shown = job.source if is_document else document_beside(job.path, result)
            return validate(result).to_html(shown, password=self.reading.password).encode()
        if isinstance(result, Records):
            from kyoten_extract.output import records_export

            if planned.option == "--corrections":
                return records_export.record_corrections_bytes(result, formulas=self.formulas)
            return records_export.records_bytes(result, planned.form, formulas=self.formulas)
        if planned.option == "--corrections":
            return export.corrections_bytes(result, formulas=self.formulas)
        previous = self._earlier() if planned.form == "xlsx" else None
        return export.to_bytes(result, planned.form, formulas=self.formulas, previous=previous)

    def _earlier(self) -> Survey | None:
        from kyoten_extract.editions.saved_survey import saved_survey
        from kyoten_extract.pipeline import extract

        if self.previous is None:
            return None
        reading = self.reading
        return saved_survey(self.previous, reading.limits) or extract(
            self.previous,
            layout=self.layout,
            repair=self.repair,
            password=reading.password,
            limits=reading.limits,
            isolate=reading.isolate,
            cache=reading.cache,
        )


def _lines(result: Survey | Records[Any]) -> tuple[Line, ...]:
    from kyoten_extract.model.survey import Survey

    is_survey = isinstance(result, Survey)
    count = len(result.bases) if isinstance(result, Survey) else len(result)
    findings: Sequence[Finding] = result.findings
    errors = sum(finding.severity == "error" for finding in findings)
    what = say("{count} bases", count=count) if is_survey else say("{count} records", count=count)
    text = say(
        "{read}, {findings} findings (errors: {errors})",
        read=what,
        findings=len(findings),
        errors=errors,
    )
    warned = any(finding.severity == "warning" for finding in findings)
    return (Line("error" if errors else "warning" if warned else "notice", text),)
