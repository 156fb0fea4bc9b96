"""The commands on several editions: ``diff`` and ``panel``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kyoten_extract.cli.options import (
    csv_safe_option,
    format_option,
    isolate_option,
    limit_option,
    repair_option,
    several_passwords,
)
from kyoten_extract.cli.password import PASSWORDS
from kyoten_extract.cli.records_commands import layout_of, layout_option, require_bases
from kyoten_extract.cli.results import formulas_of, notice, refuse_terminal, write
from kyoten_extract.cli.targets import check_targets
from kyoten_extract.cli.unused_options import refuse_given
from kyoten_extract.editions.saved_survey import reopenable, saved_survey
from kyoten_extract.messages import say
from kyoten_extract.output import export
from kyoten_extract.output.report.text_report import line
from kyoten_extract.pipeline import extract as extract_survey
from kyoten_extract.workers.limits import Limits
from kyoten_extract.workers.optional_import import require

_DIFF_FORMATS = ("text", "json", "csv", "html")
_PANEL_FORMATS = ("csv", "xlsx", "parquet")


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output.",
)
@format_option(_DIFF_FORMATS)
@layout_option
@several_passwords
@csv_safe_option
@limit_option
@isolate_option
def diff(
    old: Path,
    new: Path,
    output: Path | None,
    form: str | None,
    layout: Path | None,
    password: str | None,
    csv_safe: bool,
    limit: tuple[str, ...],
    isolate: bool,
) -> None:
    """Compare two editions, each a document or the JSON written by extract."""
    from kyoten_extract.editions import diff_page, diff_text
    from kyoten_extract.editions.edition_diff import ROW_COLUMNS
    from kyoten_extract.editions.edition_diff import diff as compare

    chosen = form or _format_of(output)
    if chosen == "html":
        require("jinja2", needed_by="an HTML page")
    formulas = formulas_of(csv_safe, chosen)
    check_targets([old, new, layout], {"-o": output})
    described = layout_of(layout)
    require_bases(described, layout, "diff")
    limits = Limits.parse(limit)
    given = [reopenable(path, limits) for path in (old, new)]
    kept = [saved_survey(path, limits) for path in given]
    if None not in kept:
        refuse_given(
            old, say("both are JSON"), {"layout": "--layout", "isolate": "--isolate", **PASSWORDS}
        )
    options: dict[str, Any] = {
        "layout": described,
        "password": password,
        "limits": limits,
        "isolate": isolate,
    }
    result = compare(
        *(one or extract_survey(path, **options) for one, path in zip(kept, given, strict=True))
    )
    if chosen == "json":
        data = export.json_bytes(result.to_dict())
    elif chosen == "csv":
        data = export.csv_bytes(ROW_COLUMNS, result.rows(), formulas=formulas)
    elif chosen == "html":
        data = diff_page.page(result).encode()
    else:
        data = diff_text.plain(result).encode()
    write(data, output, chosen)


def _format_of(output: Path | None) -> str:
    """The format of the suffix of ``-o``; text for the screen, and for a file named ``.txt``."""
    if output is None or output.suffix.lower() in ("", ".txt"):
        return "text"
    return export.format_of(output, _DIFF_FORMATS)


@click.command()
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output.",
)
@format_option(_PANEL_FORMATS)
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    help="Write which column each edition has, and its label, to this CSV file.",
)
@layout_option
@repair_option
@several_passwords
@csv_safe_option
@limit_option
@isolate_option
def panel(
    files: tuple[Path, ...],
    output: Path | None,
    form: str | None,
    columns: Path | None,
    layout: Path | None,
    repair: Any,
    password: str | None,
    csv_safe: bool,
    limit: tuple[str, ...],
    isolate: bool,
) -> None:
    """Put several editions together, each FILE a document or the JSON written by extract."""
    from kyoten_extract.editions.panel import read_editions
    from kyoten_extract.editions.panel_files import columns_bytes, panel_bytes

    chosen = form or ("csv" if output is None else export.format_of(output, _PANEL_FORMATS))
    export.require_format(chosen)
    refuse_terminal(output, chosen)
    formulas = formulas_of(csv_safe, chosen, writes_csv=columns is not None)
    described = layout_of(layout)
    require_bases(described, layout, "panel")
    check_targets([*files, layout], {"-o": output, "--columns": columns})
    limits = Limits.parse(limit)
    kept = [saved_survey(path, limits) for path in files]
    if None not in kept:
        refuse_given(
            files[0],
            say("all are JSON"),
            {"repair": "--repair", "layout": "--layout", "isolate": "--isolate", **PASSWORDS},
        )
    sources = [path if one is None else one for path, one in zip(files, kept, strict=True)]
    options: dict[str, Any] = {
        "layout": described,
        "password": password,
        "limits": limits,
        "isolate": isolate,
    }
    result = read_editions(sources, repair=repair, **options)
    data = panel_bytes(result, chosen, formulas=formulas)
    listed = columns_bytes(result, formulas=formulas)
    write(data, output, chosen)
    if columns is not None:
        write(listed, columns, "csv")
    for finding in result.findings:
        notice(line(finding), always=True)
    bases = len({row[2] for row in result.rows})
    notice(f"{len(result.columns)} editions, {len(result.rows)} rows, {bases} bases")
