"""``kyoten demo``: the bundled specimen read, checked and written, without network or own files."""

from __future__ import annotations

from pathlib import Path

import click

from kyoten_extract.cli.exit_status import EXIT_FINDINGS
from kyoten_extract.cli.output_files import Output, OutputPath, make_folders
from kyoten_extract.cli.progress_bar import progress_bar
from kyoten_extract.cli.results import write
from kyoten_extract.cli.verbosity import verbosity_options
from kyoten_extract.errors import UsageError
from kyoten_extract.messages import language, say, told

_SPECIMEN = "specimen.pdf"
_FOLDER = "kyoten-demo"

_EXAMPLES = """\b
Examples:
  kyoten demo
  kyoten demo -o /tmp/demo
"""


@click.command(epilog=_EXAMPLES)
@click.option(
    "-o",
    "--output",
    type=OutputPath(),
    default=f"{_FOLDER}/",
    show_default=True,
    help="The folder to write into; it is made if it is not there.",
)
@verbosity_options
def demo(output: Output) -> None:
    """Read and check a bundled specimen, and write what comes of it into a folder.

    The specimen has 37 rows of an edition of 自治体の海外拠点一覧, misprints included. Where each
    file is written is printed, with the command that writes it.
    """
    from kyoten_extract.checks import validate
    from kyoten_extract.output import export
    from kyoten_extract.pipeline import extract
    from kyoten_extract.workers.optional_import import require

    require("jinja2", needed_by="an HTML report")
    if output.path is None:
        raise UsageError(say("the demo writes files"), remedy=say("name a folder with -o DIR/"))
    folder = output.path
    specimen = (Path(__file__).parent / _SPECIMEN).read_bytes()
    make_folders({"-o": [Output(folder, is_folder=True)]})
    _require_own(folder, specimen)
    file = folder / _SPECIMEN
    write(specimen, file, "pdf")
    with progress_bar() as progress:
        survey = extract(file, progress=progress)
    report = validate(survey)
    kept = folder / "bases.json"
    made = {
        kept: export.to_bytes(survey, "json"),
        folder / "bases.csv": export.to_bytes(survey, "csv"),
        folder / "corrections.csv": export.corrections_bytes(survey),
        folder / "report.html": report.to_html(file).encode(),
    }
    for path, data in made.items():
        write(data, path, path.suffix)
    errors = sum(finding.severity == "error" for finding in report.findings)
    status = EXIT_FINDINGS if errors else 0
    lines = [
        say(
            "{file}: the specimen, {bases} bases on {pages} pages",
            file=file,
            bases=len(survey.bases),
            pages=survey.source.pages,
        ),
        "",
        f"$ kyoten extract {file} -o {kept} -o {folder / 'bases.csv'} \\",
        f"    --corrections {folder / 'corrections.csv'} --report {folder / 'report.html'}",
        say("{kept}: every record with its printed text, its place and its corrections", kept=kept),
        say("{file}: one row for each base", file=folder / "bases.csv"),
        say(
            "{file}: {count} corrections of what is printed",
            file=folder / "corrections.csv",
            count=sum(len(base.corrections) for base in survey.bases),
        ),
        say(
            "{file}: {findings} findings (errors: {errors}), to read in a browser",
            file=folder / "report.html",
            findings=len(report.findings),
            errors=errors,
        ),
        "",
        f"$ kyoten validate {kept}",
        say("would print the findings as text, and end with status {status}.", status=status),
    ]
    write("".join(f"{told(line, language())}\n" for line in lines).encode(), None, "text")


def _require_own(folder: Path, specimen: bytes) -> None:
    """Check that the folder is empty, or that of a demo before: no file of others is written over.

    Raises:
        UsageError: it has other files.
    """
    try:
        if not any(folder.iterdir()) or (folder / _SPECIMEN).read_bytes() == specimen:
            return
    except OSError:
        pass
    raise UsageError(
        say("the folder has files that are not the demo's"),
        source=str(folder),
        remedy=say("name a new one with -o DIR/"),
    )
