"""The report as lines: for a pipe, for a terminal, and for a workflow on GitHub."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from rich.console import Console

import corpus
from kyoten_extract import Finding, Layout, Survey, read_records, validate
from kyoten_extract.checks import Report
from kyoten_extract.cli.commands import cli
from kyoten_extract.findings.codes import ALL
from kyoten_extract.model.survey import Source
from kyoten_extract.output.report import text_report
from shared_results import survey_of

CLINICS = corpus.FIXTURES.parents[1] / "docs" / "another_survey" / "clinics"


def report(*findings: Finding) -> Report:
    survey = Survey("題", None, Source("x", "0", 1, "pdfium", "0"), (), None)
    return validate(replace(survey, findings=findings))


@pytest.fixture(scope="module")
def specimen() -> Report:
    return validate(survey_of(corpus.FIXTURES / "calc.pdf"))


def test_plain_lines_are_grouped_by_severity_and_code(specimen: Report) -> None:
    text = text_report.plain(specimen)
    heads = re.findall(r"^(\w+) (KY\d{3}): (.+) \((\d+)\)$", text, re.MULTILINE)
    assert [code for _, code, _, _ in heads] == sorted(
        {f.code for f in specimen.findings},
        key=lambda code: next(i for i, f in enumerate(specimen.findings) if f.code == code),
    )
    assert sum(int(count) for *_, count in heads) == len(specimen.findings)
    assert all(summary == ALL[code].summary for _, code, summary, _ in heads)
    assert "  KY201 44-1 p.1 base_no: 44-1 is printed for" in text
    assert text.endswith("published figures explained; 1 error\n")


def test_every_finding_is_on_one_line() -> None:
    odd = Finding("KY006", "error", "two\nlines\x1b[31m and \u2028more", row=(1, 2))
    (head, entry, _) = text_report.plain(report(odd)).splitlines()
    assert head.startswith("error KY006")
    assert entry == "  KY006 1-2: two lines [31m and  more"


def test_a_terminal_gets_colour_and_no_markup_of_the_survey_s() -> None:
    target = io.StringIO()
    console = Console(file=target, force_terminal=True, width=60, color_system="standard")
    text_report.show(report(Finding("KY006", "error", "[bold]as it is[/bold]", page=3)), console)
    assert "\x1b[1;31m" in target.getvalue()
    assert "[bold]as it is[/bold]" in re.sub(r"\x1b\[[\d;]*m", "", target.getvalue())


ANNOTATION = re.compile(r"::(error|warning|notice) file=([^,:]*),title=(KY\d{3})::(.*)")


def test_annotations(specimen: Report) -> None:
    written = text_report.github(specimen, "data/h29.pdf").splitlines()
    assert len(written) == len(specimen.findings)
    for command, finding in zip(written, specimen.findings, strict=True):
        match = ANNOTATION.fullmatch(command)
        assert match is not None
        assert match[1] == {"info": "notice"}.get(finding.severity, finding.severity)
        assert (match[2], match[3]) == ("data/h29.pdf", finding.code)
        assert finding.message in match[4]


def test_annotations_are_escaped() -> None:
    odd = Finding("KY006", "error", "100%\r\n::error::of, it: all", page=1)
    survey_lines = text_report.github(report(odd), "a,b:c%\n.pdf").splitlines()
    assert survey_lines[0] == (
        "::error file=a%2Cb%3Ac%25%0A.pdf,title=KY006::p.1: 100%25%0D%0A::error::of, it: all"
    )
    assert len(survey_lines) == 1


def test_the_command_writes_annotations() -> None:
    path = str(corpus.FIXTURES / "calc.pdf")
    result = CliRunner().invoke(cli, ["validate", path, "--format", "github"])
    assert result.exit_code == 1
    assert all(ANNOTATION.fullmatch(line) for line in result.stdout.splitlines())
    assert result.stdout.count("::error") == 1


@pytest.mark.skipif(not CLINICS.parent.is_dir(), reason="the wheel is tested without its sources")
def test_a_record_without_numbers_is_named_by_what_identifies_it() -> None:
    layout = Layout.load(CLINICS.with_suffix(".toml"))
    clinics = read_records(CLINICS.with_suffix(".pdf"), layout=layout)
    row = clinics.rows[3]
    (page, *bbox) = row.source.boxes[0]
    found = Finding("MINE1", "error", "odd", field="beds", page=page, bbox=(*bbox,))
    elsewhere = Finding("MINE1", "error", "odd", page=page)
    odd = validate(clinics, rules=[lambda _: [found, elsewhere]], only=["MINE1"])
    name = " ".join(row.raw[key] for key in layout.identifies[0]).replace("\n", " ")
    assert name
    lines = text_report.plain(odd).splitlines()
    assert f"  MINE1 p.1 {name} beds: odd" in lines
    assert "  MINE1 p.1: odd" in lines
    assert f"::p.1 {name} beds: odd" in text_report.github(odd, "x.pdf")
