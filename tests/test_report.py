"""The report as a page: self-contained, in two languages, every row beside its picture."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import corpus
import kyoten_extract
from kyoten_extract import Base, Finding, Provenance, Survey, validate
from kyoten_extract.checks import Report, published_totals
from kyoten_extract.checks.published_totals import Convention
from kyoten_extract.cli.commands import cli
from kyoten_extract.errors import PasswordError, UsageError
from kyoten_extract.layout.survey_layout import KYOTEN
from kyoten_extract.model.codec import decode, encode
from kyoten_extract.model.finding import Correction
from kyoten_extract.model.survey import Source
from kyoten_extract.output.report.entries import CellImage, Entry, entries, lack_text
from kyoten_extract.output.report.i18n import name_of, phrase, phrases, total_name
from kyoten_extract.output.report.row_images import CellView, SourceDocument, _encoded
from kyoten_extract.output.report.text_diff import difference, shortened, shown
from kyoten_extract.text.labels import fold_label
from shared_results import survey_of

CALC = corpus.FIXTURES / "calc.pdf"
CUT = corpus.FIXTURES / "chromium.pdf"


@pytest.fixture(scope="module")
def calc() -> Report:
    return validate(survey_of(CALC))


@pytest.fixture(scope="module")
def page(calc: Report) -> str:
    return calc.to_html(CALC)


class _Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    return _Tags(html).seen


def test_nothing_is_fetched(page: str, calc: Report) -> None:
    own = {base.url for base in calc.survey.bases}
    for tag, attributes in tags(page):
        for name in ("src", "href", "srcset", "data", "action", "poster"):
            value = attributes.get(name)
            if value is not None and not value.startswith(("data:", "#")):
                assert (tag, name) == ("a", "href")
                assert value in own or value.startswith("./calc.pdf#page=")
        assert tag not in ("link", "iframe", "object", "embed", "base")
        assert not [name for name in attributes if name.startswith("on")]
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "@import" not in style
    assert "url(" not in style


def test_the_policy_lets_its_own_parts_through_only(page: str) -> None:
    (policy,) = [
        a["content"] or ""
        for _, a in tags(page)
        if a.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "style=" not in page.partition("</style>")[2]


def test_what_a_survey_says_is_no_markup(calc: Report) -> None:
    evil = "<script>alert(1)</script>\"'&{{ 7*7 }}"
    base = replace(
        calc.survey.bases[0],
        municipality=evil, name=evil, url="javascript:alert(1)", extras={evil: evil},
        corrections=(Correction("url", evil, evil * 2, evil, 0.5, evil),),
    )  # fmt: skip
    survey = replace(
        calc.survey, bases=(base,), title=evil, source=replace(calc.survey.source, name=evil)
    )
    odd = Finding("KY999", "error", evil, evil, base.key, 1, None, evil, "x")
    html = validate(replace(survey, findings=(odd,))).to_html()
    assert "<script>alert" not in html
    assert "{{ 7*7 }}" in html
    assert not [a for _, a in tags(html) if (a.get("href") or "").startswith("javascript")]


def english(html: str) -> list[str]:
    """The English texts of a page, by the numbers in its markup."""
    (listed,) = re.findall('<script type="application/json" id="english">(.*?)</script>', html)
    return list(json.loads(listed))


def test_texts_are_there_in_both_languages(page: str) -> None:
    texts = english(page)
    known = {(both.en, both.ja) for both in phrases().values()}
    for text, ja in re.findall(r"<span data-t=(\d+)>([^<]*)</span>", page):
        assert ja
        assert texts[int(text)]
        assert (texts[int(text)], ja) in known or texts[int(text)] != ja
    numbers = set(map(int, re.findall(r'data-(?:t|text)="?(\d+)', page)))
    assert numbers == set(range(len(texts)))
    for key, both in phrases().items():
        assert both.en, key
        assert both.ja, key
        assert re.findall(r"\{\w+\}", both.en) == re.findall(r"\{\w+\}", both.ja), key
    assert "エラーがあります" in page
    assert "Errors found" in texts


def test_phrases_are_used() -> None:
    folder = resources.files("kyoten_extract.output.report")
    used = "".join(
        part.read_text("utf-8")
        for part in folder.iterdir()
        if part.name.endswith((".py", ".jinja"))
    )
    for key in phrases():
        if "." not in key and not key.startswith("chart_"):
            assert f'"{key}"' in used, key


def test_all_that_has_a_name_is_named() -> None:
    for column in KYOTEN.columns:
        assert f"field.{column.key}" in phrases()

    for value in vars(published_totals).values():
        if isinstance(value, Convention):
            assert f"convention.{value.name}" in phrases()
    rules = {c.rule for f in corpus.SURVEYS for b in survey_of(f.path).bases for c in b.corrections}
    for module in (Path(kyoten_extract.__file__).parent).rglob("*.py"):
        rules |= set(re.findall(r'"((?:url|name|place|ocr)-[a-z-]+)"', module.read_text("utf-8")))
    assert {f"made.{rule}" for rule in rules} <= set(phrases())
    assert total_name("forms.c").ja == "形態 c の拠点数"
    assert total_name("staff_mean.total").en == "mean of staff, total"
    assert total_name("of_my_own.x").en == "of_my_own.x"
    assert name_of("field", "私の列").en == "私の列"
    assert phrase("page", n=3).en == "Page 3"


def test_every_finding_and_correction_is_on_the_page(page: str, calc: Report) -> None:
    text = page.replace("&#39;", "'")
    assert all(finding.message in text for finding in calc.findings)
    unsure = [c for b in calc.survey.bases for c in b.corrections if c.confidence < 1]
    assert text.count('<li class="note') == len(calc.findings) + len(unsure)
    for change in unsure:
        assert change.before in text
        assert change.after in text
    sure = sum(len(b.corrections) for b in calc.survey.bases) - len(unsure)
    assert f"plus {sure} formatting changes" in english(page)
    assert calc.survey.source.sha256 in page
    assert "<del>v</del>" in page
    assert "<ins>y</ins>" in page


def decoded(uri: str) -> np.ndarray:
    data = base64.b64decode(uri.partition(",")[2])
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


def pixels_of(entry: Entry, cell: CellImage) -> np.ndarray:
    """What is shown of a cell."""
    picture = cell.alone if cell.picture is None else entry.pictures[cell.picture]
    assert picture is not None
    view, pixels = cell.view, decoded(picture.uri)
    return pixels[view.y : view.y + view.height, view.x : view.x + view.width]


def found(path: Path, password: str | None = None) -> tuple[Survey, tuple[Entry, ...]]:
    survey = survey_of(path, password=password)
    return survey, entries(validate(survey), SourceDocument(path, survey, password))


PRINTS = [f for f in corpus.PDFS if f.name not in ("radicals.pdf",)]


def test_the_page_says_that_its_images_lack_text() -> None:
    """A font that is neither in the PDF nor on the machine is not drawn: a blank cell is no news."""
    base = survey_of(corpus.FIXTURES / "calc.pdf").bases[0]
    blank, drawn = CellView(0, 0, 9, 9, is_blank=True), CellView(0, 0, 9, 9)

    def lacks(column: str, *views: CellView) -> bool:
        cells = {column: tuple(CellImage(view, 1, 0) for view in views)}
        return lack_text([Entry(0, base, None, cells=cells)])

    assert base.raw["name"]
    assert not base.raw["remarks"]
    assert lacks("name", blank)
    assert not lacks("name", drawn)
    assert not lacks("name", blank, drawn)
    assert not lacks("remarks", blank)
    embedded = corpus.FIXTURES / "calc.pdf"
    page = validate(survey_of(embedded)).to_html(embedded)
    assert "The images lack text" not in page


@pytest.mark.parametrize(
    "fixture",
    [*PRINTS[:4], *(pytest.param(print_, marks=pytest.mark.slow) for print_ in PRINTS[4:])],
    ids=str,
)
def test_rows_to_look_at_have_pictures_with_their_cells_outlined(fixture: corpus.Fixture) -> None:
    survey, shown_entries = found(fixture.path)
    rows = [entry for entry in shown_entries if entry.base is not None]
    assert rows
    for entry in rows:
        assert entry.base is not None
        if entry.pictures:
            assert [p.page for p in entry.pictures] == list(entry.base.source.pages)
            assert sum(len(p.outlines) for p in entry.pictures) >= 1
        else:
            # Of infos about cells, the cells are enough.
            assert (entry.severity, entry.corrections) == ("info", ())
        assert set(entry.cells) == set(entry.columns)
        for cells in entry.cells.values():
            # A finding may be that a cell is empty.
            empty = len(cells) == 1 and cells[0].view.is_blank
            assert empty or all((pixels_of(entry, cell) < 151).any() for cell in cells)
            assert empty or not any(cell.view.is_blank for cell in cells)
        for picture in entry.pictures:
            pixels = decoded(picture.uri)
            assert pixels.shape[:2] == (picture.height, picture.width)
            assert (pixels < 128).any(), "nothing is printed there"
            for outline in picture.outlines:
                assert -2 <= outline.x <= outline.x + outline.width <= picture.width + 2
    quiet = {i for i, b in enumerate(survey.bases)} - {entry.index for entry in rows}
    assert all(c.confidence == 1 for i in quiet for c in survey.bases[i].corrections)


def test_the_outlined_cell_is_the_one() -> None:
    """Of every row and column, the place has the column's text."""
    from kyoten_extract.engines.read_document import read_document
    from kyoten_extract.engines.source import load

    for path in (CALC, CUT, corpus.FIXTURES / "unruled.pdf", corpus.FIXTURES / "vertical.pdf"):
        survey = survey_of(path)
        document = read_document(load(path))
        texts = {
            (content.number, *cell.bbox): fold_label(cell.text)
            for content in document.contents
            for grid in content.grids
            for cell in grid.cells
        }
        places = SourceDocument(path, survey).cell_boxes()
        right = wrong = 0
        for base, place in zip(survey.bases, places, strict=True):
            for key, raw in base.raw.items():
                at = "".join(texts[box] for box in place.get(key, ()))
                right += at == fold_label(raw)
                wrong += at != fold_label(raw)
        # Merged cells stand in several rows; of cut ones a line may be printed twice.
        assert wrong <= 0.01 * right, (path.name, wrong, right)


def test_colours_are_kept() -> None:
    grey = np.full((40, 60, 3), 255, np.uint8)
    grey[10:20, 10:20] = 0
    red = grey.copy()
    red[25:35, 10:50] = (0, 0, 230)
    assert _encoded(grey).startswith("data:image/webp")
    assert (decoded(_encoded(grey)) == grey).all()
    assert _encoded(red).startswith("data:image/webp")
    blue, _, most = decoded(_encoded(red))[30, 30].astype(int)
    assert most - blue > 150


def test_a_row_over_a_page_end_has_both_pieces() -> None:
    _, shown_entries = found(CUT)
    cut = [e for e in shown_entries if e.pictures and e.base and len(e.base.source.pages) > 1]
    assert cut
    for entry in cut:
        assert len(entry.pictures) == 2
        assert len({picture.page for picture in entry.pictures}) == 2


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_displayed_sideways_is_cut_out_upright(turns: int, tmp_path: Path) -> None:
    target = tmp_path / "turned.pdf"
    document = pypdfium2.PdfDocument(CALC)
    for page in document:
        page.set_rotation(90 * turns)
    document.save(target)
    for plain, turned in zip(found(CALC)[1], found(target)[1], strict=True):
        for one, other in zip(plain.pictures, turned.pictures, strict=True):
            assert one.outlines == other.outlines
            first, second = (
                cv2.resize(decoded(p.uri), (200, 20)).astype(int) for p in (one, other)
            )
            assert np.abs(first - second).mean() < 6


def test_an_encrypted_document_needs_its_password() -> None:
    path = corpus.FIXTURES / "password.pdf"
    survey = survey_of(path, password="himitsu")
    row = survey.bases[0]
    finding = Finding("KY006", "error", "x", "city", row.key, *_place(row))
    report = validate(replace(survey, findings=(finding,)))
    with pytest.raises(PasswordError):
        report.to_html(path)
    assert "data:image/" in report.to_html(path, password="himitsu")


def _place(base: Base) -> tuple[int, tuple[float, float, float, float]]:
    number, x0, top, x1, bottom = base.source.boxes[0]
    return number, (x0, top, x1, bottom)


def test_another_document_is_refused(calc: Report) -> None:
    with pytest.raises(UsageError, match="not the one"):
        calc.to_html(CUT)


def test_bytes_and_streams_do_too(calc: Report, page: str) -> None:
    assert calc.to_html(CALC.read_bytes()) == page
    with CALC.open("rb") as stream:
        assert calc.to_html(stream) == page


def test_a_transcription_has_the_printed_text_instead() -> None:
    path = corpus.FIXTURES / "transcript.tsv"
    report = validate(survey_of(path))
    html = report.to_html(path)
    assert "<image " not in html
    assert "A transcription has no page images" in "".join(english(html))


def test_findings_whose_rows_bear_the_same_numbers_are_told_apart(calc: Report) -> None:
    (entry,) = [e for e in entries(calc) if "KY201" in {f.code for f in e.findings}]
    assert entry.base is not None
    assert (entry.base.key, entry.base.municipality) == ((44, 1), "札幌市")


def test_places_that_can_not_be_drawn_are_told_in_words() -> None:
    """Pages, boxes and fields from anywhere: a report is made all the same."""
    survey = survey_of(CALC)
    base = survey.bases[0]
    odd = [
        Finding("KY006", "error", "no such page", "city", None, 99, (0.0, 0.0, 9.0, 9.0)),
        Finding("KY006", "error", "no area", "city", base.key, 1, (5.0, 5.0, 5.0, 5.0)),
        Finding("KY006", "error", "beyond", None, None, 1, (9000.0, 9000.0, 9999.0, 9999.0)),
        Finding("KY006", "error", "no such row", "city", (999, None), None, None),
        Finding("KY006", "error", "no such field", "none", base.key),
        Finding("KY008", "error", "page only", None, None, 2),
    ]
    nowhere = replace(base, source=Provenance((), ()), municipality_no=None, base_no=None)
    survey = replace(survey, findings=tuple(odd), bases=(*survey.bases, nowhere))
    html = validate(survey).to_html(CALC)
    assert all(finding.message in html for finding in odd)


def test_an_empty_survey_has_a_page() -> None:
    survey = Survey(None, None, Source("x", "0", 1, "pdfium", "0"), (), None)
    html = validate(survey).to_html()
    assert "No errors found" in english(html)
    assert "No findings, and no corrections that needed evidence." in english(html)


def test_the_same_page_from_saved_json(calc: Report, page: str) -> None:
    again = validate(decode(Survey, encode(calc.survey)))
    # The ledger is of a run, and not saved.
    without = re.compile(
        r"<div><dt>[^\n]*印刷された文字.*?</div>\n|<script type=.*?</script>|data-t(ext)?=\"?\d+",
        re.DOTALL,
    )
    assert without.sub("", again.to_html(CALC)) == without.sub("", page)


def test_the_commands_draw_pictures(tmp_path: Path) -> None:
    saved, first, second = tmp_path / "s.json", tmp_path / "1.html", tmp_path / "2.html"
    run = CliRunner().invoke
    assert run(cli, ["extract", str(CALC), "-o", str(saved), "--report", str(first)]).exit_code == 0
    page_of = ["validate", "--format", "html", "-o", str(second)]
    assert run(cli, [*page_of, str(CALC)]).exit_code == 1
    assert (
        second.read_text("utf-8").count("<image ") == first.read_text("utf-8").count("<image ") > 0
    )
    assert run(cli, [*page_of, str(saved), "--document", str(CALC)]).exit_code == 1
    assert "<image " in second.read_text("utf-8")
    assert run(cli, [*page_of, str(saved)]).exit_code == 1
    assert "<image " not in second.read_text("utf-8")
    # A file of that name is not enough: it must be the one that was read.
    beside = tmp_path / CALC.name
    beside.write_bytes(CUT.read_bytes())
    assert run(cli, [*page_of, str(saved)]).exit_code == 1
    assert "<image " not in second.read_text("utf-8")
    beside.write_bytes(CALC.read_bytes())
    assert run(cli, [*page_of, str(saved)]).exit_code == 1
    assert second.read_text("utf-8").count("<image ") == first.read_text("utf-8").count("<image ")


texts = st.text(alphabet="abcくけこ\n -", max_size=30)


@given(texts, texts)
def test_a_difference_has_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(p.text for p in pieces if p.kind != "ins") == before
    assert "".join(p.text for p in pieces if p.kind != "del") == after
    assert all(p.text for p in pieces)


def changes(before: str, after: str) -> Iterator[str]:
    for piece in difference(before, after):
        if piece.kind != "same":
            yield f"{'-' if piece.kind == 'del' else '+'}{piece.text}"


def test_differences_are_those_a_person_sees() -> None:
    assert list(changes("www.tokvo.jp", "www.tokyo.jp")) == ["-v", "+y"]
    assert list(changes("a b", "ab")) == ["- "]
    assert list(changes("", "new")) == ["+new"]
    assert list(changes("x" * 3000 + "a", "y" * 3000 + "b")) == [
        "-" + "x" * 3000 + "a",
        "+" + "y" * 3000 + "b",
    ]
    assert shown("a\nb c") == "a↵b␣c"
    long = difference("k" * 50 + "v" + "k" * 50, "k" * 50 + "y" + "k" * 50)
    assert [p.text for p in shortened(long, 5)] == ["…kkkkk", "v", "y", "kkkkk…"]
