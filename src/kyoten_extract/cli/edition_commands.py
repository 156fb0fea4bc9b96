"""The commands on several editions: ``diff`` and ``panel``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kyoten_extract.cli.formats import DIFF_FORMATS, PANEL_FORMATS
from kyoten_extract.cli.input_files import STDIN, InputPath, expanded, name_of, opened
from kyoten_extract.cli.options import (
    csv_safe_option,
    format_option,
    isolate_option,
    jobs_option,
    limit_option,
    repair_option,
    several_passwords,
)
from kyoten_extract.cli.output_files import (
    Output,
    OutputPath,
    make_folders,
    output_option,
    plan,
    plan_beside,
)
from kyoten_extract.cli.password import PASSWORDS
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import formulas_of, notice, refuse_terminal, warn, write
from kyoten_extract.cli.several_editions import read_surveys
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import refuse_given
from kyoten_extract.cli.verbosity import verbosity_options
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import language, say
from kyoten_extract.workers.limits import Limits

if TYPE_CHECKING:
    from kyoten_extract.editions.edition_diff import EditionDiff
    from kyoten_extract.output.formula_cells import Formulas

_DIFF_EXAMPLES = """\b
Examples:
  kyoten diff h29.pdf h30.pdf --jobs 2
  kyoten diff h29.json h30.json -o changes.html -o changes.csv
  kyoten extract h30.pdf | kyoten diff h29.json -
"""

# Options that do nothing where all inputs are saved JSON.
_OF_DOCUMENTS = {
    **{"layout": "--layout", "isolate": "--isolate", "jobs": "--jobs"},
    **PASSWORDS,
}

_PANEL_EXAMPLES = """\b
Examples:
  kyoten panel h28.pdf h29.pdf h30.json -o panel.parquet
  kyoten panel 'editions/*.pdf' --jobs 4 -o panel.csv
  kyoten panel 'editions/*.json' -o panel.xlsx --columns columns.csv
"""


@click.command(epilog=_DIFF_EXAMPLES)
@click.argument("old", type=InputPath())
@click.argument("new", type=InputPath())
@output_option
@format_option(DIFF_FORMATS, default="text")
@layout_option
@several_passwords
@csv_safe_option
@limit_option
@isolate_option
@jobs_option(several=True)
@verbosity_options
def diff(
    old: Path,
    new: Path,
    outputs: tuple[Output, ...],
    form: str | None,
    layout: Path | None,
    password: str | None,
    csv_safe: bool,
    limit: tuple[str, ...],
    isolate: bool,
    jobs: int | None,
) -> None:
    """Compare two editions, each a document or the JSON written by extract."""
    from kyoten_extract.editions.edition_diff import diff as compare
    from kyoten_extract.editions.saved_survey import saved_survey
    from kyoten_extract.workers.optional_import import require

    if old == new == STDIN:
        raise UsageError(say("both editions are standard input"), source=name_of(old))
    (planned,) = plan([new], outputs, form, DIFF_FORMATS, default="text")
    forms = {one.form for one in planned}
    if "html" in forms:
        require("jinja2", needed_by="an HTML page")
    formulas = formulas_of(csv_safe, forms)
    make_folders({"-o": outputs})
    check_targets([old, new, layout], [(one.option, one.path) for one in planned])
    described = layout_of(layout)
    require_bases(described, layout, "diff")
    limits = Limits.parse(limit)
    given = [opened(path, limits) for path in (old, new)]
    kept = [saved_survey(source, limits) for source in given]
    if None not in kept:
        refuse_given(old, say("both are JSON"), _OF_DOCUMENTS)
    old_survey, new_survey = read_surveys(
        given,
        kept,
        processes=jobs,
        layout=described,
        password=password,
        limits=limits,
        isolate=isolate,
    )
    result = compare(old_survey, new_survey)
    made = [_diff_bytes(result, one.form, formulas) for one in planned]
    for data, one in zip(made, planned, strict=True):
        write(data, one.path, one.form)


def _diff_bytes(result: EditionDiff, form: str, formulas: Formulas) -> bytes:
    from kyoten_extract.editions import diff_page, diff_text
    from kyoten_extract.editions.edition_diff import ROW_COLUMNS
    from kyoten_extract.output import export

    match form:
        case "json":
            return export.json_bytes(result.to_dict())
        case "csv":
            return export.csv_bytes(ROW_COLUMNS, result.rows(), formulas=formulas)
        case "html":
            return diff_page.page(result).encode()
    return diff_text.plain(result, language()).encode()


@click.command(epilog=_PANEL_EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=InputPath())
@output_option
@format_option(PANEL_FORMATS, default="csv")
@click.option(
    "--columns",
    type=OutputPath(),
    help="Write which column each edition has, and its label, to this CSV file.",
)
@layout_option
@repair_option
@several_passwords
@csv_safe_option
@limit_option
@isolate_option
@jobs_option(several=True)
@verbosity_options
def panel(
    files: tuple[Path, ...],
    outputs: tuple[Output, ...],
    form: str | None,
    columns: Output | None,
    layout: Path | None,
    repair: Any,
    password: str | None,
    csv_safe: bool,
    limit: tuple[str, ...],
    isolate: bool,
    jobs: int | None,
) -> None:
    """Put several editions together, each FILE a document or the JSON written by extract."""
    from kyoten_extract.editions.panel import read_editions
    from kyoten_extract.editions.panel_files import columns_bytes, panel_bytes
    from kyoten_extract.editions.saved_survey import saved_survey
    from kyoten_extract.output.format_packages import require_format
    from kyoten_extract.output.report.text_report import line

    files = expanded(files, twice=True)
    (planned,) = plan([_PANEL], outputs, form, PANEL_FORMATS, default="csv")
    (listed,) = plan_beside([_PANEL], columns, "--columns", "csv", "-columns")
    for one in planned:
        require_format(one.form)
        refuse_terminal(one.path, one.form)
    formulas = formulas_of(csv_safe, {one.form for one in (*planned, *listed)})
    described = layout_of(layout)
    require_bases(described, layout, "panel")
    make_folders({"-o": outputs, "--columns": [columns] if columns else []})
    check_targets([*files, layout], [(one.option, one.path) for one in (*planned, *listed)])
    limits = Limits.parse(limit)
    given = [opened(path, limits) for path in files]
    kept = [saved_survey(source, limits) for source in given]
    if None not in kept:
        names = {"repair": "--repair", **_OF_DOCUMENTS}
        refuse_given(files[0], say("all are JSON"), names)
    surveys = read_surveys(
        given,
        kept,
        processes=jobs,
        layout=described,
        repair=repair,
        password=password,
        limits=limits,
        isolate=isolate,
    )
    result = read_editions(surveys)
    made = [(panel_bytes(result, one.form, formulas=formulas), one) for one in planned]
    made += [(columns_bytes(result, formulas=formulas), one) for one in listed]
    for data, one in made:
        write(data, one.path, one.form)
    for finding in result.findings:
        warn(line(finding, language()))
    bases = len({row[2] for row in result.rows})
    notice(
        say(
            "{editions} editions, {rows} rows, {bases} bases",
            editions=len(result.columns),
            rows=len(result.rows),
            bases=bases,
        )
    )


# Names the files of -o DIR/.
_PANEL = Path("panel")
