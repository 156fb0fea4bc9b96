"""The laws, swept over every fixture: nothing lost, nothing changed in silence."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Literal

import jsonschema
import pypdfium2
import pytest

import corpus
import pdfs
import second_reader
from kyoten_extract import Survey, extract, normalize_text, read_table, validate
from kyoten_extract.model.codec import schema
from kyoten_extract.output.export import flat_row
from kyoten_extract.page.grid import count_ink
from shared_results import survey_of, table_of

VALIDATOR = jsonschema.Draft202012Validator(schema(Survey))
sweep = pytest.mark.parametrize("fixture", corpus.SURVEYS, ids=str)


@sweep
def test_every_character_is_accounted_for(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    assert not [finding for finding in survey.findings if finding.code == "KY401"]
    assert [ledger.page for ledger in survey.ledger] == list(range(1, fixture.pages + 1))
    assert all(ledger.printed == ledger.accounted for ledger in survey.ledger)
    table = table_of(fixture.path)
    assert all(ledger.printed == ledger.accounted for ledger in table.ledger)
    assert [e.printed for e in table.ledger] == [e.printed for e in survey.ledger]


@sweep
def test_the_ledger_counts_what_came_out(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    raw = sum(count_ink("".join(base.raw.values())) for base in survey.bases)
    left = sum(count_ink(leftover.text) for leftover in survey.leftovers)
    header = sum(count for _, count in table_of(fixture.path).header_ink)
    assert sum(ledger.cells for ledger in survey.ledger) == raw
    assert sum(ledger.leftovers for ledger in survey.ledger) == left
    assert sum(ledger.header for ledger in survey.ledger) == header
    title = count_ink(survey.title or "")
    assert {ledger.title for ledger in survey.ledger} <= {0, title}
    assert (sum(ledger.totals for ledger in survey.ledger) > 0) == (survey.published is not None)


@pytest.mark.parametrize("fixture", corpus.PDFS, ids=str)
def test_what_a_page_prints_is_counted_by_another(fixture: corpus.Fixture) -> None:
    """pdfminer, which has no part in what PDFium hands out or withholds."""
    pages = second_reader.pages_of(fixture.path)
    counts = [count_ink("".join(glyph.text for glyph in glyphs)) for glyphs in pages]
    if not fixture.embedded:
        counts[-1] += 1  # 传 is in none of pdfminer's maps of fonts that are not embedded.
    ledger = survey_of(fixture.path).ledger
    assert [page.printed + page.doubled for page in ledger] == counts


def test_the_ledger_belongs_to_the_run_alone() -> None:
    survey = survey_of(corpus.SURVEYS[0].path)
    again = Survey.from_dict(survey.to_dict())
    assert "ledger" not in survey.to_dict()
    assert again == survey
    assert again.ledger == ()


@sweep
@pytest.mark.parametrize("repair", ["off", "safe", "all"])
def test_undoing_the_corrections_gives_the_raw_text(
    fixture: corpus.Fixture, repair: Literal["off", "safe", "all"]
) -> None:
    for base in survey_of(fixture.path, repair=repair).bases:
        for field, raw in base.raw.items():
            chain = [c for c in base.corrections if c.field == field]
            text = raw
            for correction in chain:
                assert correction.before == text
                text = correction.after
            for correction in reversed(chain):
                assert text == correction.after
                text = correction.before
            assert text == raw


@sweep
def test_a_value_that_differs_from_its_raw_text_has_a_correction(fixture: corpus.Fixture) -> None:
    for base in survey_of(fixture.path).bases:
        for field in ("municipality", "name", "country", "city", "department", "reason", "url"):
            value, raw = getattr(base, field), base.raw.get(field, "")
            if value is not None and value != raw:
                last = [c for c in base.corrections if c.field == field][-1]
                assert last.after == value


@sweep
def test_only_repairs_with_evidence_change_a_meaning(fixture: corpus.Fixture) -> None:
    for base in survey_of(fixture.path).bases:
        for correction in base.corrections:
            same = "".join(normalize_text(correction.before).split()) == "".join(
                normalize_text(correction.after).split()
            )
            if not same:
                assert correction.rule.startswith("url-") or correction.evidence
                assert correction.confidence < 1


@sweep
def test_every_row_is_where_it_says(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    sizes = _page_sizes(fixture)
    for base in survey.bases:
        assert [box[0] for box in base.source.boxes] == list(base.source.pages)
        for page, x0, top, x1, bottom in base.source.boxes:
            width, height = sizes.get(page, (float("inf"), float("inf")))
            assert 0 <= x0 < x1 <= width
            assert 0 <= top <= bottom <= height


def _page_sizes(fixture: corpus.Fixture) -> dict[int, tuple[float, float]]:
    if fixture.engine != "pdfium":
        return {}
    with pypdfium2.PdfDocument(fixture.path) as document:
        return {number: page.get_size() for number, page in enumerate(document, 1)}


@sweep
def test_json_round_trips_and_fits_the_schema(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    data = json.loads(json.dumps(survey.to_dict()))
    assert Survey.from_dict(data) == survey
    VALIDATOR.validate(data)


@sweep
def test_reading_is_deterministic(fixture: corpus.Fixture) -> None:
    survey = survey_of(fixture.path)
    assert extract(fixture.path) == survey
    nameless = extract(fixture.path.read_bytes())
    assert replace(nameless, source=survey.source) == survey


@sweep
def test_the_engine_and_the_pages_are_told(fixture: corpus.Fixture) -> None:
    source = survey_of(fixture.path).source
    assert (source.name, source.engine, source.pages) == (
        fixture.name,
        fixture.engine,
        fixture.pages,
    )
    assert len(source.sha256) == 64


@sweep
def test_pages_can_be_read_alone(fixture: corpus.Fixture) -> None:
    whole = survey_of(fixture.path)
    first = extract(fixture.path, pages="1")
    alone = [base for base in whole.bases if base.source.pages == (1,)]
    assert [b.key for b in first.bases][: len(alone)] == [b.key for b in alone]
    assert first.source.pages == fixture.pages


@sweep
def test_flat_rows_hold_plain_values(fixture: corpus.Fixture) -> None:
    for base in survey_of(fixture.path).bases:
        assert all(isinstance(value, str | int | None) for value in flat_row(base).values())


@sweep
def test_validation_never_raises_and_is_ordered(fixture: corpus.Fixture) -> None:
    report = validate(survey_of(fixture.path))
    ranks = ["error warning info".split().index(finding.severity) for finding in report.findings]
    assert ranks == sorted(ranks)
    assert report.to_html().startswith("<!doctype html>")
    json.dumps(report.to_dict())


@pytest.mark.parametrize("turns", [90, 180, 270])
def test_a_page_may_be_turned(turns: int) -> None:
    path = corpus.FIXTURES / "calc.pdf"
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            page.set_rotation(turns)
        buffer = BytesIO()
        document.save(buffer)
    turned, upright = extract(buffer.getvalue()), survey_of(path)
    assert turned.bases == upright.bases
    assert turned.published == upright.published


def test_a_title_in_the_frame_of_another_table_is_told_once() -> None:
    rows = [("番号", "名称", "所在地"), ("1", "上海事務所", "上海"), ("2", "香港事務所", "香港")]
    across = " ".join(f"20 {y} m 290 {y} l S" for y in (180, 160, 140))
    down = " ".join(f"{x} 160 m {x} 140 l S" for x in (80, 140, 200))
    frame = f"{across} {down} 20 180 m 20 140 l S 290 180 m 290 140 l S"
    texts = [pdfs.text("別表の題名", 23, 166)]
    texts += [pdfs.text(text, 23 + 60 * i, 146) for i, text in enumerate("甲乙丙丁")]
    table = read_table(pdfs.pdf("\n".join([pdfs.table(rows), frame, *texts])))
    assert [row.cells for row in table.rows] == rows[1:]
    assert [left.text for left in table.leftovers] == ["別表の題名"]
    assert [one.header for one in table.others] == [("甲", "乙", "丙", "丁")]
    assert table.findings == ()
