"""The report as JSON: it fits the schema that is shipped, and the schema refuses what is none."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from hypothesis import given, settings

import corpus
from kyoten_extract import Survey, validate
from kyoten_extract.cli.commands import cli
from kyoten_extract.output.report.report_schema import report_schema
from shared_results import survey_of
from strategies import surveys


def shipped(name: str) -> dict[str, Any]:
    text = resources.files("kyoten_extract").joinpath(f"schemas/{name}.schema.json")
    data: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return data


REPORT, SURVEY = shipped("report"), shipped("survey")
# Made once: ``jsonschema.validate`` checks the schema itself each time.
FITS_REPORT, FITS_SURVEY = map(jsonschema.Draft202012Validator, (REPORT, SURVEY))


def test_the_shipped_schema_is_that_of_the_types() -> None:
    assert report_schema() == REPORT
    for schema in (REPORT, SURVEY):
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("fixture", corpus.SURVEYS, ids=str)
def test_what_the_commands_write_fits(fixture: corpus.Fixture) -> None:
    written = CliRunner().invoke(cli, ["validate", "--format", "json", str(fixture.path)])
    FITS_REPORT.validate(json.loads(written.stdout))
    read = CliRunner().invoke(cli, ["extract", str(fixture.path)])
    FITS_SURVEY.validate(json.loads(read.stdout))


@settings(max_examples=50)
@given(surveys)
def test_any_report_fits(survey: Survey) -> None:
    FITS_REPORT.validate(json.loads(json.dumps(validate(survey).to_dict())))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("ok",), "yes"),
        (("counts", "error"), -1),
        (("counts", "fatal"), 1),
        (("findings", 0, "severity"), "fatal"),
        (("findings", 0, "row"), [1]),
        (("reconciliation", 0, "counts"), {}),
        (("reconciliation", 0, "published"), "many"),
        (("extra",), 1),
    ],
)
def test_what_is_no_report_is_refused(path: tuple[str | int, ...], value: object) -> None:
    report = validate(survey_of(corpus.FIXTURES / "calc.pdf"))
    data = json.loads(json.dumps(report.to_dict()))
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        FITS_REPORT.validate(data)
