"""Shared hypothesis strategies: texts of the survey's kind, records, and printed tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.survey import (
    Base,
    BaseForm,
    FiscalYear,
    Provenance,
    PublishedTotals,
    Source,
    Staff,
    StaffMean,
    Survey,
)
from kyoten_extract.model.table_model import Leftover
from kyoten_extract.page.page_model import Characters, Page, Rulings
from kyoten_extract.text.gazetteer.municipalities import municipalities
from kyoten_extract.text.gazetteer.one_edit import confusables
from kyoten_extract.text.gazetteer.places import city_names, country_names

JAPANESE = "東京都大阪府北海道上海経済交流事務所県市町村あいうえおカキクケコ・ー、。①②"
LATIN = "abcdeghijkmnoprstuvyzABJTR0123456789-./:()"
ODD = "　ＡＢ１２ｶﾞﾊﾟ～－㈱⼤⻑⾭·‧\u00a0\n\t"

japanese = st.text(JAPANESE, min_size=1, max_size=12)
printed_text = st.text(st.sampled_from(JAPANESE + LATIN + ODD + " "), max_size=40)
any_text = st.text(max_size=30)
words = st.text(st.sampled_from(JAPANESE + LATIN), min_size=1, max_size=8)

small = st.integers(0, 9999)
coordinate = st.floats(0, 2000, allow_nan=False).map(lambda x: round(x, 2))
bboxes = st.tuples(coordinate, coordinate, coordinate, coordinate)
optional_text = st.none() | any_text

corrections = st.builds(
    Correction,
    field=st.sampled_from(["url", "reason", "form"]),
    before=any_text,
    after=any_text,
    rule=st.sampled_from(["width", "line-join", "url-y-for-v"]),
    confidence=st.floats(0, 1, allow_nan=False),
)
fiscal_years = st.builds(FiscalYear, st.none() | st.just("平成"), st.none() | small, small)
staffs = st.builds(Staff, st.none() | small, st.none() | small, st.none() | small)
bases = st.builds(
    Base,
    municipality_no=st.none() | small,
    base_no=st.none() | small,
    municipality=optional_text,
    name=optional_text,
    country=optional_text,
    countries=st.lists(any_text, max_size=3).map(tuple),
    city=optional_text,
    cities=st.lists(any_text, max_size=3).map(tuple),
    form=st.none() | st.sampled_from(BaseForm),
    form_note=optional_text,
    contractor=optional_text,
    established=st.none() | fiscal_years,
    department=optional_text,
    staff=st.none() | staffs,
    reason=optional_text,
    activities=optional_text,
    url=optional_text,
    remarks=optional_text,
    extras=st.dictionaries(any_text, any_text, max_size=2),
    raw=st.dictionaries(any_text, any_text, max_size=3),
    source=st.builds(
        Provenance,
        st.lists(small, max_size=2).map(tuple),
        st.lists(st.tuples(small, *[coordinate] * 4), max_size=2).map(tuple),
        st.lists(any_text, max_size=2).map(tuple),
    ),
    corrections=st.lists(corrections, max_size=2).map(tuple),
)
findings = st.builds(
    Finding,
    code=st.just("KY101"),
    severity=st.sampled_from(["error", "warning", "info"]),
    message=any_text,
    field=optional_text,
    row=st.none() | st.tuples(st.none() | small, st.none() | small),
    page=st.none() | small,
    bbox=st.none() | bboxes,
    expected=st.none() | any_text | small | st.floats(0, 100),
    actual=st.none() | any_text | small | st.floats(0, 100),
)
means = st.builds(StaffMean, *[st.none() | st.floats(0, 10)] * 3)
published = st.builds(
    PublishedTotals,
    *[st.none() | small] * 4,
    forms=st.dictionaries(st.sampled_from("abcd"), small),
    staff=st.none() | staffs,
    staff_mean=st.none() | means,
    notes=st.lists(any_text, max_size=2).map(tuple),
)
surveys = st.builds(
    Survey,
    title=optional_text,
    as_of=st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
    source=st.builds(Source, any_text, any_text, small, any_text, any_text),
    bases=st.lists(bases, max_size=3).map(tuple),
    published=st.none() | published,
    leftovers=st.lists(st.builds(Leftover, small, any_text, st.none() | bboxes), max_size=2).map(
        tuple
    ),
    findings=st.lists(findings, max_size=2).map(tuple),
)

OFFICIAL = tuple((one.code, one.prefecture, one.name) for one in municipalities())
CITIES = tuple(sorted((name, min(of)) for name, of in city_names(large=True).items()))
COUNTRY = {code: name for name, code in reversed(list(country_names().items()))}

official = st.sampled_from(OFFICIAL)
foreign_cities = st.sampled_from(CITIES)


@st.composite
def slipped(draw: st.DrawFn, name: str) -> str:
    """``name`` with one character taken for another, changed, put in, left out or swapped."""
    at = draw(st.integers(0, len(name) - 1))
    char = draw(st.sampled_from([*confusables(name[at]), "山", "ア", "ン", "ー", "市", ""]))
    ways = (
        name[:at] + char + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    )
    return draw(st.sampled_from(ways))


@dataclass(frozen=True, slots=True)
class Printing:
    """A list of rows and how it is printed: what :func:`print_pages` needs.

    Attributes:
        header: one label per column.
        rows: each a cell per column, each cell its lines; the first column is a running number.
        body_height: how much of the list fits a page, in points; rows are cut wherever it ends.
        ruled_cut: whether a line is drawn where a page end cuts a row.
        repeat_header: whether later pages have the header too.
        centred: whether short cells stand in the middle of their row, or at its top.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]
    body_height: float
    ruled_cut: bool
    repeat_header: bool
    centred: bool


EM, PITCH, PADDING, WIDTH, TOP = 8.0, 10.0, 3.0, 120.0, 60.0

_LINES = st.lists(st.text(JAPANESE[:20], min_size=1, max_size=8), min_size=0, max_size=6)


@st.composite
def printings(draw: st.DrawFn, *, fewest: int = 1, cut: bool = True) -> Printing:
    """Lists of up to twelve rows, cut at any height, or not at all."""
    columns = draw(st.integers(2, 4))
    count = draw(st.integers(fewest, 12))
    rows = []
    for number in range(1, count + 1):
        texts = [tuple(draw(_LINES)) for _ in range(columns)]
        rows.append(((str(number),), *texts))
    header = ("番号", *(f"見出し{'甲乙丙丁'[i]}" for i in range(columns)))
    ruled_cut, centred = draw(st.booleans()), draw(st.booleans())
    tallest = max(_height(row) for row in rows)
    # A page that is nothing but a piece of a row, without its number and ruled at both ends, may
    # be the end of one row or the beginning of the next: nobody can tell.
    least = tallest if ruled_cut and centred else 0.0
    return Printing(
        header,
        tuple(rows),
        body_height=draw(st.floats(least + PITCH + 2 * PADDING + 1, least + 160)) if cut else 1e4,
        ruled_cut=ruled_cut,
        repeat_header=draw(st.booleans()),
        centred=centred,
    )


def _height(row: Sequence[Sequence[str]]) -> float:
    return max(len(lines) for lines in row) * PITCH + 2 * PADDING


def print_pages(printing: Printing) -> list[Page]:
    """The pages of ``printing``: rulings and characters, as an engine would read them."""
    pages = [_Sheet(printing, 1)]
    for row in printing.rows:
        height = _height(row)
        places = []
        for lines in row:
            free = height - 2 * PADDING - len(lines) * PITCH
            first = PADDING + (free / 2 if printing.centred else 0)
            places.append([(first + i * PITCH, line) for i, line in enumerate(lines)])
        while True:
            space = pages[-1].space
            if height <= space + 1e-6:
                pages[-1].put(places, height, ruled=True)
                break
            if space > PITCH:
                fitting = [[p for p in cell if p[0] + PITCH <= space] for cell in places]
                pages[-1].put(fitting, space, ruled=printing.ruled_cut)
                places, height = _rest(places, height, space)
            pages.append(_Sheet(printing, len(pages) + 1))
    return [sheet.page() for sheet in pages]


Places = list[list[tuple[float, str]]]


def _rest(places: Places, height: float, space: float) -> tuple[Places, float]:
    """What of a row goes to the next page: lines that did not fit are pushed there whole."""
    rest: Places = []
    for cell in places:
        left = [(y - space, line) for y, line in cell if y + PITCH > space]
        push = max(0.0, PADDING - left[0][0]) if left else 0.0
        rest.append([(y + push, line) for y, line in left])
    lowest = max((cell[-1][0] + PITCH for cell in rest if cell), default=0.0)
    return rest, max(height - space, lowest + PADDING)


class _Sheet:
    """A page being printed."""

    def __init__(self, printing: Printing, number: int) -> None:
        self._printing, self._number = printing, number
        self._columns = len(printing.header)
        self._texts: list[tuple[float, float, str]] = []
        self._horizontal: list[float] = [TOP]
        self._y = TOP
        if number == 1 or printing.repeat_header:
            self._texts = [
                (i * WIDTH + 5, TOP + PADDING, label) for i, label in enumerate(printing.header)
            ]
            self._y += PITCH + 2 * PADDING
            self._horizontal.append(self._y)
        self._end = self._y + printing.body_height

    @property
    def space(self) -> float:
        return self._end - self._y

    def put(self, places: Places, height: float, *, ruled: bool) -> None:
        self._texts += [
            (column * WIDTH + 5, self._y + y, line)
            for column, cell in enumerate(places)
            for y, line in cell
        ]
        self._y += height
        if ruled:
            self._horizontal.append(self._y)

    def page(self) -> Page:
        right = self._columns * WIDTH
        return Page(
            self._number,
            right,
            self._end + TOP,
            Rulings(
                np.array([(y, 0.0, right) for y in self._horizontal]),
                np.array([(i * WIDTH, TOP, self._y) for i in range(self._columns + 1)]),
            ),
            characters_of(self._texts),
        )


def characters_of(texts: list[tuple[float, float, str]]) -> Characters:
    """Characters of the texts at (x, top), half an em wide each, one run a text."""
    codes, boxes, runs = [], [], []
    for run, (x, top, text) in enumerate(texts):
        for index, char in enumerate(text):
            codes.append(ord(char))
            left = x + index * EM / 2
            boxes.append((left, top, left + EM / 2, top + EM))
            runs.append(run)
    return Characters(
        np.array(codes, dtype=np.int64),
        np.array(boxes, dtype=np.float64).reshape(-1, 4),
        np.array(runs, dtype=np.int64),
        np.full((len(texts), 4), (-np.inf, -np.inf, np.inf, np.inf)),
        np.array(runs, dtype=np.int64),
    )


_KINDS = {"市": "city", "町": "town", "村": "vill", "区": "city"}
_PREFECTURES = {one.prefecture: one.romaji[0] for one in municipalities() if not one.name}
_PAGES = "index.html kaigai/shanghai.html soshiki/12/ sangyo/koryu/yushi.html docs/2017/a_b-c.pdf"


@st.composite
def municipal_addresses(draw: st.DrawFn) -> str:
    """Sound addresses of municipalities, by the patterns that their hosts have."""
    places = [one for one in municipalities() if one.kind == "municipality"]
    one = draw(st.sampled_from(places))
    name = draw(st.sampled_from(one.romaji))
    end = draw(st.sampled_from(("lg", _PREFECTURES[one.prefecture])))
    page = draw(st.sampled_from(_PAGES.split()))
    return f"http://www.{_KINDS[one.name[-1]]}.{name}.{end}.jp/{page}"


names_of_places = st.sampled_from([one.prefecture + one.name for one in municipalities()])
