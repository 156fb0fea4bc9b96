"""Columns are matched by label, content and place together; what labels do not settle is told."""

from __future__ import annotations

import random
import re
from functools import cache

import pytest

from kyoten_extract import KYOTEN, extract, read_table
from kyoten_extract.errors import LayoutError
from kyoten_extract.layout import undisputed_labels
from kyoten_extract.layout.column_model import Column
from kyoten_extract.layout.column_scores import Score, counts_score, follows_score, label_score
from kyoten_extract.layout.content_fit import Content, content_fit
from kyoten_extract.layout.explain_columns import columns_as_text, explain_columns
from kyoten_extract.layout.label_fit import relation, relations
from kyoten_extract.layout.label_forms import contains_one
from kyoten_extract.layout.survey_layout import Layout, Match
from kyoten_extract.model.table_model import Row
from kyoten_extract.records.normalize_cells import read_columns
from kyoten_extract.testing.edition_score import score
from kyoten_extract.testing.editions import changes, random_edition

from corpus import FIXTURES  # isort: skip

Columns = tuple[list[str], list[list[str]]]


@cache
def printed() -> Columns:
    table = read_table(FIXTURES / "calc.pdf")
    return list(table.header), [list(row.cells) for row in table.rows]


def place_of(key: str) -> int:
    header, rows = printed()
    return KYOTEN.match(header, rows).places[key]


def changed(*, labels: dict[str, str] | None = None, drop: str | None = None,
            put_in: tuple[int, str, list[str]] | None = None) -> Match:  # fmt: skip
    header, rows = printed()
    header, rows = list(header), [list(row) for row in rows]
    for key, label in (labels or {}).items():
        header[place_of(key)] = label
    if drop is not None:
        place = place_of(drop)
        del header[place]
        for row in rows:
            del row[place]
    if put_in is not None:
        place, label, texts = put_in
        header.insert(place, label)
        for row, text in zip(rows, texts * len(rows), strict=False):
            row.insert(place, text)
    return KYOTEN.match(header, rows)


@pytest.mark.parametrize(
    ("earlier", "own"),
    [
        ("令和2年9月末", "令和3年9月末"),
        ("R1.9", "R2.9"),
        ("平成31年", "令和2年"),
        ("2019年度", "2020年度"),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_of_numbers_of_two_dates_the_later_are_the_editions_own(
    earlier: str, own: str, first: bool
) -> None:
    header, rows = printed()
    parts = ("計", "派遣", "現地")
    places = [place_of(key) for key in ("staff_total", "staff_dispatched", "staff_local")]
    labels, lines = list(header), [list(row) for row in rows]
    for place, part in zip(places, parts, strict=True):
        labels[place] = f"職員数（{own}） {part}"
    at = places[0] if first else places[-1] + 1
    labels[at:at] = [f"職員数（{earlier}） {part}" for part in parts]
    for row in lines:
        row[at:at] = ["3", "1", "2"]
    match = KYOTEN.match(labels, lines)
    moved = 3 * first
    assert [match.places[k] for k in ("staff_total", "staff_dispatched", "staff_local")] == [
        place + moved for place in places
    ]


def keys(match: Match) -> list[str | None]:
    found: list[str | None] = [None] * len(match.header)
    for key, place in match.places.items():
        found[place] = key
    return found


@pytest.mark.parametrize(
    ("label", "known", "name"),
    [
        ("①拠点名", "拠点名", "equal"),
        ("⑧職員数 計(a)+(b) 自動計算", "職員数 計", "noted"),
        ("③拠点都市City", "拠点都市", "equal"),
        ("設置年月日", "設置年", "longer"),
        ("③拠点", "拠点都市", "cut"),
        ("⑨設", "設置理由", "begun"),
        ("海外拠点名", "拠点名", "within"),
        ("職員数(前回調査)", "職員数", "qualified"),
        ("団体名(カナ)", "団体名", "qualified"),
        ("主管部課名(英語)", "主管部課", "qualified"),
        ("備考(複数ある場合は複数、住所も併せて)", "備考", "noted"),
        ("前回調査 職員数 計", "職員数 計", "qualified"),
        ("都市コード", "都市", "compound"),
        ("所管課電話番号", "所管課", "compound"),
        ("⑦担当部局", "担当部課名", "partial"),
        ("備考", "拠点名", "other"),
        ("", "拠点名", "blank"),
        ("④拠点形態 d: その他", "その他", "compound"),
    ],
)
def test_relations_of_labels(label: str, known: str, name: str) -> None:
    assert relation(label, known)[0] == name


@pytest.mark.parametrize(
    ("label", "texts"),
    [
        ("職員数(前回調査)", ["4", "2", "7"]),
        ("団体名(カナ)", ["トウキョウト"]),
        ("所管課電話番号", ["03-1234-5678"]),
        ("都市コード", ["081"]),
        ("拠点名(英語)", ["Tokyo Office"]),
        ("設置国コード", ["US", "CN"]),
        ("更新日", ["2021-04-01"]),
        ("URL(英語版)", ["https://www.example.jp/en/"]),
    ],
)
def test_a_longer_label_takes_no_column_s_place(label: str, texts: list[str]) -> None:
    header, _ = printed()
    expected = list(keys(changed()))
    for place in range(len(header) + 1):
        match = changed(put_in=(place, label, texts))
        assert keys(match) == [*expected[:place], None, *expected[place:]]
        assert all(decision.by != "evidence" for decision in match.decisions)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("department", "庁内の窓口"),
        ("contractor", "受託団体"),
        ("established", "開所"),
        ("name", "現地の施設"),
        ("country", "相手先"),
        ("city", "相手先"),
        ("url", "リンク"),
        ("activities", "取組"),
        ("form", "運営の別"),
        ("staff_local", "ローカルスタッフ"),
        ("staff_dispatched", "日本から"),
        ("staff_total", "総員"),
        ("municipality", "実施主体"),
        ("municipality_no", "番号"),
    ],
)
def test_an_unknown_label_is_taken_by_its_cells_and_place(key: str, label: str) -> None:
    match = changed(labels={key: label})
    assert match.places.get(key) == place_of(key)
    decision = match.decisions[place_of(key)]
    assert decision.by == "evidence"


def test_a_label_without_text_is_known_by_its_cells() -> None:
    assert changed(labels={"department": ""}).places["department"] == place_of("department")


@pytest.mark.parametrize(
    ("key", "label", "texts"),
    [
        ("remarks", "代表者", ["佐藤"]),
        ("established", "電話", ["03-1234-5678"]),
        ("department", "契約期間", ["1年"]),
        ("reason", "設置根拠", ["条例"]),
        ("url", "更新日", ["2021-04-01"]),
        ("name", "拠点名(英語)", ["Tokyo Office"]),
    ],
)
def test_another_column_in_the_place_of_one_is_not_taken(
    key: str, label: str, texts: list[str]
) -> None:
    place = place_of(key)
    match = changed(drop=key, put_in=(place, label, texts))
    assert [column.key for column in match.missing] == [key]
    assert match.unknown[place] == label


def test_a_column_dropped_is_missing_and_no_other_takes_its_place() -> None:
    for key in ("department", "contractor", "reason", "url", "remarks", "staff_local"):
        match = changed(drop=key)
        assert [column.key for column in match.missing] == [key]


def test_a_running_number_is_no_number_of_a_municipality() -> None:
    header, rows = printed()
    numbered = [[str(i), *row[2:]] for i, row in enumerate(rows, 1)]
    match = KYOTEN.match(["No.", *header[2:]], numbered)
    assert {column.key for column in match.missing} >= {"municipality_no"}
    assert follows_score(["1", "1", "2"], ["a", "a", "b"]) > 0 > follows_score("123", "aab")
    assert counts_score(["1", "2", "1"], ["a", "a", "b"]) > 0 > counts_score("123", "aab")


def test_two_columns_that_could_be_one_are_told() -> None:
    place = place_of("established")
    match = changed(put_in=(place + 1, "⑥設置年度", ["H20", "H21"]))
    assert match.places["established"] in (place, place + 1)
    assert match.decisions[match.places["established"]].rivals


def test_content_of_columns() -> None:
    country = KYOTEN.column("country")
    fit = content_fit(country, Content(["米国", "中国", "甲乙丙", "-", ""]))
    assert (fit.fitting, fit.filled) == (2, 3)
    assert str(fit.words) == "2 of 3 cells are names of countries"


def test_how_columns_were_understood_is_shown() -> None:
    header, rows = printed()
    match = KYOTEN.match(header, rows, explain=True)
    readings = explain_columns(match)
    assert [reading.key for reading in readings] == keys(match)
    text = columns_as_text(readings, ["x"])
    assert "municipality_no" in text
    assert text.endswith("missing: x\n")
    # In Japanese there is no English left but keys, and what the document has itself.
    japanese = columns_as_text(readings, ["x"], "ja")
    assert japanese.startswith("番号")
    assert japanese.endswith("ない列: x\n")
    assert not re.search(
        r"(?<![\w_])(cells|label|evidence|numbers|names|years|sentences)(?!\w)", japanese
    )


LIST = """
name = "halls"
[[columns]]
key = "hall"
labels = ["施設名"]
holds = "name"
[[columns]]
key = "when"
labels = ["開館年"]
holds = "year"
parts = [{labels = ["元号"]}, {labels = ["年"]}]
[[columns]]
key = "first"
labels = ["午前"]
holds = "number"
[[columns]]
key = "second"
labels = ["午後"]
holds = "number"
[[joined]]
labels = ["午前/午後"]
into = ["first", "second"]
pattern = '(\\d+)/(\\d+)'
"""


def test_parts_and_joined_columns_of_a_layout_of_one_s_own() -> None:
    layout = Layout.from_toml(LIST)
    header = ["施設名", "開館年 元号", "開館年 年", "午前/午後"]
    rows = [["東館", "平成", "3", "2/5"], ["西館", "令和", "1", "3/4"]]
    match = layout.match(header, rows)
    assert match.parted[0].places == (1, 2)
    assert match.joined[0].pieces == {"2/5": ("2", "5"), "3/4": ("3", "4")}
    assert match.unknown == {}
    assert match.missing == ()
    # Parts that are only side by side, and a label that holds no two values.
    apart = layout.match(["施設名", "元号", "年", "午前"], [["東館", "平成", "3", "2"]])
    assert apart.parted[0].places == (1, 2)
    assert not layout.match(["施設名", "午前/午後"], [["東館", "2"]]).joined


@pytest.mark.parametrize("name", sorted(changes()))
def test_each_change_of_an_edition_alone(name: str) -> None:
    seed = random.Random(name).randrange(1_000_000)
    edition = random_edition(seed, changes=(name,), rows=8)
    found = score(edition, extract(edition.pdf))
    assert found.silent_columns == ()
    assert found.silent == 0
    assert found.mistaken == ()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_editions_of_random_changes(seed: int) -> None:
    edition = random_edition(70_000 + seed, rows=12)
    found = score(edition, extract(edition.pdf))
    assert found.silent_columns == ()
    assert (found.lost_silent, found.extra_silent, found.mistaken) == (0, 0, ())


def test_an_abbreviated_number_is_no_name() -> None:
    """ "Municipality No." is not the column Municipality with a note, even if that has no label."""
    header = ("Municipality No.", "Base No.", "", "Name of base", "Country", "City")
    rows = [
        ("1", "1", "北海道", "北海道ソウル事務所", "韓国", "ソウル"),
        ("2", "1", "青森県", "青森県台北事務所", "台湾", "台北"),
        ("3", "1", "岩手県", "岩手県大連事務所", "中国", "大連"),
    ]
    places = KYOTEN.match(header, rows).places
    assert [places[k] for k in ("municipality_no", "base_no", "municipality")] == [0, 1, 2]


def test_a_level_of_a_label_in_brackets() -> None:
    """職員数(現地) is not 職員数 派遣, however alike the rest is, and in whatever order they are."""
    assert relation("職員数（派遣）", "職員数 派遣")[0] == "noted"
    assert relation("職員数（現地）", "職員数 派遣")[0] not in ("similar", "noted", "cut")
    header = [
        "職員数（現地）",
        "団体名",
        "拠点設置国・地域",
        "職員数（計）",
        "拠点都市",
        "職員数（派遣）",
    ]
    rows = [("2", "北海道", "韓国", "3", "ソウル", "1"), ("1", "青森県", "台湾", "3", "台北", "2")]
    places = KYOTEN.match(header, rows).places
    staff = [places[f"staff_{key}"] for key in ("total", "dispatched", "local")]
    assert staff == [3, 5, 0]


def test_a_month_beside_its_year() -> None:
    """H2 and 7 are not H27."""
    head = "団体No,拠点No,団体名,拠点設置国・地域,拠点都市,拠点形態,設置時期,,主管部課名,職員数 計"
    lines = [head, ",,,,,,年,月,,", "1,1,北海道,韓国,ソウル,a 独自事務所,H2,7,国際課,3"]
    (base,) = extract("\n".join(lines).encode()).bases
    assert base.established is not None
    assert (base.established.year, base.established.month) == (1990, 7)


def test_two_lines_of_labels_over_a_column_without_one() -> None:
    head = ",団体No,拠点No,団体名,拠点設置国・地域,拠点都市,拠点形態,職員数,,,主管部課名"
    lines = [head, ",,,,,,,計,派遣,現地,", "新,1,1,北海道,韓国,ソウル,a 独自事務所,3,1,2,国際課"]
    survey = extract("\n".join(lines).encode())
    assert [base.staff.local for base in survey.bases if base.staff] == [2]
    assert "KY007" not in {found.code for found in survey.findings}


def test_two_lines_of_labels_of_which_one_repeats() -> None:
    head = "団体No,拠点No,団体名,拠点設置国・地域,拠点都市,拠点形態,職員数,職員数,職員数,主管部課名"
    lines = [head, ",,,,,,現地,計,派遣,", "1,1,北海道,韓国,ソウル,a 独自事務所,2,3,1,国際課"]
    survey = extract("\n".join(lines).encode())
    (staff,) = [base.staff for base in survey.bases]
    assert staff is not None
    assert (staff.total, staff.dispatched, staff.local) == (3, 1, 2)
    assert [found.code for found in survey.findings if found.severity != "info"] == [
        "KY001" for found in survey.findings if found.code == "KY001"
    ]
    assert all(page.accounted == page.printed for page in survey.ledger)


def test_a_label_without_a_known_one_relates_by_none_of_its_words() -> None:
    known = [column.labels for column in KYOTEN.columns]
    marks = ("", " ", "(", "（注）", "前回", " a: ", "①", "※1", "カナ", "の", "office ")
    choices = random.Random(5)
    for _ in range(200):
        words = [choices.choice(choices.choice(known)) for _ in range(choices.randint(1, 3))]
        printed = choices.choice(marks).join(words)[choices.randint(0, 2) :]
        for labels in known:
            if not contains_one(printed, labels):
                related = {name for name, _ in relations(printed, labels)}
                assert related.isdisjoint({"equal", "noted", "longer", "within"})


def test_few_pairs_of_labels_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(printed: str, column: Column) -> Score:
        asked.append(printed)
        return label_score(printed, column)

    header = tuple(column.labels[0] for column in KYOTEN.columns)
    monkeypatch.setattr(undisputed_labels, "label_score", counted)
    assert list(KYOTEN.match(header).places.values()) == list(range(len(header)))
    assert len(asked) < 3 * len(header)
    asked.clear()
    KYOTEN.match(header, explain=True)
    assert len(asked) == len(header) ** 2


def test_tables_that_cannot_be_the_survey_are_not_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    matched = []

    def counted(self: Layout, header: list[str], rows: list[list[str]]) -> Match:
        matched.append(len(header))
        return match(self, header, rows)

    match = Layout.match
    monkeypatch.setattr(Layout, "match", counted)
    assert len(extract(FIXTURES / "calc.pdf").bases) == 37
    assert matched == [17]
    # Where none is, all are, to tell which comes closest.
    matched.clear()
    none = Layout("none", "", KYOTEN.columns[:9], {}, 9)
    with pytest.raises(LayoutError, match="the best has 0 of 9 columns"):
        extract(FIXTURES / "merged.pdf", layout=none)
    assert matched


@pytest.mark.parametrize(
    ("staff", "read"),
    [
        (("1\n3", "3", "1\n0"), ("13", "3", "10")),  # Columns as narrow as a digit.
        (("2\n1", "1\n0", "1\n1"), ("2\n1", "1\n0", "1\n1")),  # Two bases in one row.
        (("2\n1", "－", "2\n1"), ("2\n1", "-", "2\n1")),
    ],
)
def test_digits_of_one_number_and_several_numbers(
    staff: tuple[str, ...], read: tuple[str, ...]
) -> None:
    """Several numbers in a cell have as many beside them."""
    header, cells = printed()
    places = [place_of(key) for key in ("staff_total", "staff_dispatched", "staff_local")]
    rows = []
    for row in cells:
        changed_row = list(row)
        for place, text in zip(places, staff, strict=True):
            changed_row[place] = text
        rows.append(Row(tuple(changed_row), (1,), ((1, 0.0, 0.0, 9.0, 9.0),), (1,)))
    match = KYOTEN.match(header, [row.cells for row in rows])
    readings = read_columns(rows, match, 0.95)
    found = tuple(readings[place][text].text for place, text in zip(places, staff, strict=True))
    assert found == read
