"""Each rule on a row that breaks it, and on rows that look as if they did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from kyoten_extract import FiscalYear, PublishedTotals, Staff, Survey, validate
from kyoten_extract.checks import RULES
from kyoten_extract.checks.across.official_order import municipalities_in_official_order
from kyoten_extract.checks.row.unaltered import values_match_printed_cells
from kyoten_extract.model.finding import Correction, Finding
from kyoten_extract.model.survey import Base, BaseForm, Provenance
from shared_results import survey_of
from test_checks import CLEAN, base, found, survey

PREFECTURES = ("北海道", "青森県", "岩手県", "宮城県", "秋田県", "札幌市", "仙台市", "さいたま市")


def codes_of(**changes: object) -> list[str]:
    """What is said of a row with ``changes`` amid clean ones, and of no other."""
    rows = [*CLEAN, base(3, 1, **changes)]
    findings = validate(replace(survey(*rows), as_of=dt.date(2017, 9, 30))).findings
    assert all(finding.row in (None, (3, 1)) for finding in findings)
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"staff": Staff(-1, -2, 1)}, "KY106"),
        ({"staff": Staff(100, 50, 50)}, "KY106"),
        ({"staff": Staff(2, 5, None)}, "KY106"),
        ({"established": FiscalYear("平成", 30, 2018)}, "KY107"),
        ({"established": FiscalYear("昭和", 65, 1990)}, "KY107"),
        ({"established": FiscalYear("平成", 14, 2003)}, "KY107"),
        ({"established": FiscalYear("昭元", 14, 2003)}, "KY107"),
        ({"established": FiscalYear("大正", 3, 1914)}, "KY107"),
        ({"form_note": "業務委託契約等"}, "KY108"),
        ({"reason": "、市場の拡大のため"}, "KY109"),
        ({"activities": "情報収集、調査、"}, "KY109"),
        ({"remarks": "平成29年度から(予定"}, "KY109"),
        ({"name": "上海事務所)"}, "KY109"),
        ({"contractor": "平成14年度"}, "KY111"),
        ({"activities": "調査 http://www.example.jp/"}, "KY111"),
        ({"city": "中国", "cities": ("中国",)}, "KY111"),
        ({"contractor": "株式会社青空"}, "KY112"),
        ({"municipality": "函館町"}, "KY114"),
        ({"name": "富山県大連事務所"}, "KY115"),
        ({"url": "http://www.pref.toyama.lg.jp/"}, "KY115"),
    ],
)
def test_a_row_that_breaks_a_rule(changes: dict[str, object], code: str) -> None:
    assert code in codes_of(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"staff": Staff(45, 5, 40)},
        {"staff": Staff(0, 0, 0)},
        {"established": FiscalYear("平成", 29, 2017)},
        {"established": FiscalYear("昭和", 64, 1989)},
        {"established": FiscalYear(None, None, 1990)},
        {"form_note": "独自海外事務所(業務委託を含む)"},
        {"reason": "1)調査 2)誘致 a)観光"},
        {
            "name": "シンガポール事務所",
            "country": "シンガポール",
            "countries": ("シンガポール",),
            "city": "シンガポール",
            "cities": ("シンガポール",),
        },
        {"activities": "(1)調査(市場(特に食品)を含む)「展示会」等。"},
        {"remarks": "左記のとおり（注)"},
        {"name": "旭川市・富山県大連事務所"},
        {
            "name": "ソウル事務所",
            "country": "韓国",
            "countries": ("韓国",),
            "city": "ソウル",
            "cities": ("ソウル",),
        },
        {"activities": "調査 http://a.example.jp/", "url": "http://www.example.jp/"},
        {"municipality": "北海道旭川市"},
        {"municipality": "北海道・札幌市"},
        {"municipality": "府中市"},
        {"url": "http://www.pref.hokkaido.lg.jp/"},
    ],
)
def test_a_row_that_breaks_none(changes: dict[str, object]) -> None:
    assert codes_of(**changes) == []


def test_a_contract_without_contractor_where_others_have_one() -> None:
    contract = base(3, 1, form=BaseForm.CONTRACT, contractor="株式会社青空")
    assert found(*CLEAN, contract) == []
    assert found(*CLEAN, contract, base(3, 2, form=BaseForm.CONTRACT)) == ["KY112"]


def test_a_cell_that_nearly_all_rows_fill() -> None:
    rows = [
        base(1, n, activities="調査", city=f"都市{n}", cities=(f"都市{n}",)) for n in range(1, 60)
    ]
    assert found(*rows) == []
    assert found(*rows, base(1, 60)) == ["KY113"]
    assert found(*rows[:30], *(replace(row, activities=None) for row in rows[30:])) == []


def in_order(*names: str) -> list[str | None]:
    """The municipalities that are said to be out of order."""
    rows = [
        replace(base(1, 1), municipality=name, municipality_no=i) for i, name in enumerate(names)
    ]
    return [f.row and names[f.row[0] or 0] for f in municipalities_in_official_order(survey(*rows))]


def test_the_official_order() -> None:
    assert in_order(*PREFECTURES) == []
    assert in_order("北海道", "青森県", "秋田県", "岩手県", "宮城県") == ["秋田県"]
    assert in_order("札幌市", "北海道", "青森県") == ["札幌市"]
    assert in_order("北海道", "下関市", "青森県", "三条市") == []


@given(st.integers(0, 7), st.integers(0, 7))
def test_one_that_was_moved_is_out_of_order(start: int, stop: int) -> None:
    names = list(PREFECTURES)
    moved = names.pop(start)
    names.insert(stop, moved)
    odd = in_order(*names)
    if abs(start - stop) > 1:
        assert odd == [moved]
    else:
        assert len(odd) == abs(start - stop)


def gaps(*rows: Base, published: PublishedTotals | None = None) -> list[tuple[str, str]]:
    report = validate(survey(*rows, published=published), only={"KY207"})
    return [(f.severity, f.message) for f in report.findings]


def test_gaps_between_numbers() -> None:
    assert gaps(base(1, 1), base(1, 2), base(2, 1)) == []
    assert gaps(base(1, 1), base(1, 4)) == [("info", "1-2 to 1-3 skipped between rows 1-1 and 1-4")]
    assert gaps(base(1, 1), base(2, 2)) == [("info", "2-1 skipped between rows 1-1 and 2-2")]
    assert gaps(base(1, 1), base(4, 1)) == [
        ("info", "municipalities 2 to 3 skipped between rows 1-1 and 4-1")
    ]
    assert gaps(base(1, 1), base(1, 90)) == []


def test_a_gap_where_a_page_ends_is_doubtful_unless_all_are_there() -> None:
    below = replace(base(1, 3), source=Provenance((2,), ((2, 0.0, 0.0, 9.0, 9.0),)))
    (gap,) = gaps(base(1, 1), below)
    assert gap[0] == "warning"
    totals = PublishedTotals(None, 2, None, None, {}, None, None, ())
    (gap,) = gaps(base(1, 1), below, published=totals)
    assert gap[0] == "info"
    (gap,) = gaps(base(1, 1), below, published=replace(totals, bases=3))
    assert gap[0] == "warning"


def test_joint_bases() -> None:
    one = base(1, 1, name="北陸三県共同事務所", established=FiscalYear("平成", 14, 2002))
    other = base(2, 1, name="北陸三県共同事務所", established=FiscalYear("平成", 15, 2003))
    assert found(one, other) == ["KY208"]
    assert found(one, replace(other, established=one.established)) == []
    assert found(one, replace(other, city="大連", cities=("大連",))) == []
    # Staff sent to another's office are a base of their own there.
    sent = [replace(row, form=BaseForm.DISPATCH) for row in (one, other)]
    assert found(*sent) == []


def test_joint_bases_may_count_once() -> None:
    rows = [base(n, 1, name="北陸三県共同事務所") for n in (1, 2, 3)]
    totals = PublishedTotals(3, 1, 1, 1, {"a": 1}, Staff(3, 1, 2), None, ())
    report = validate(survey(*rows, published=totals))
    assert {entry.explained_by for entry in report.reconciliation[1:]} >= {"joint-once"}
    assert {f.severity for f in report.findings} == {"info"}


def test_a_convention_that_explains_several_totals_goes_first() -> None:
    """Two rows of three are joint, and one of them is in two countries."""
    one, two = base(1, 1, name="北陸三県共同事務所"), base(2, 1, name="北陸三県共同事務所")
    pair = {"country": "A/B", "countries": ("A", "B"), "city": "X/Y", "cities": ("X", "Y")}
    rows = [one, two, base(3, 1, **pair)]
    totals = PublishedTotals(3, 4, 3, 3, {"a": 4}, None, None, ())
    named = {
        e.total: e.explained_by for e in validate(survey(*rows, published=totals)).reconciliation
    }
    assert named["bases"] == named["forms.a"] == "per-country"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bases": 5}, "numbers are skipped between 1-2 and 1-5"),
        ({"staff": Staff(15, 5, 10)}, "numbers are skipped"),
        ({"staff": Staff(11, 4, 7)}, "staff is off by the same amount in 2-1"),
        ({"cities": 1}, "printed only once: 大連 (1-2)"),
        (
            {"forms": {"a": 2, "b": 1, "c": 0, "d": 0}},
            "letter and name of the form disagree in 2-1",
        ),
    ],
)
def test_a_total_that_is_not_met_names_what_would_close_the_gap(
    changes: dict[str, object], words: str
) -> None:
    rows = [
        base(1, 1),
        base(1, 2, city="大連", cities=("大連",)),
        base(1, 5, staff=Staff(3, 1, 2)),
        base(2, 1, form_note="機関等派遣"),
    ]
    if "off by" in words:
        rows[3] = base(2, 1, staff=Staff(1, 1, 1))
    totals = PublishedTotals(2, None, None, None, {}, None, None, ())
    report = validate(survey(*rows, published=replace(totals, **changes)))  # type: ignore[arg-type]
    errors = [
        f.message for f in report.findings if f.code.startswith("KY30") and f.severity == "error"
    ]
    assert any(
        words in message or words in message.replace("a row may be missing: ", "")
        for message in errors
    ), errors


def test_published_totals_against_each_other() -> None:
    totals = PublishedTotals(None, 3, None, None, {"a": 1, "b": 1, "c": 1, "d": 1}, None, None, ())
    assert "KY308" in found(*CLEAN, published=totals)
    assert "KY308" not in found(*CLEAN, published=replace(totals, forms={"a": 3}))
    assert "KY308" in found(*CLEAN, published=replace(totals, forms={}, staff=Staff(9, 4, 6)))


def test_a_page_whose_table_stands_elsewhere() -> None:
    rows = [
        replace(base(1, n), source=Provenance((n,), ((n, 10.0, 0.0, 10.0 + width, 9.0),)))
        for n, width in ((1, 500.0), (2, 501.0), (3, 450.0))
    ]
    assert found(*rows) == ["KY403"]
    assert found(*rows[:2]) == []


# Values against cells


@pytest.mark.parametrize("fixture", corpus.SURVEYS, ids=str)
def test_what_was_read_is_what_cells_say(fixture: corpus.Fixture) -> None:
    assert list(values_match_printed_cells(survey_of(fixture.path))) == []


EDITS = {
    "municipality_no": 99,
    "base_no": 98,
    "municipality": "奈良県",
    "name": "別の事務所",
    "country": "モンゴル",
    "city": "ダルハン",
    "form": BaseForm.OTHER,
    "form_note": "その他",
    "contractor": "別の会社",
    "established": FiscalYear("昭和", 60, 1985),
    "department": "別の課",
    "staff": Staff(7, 3, 4),
    "reason": "別の理由",
    "activities": "別の活動",
    "url": "http://www.example.com/",
    "remarks": "別の備考",
    "countries": ("モンゴル",),
    "cities": (),
    "corrections": (),
}


@pytest.mark.parametrize("field", EDITS)
def test_an_edited_value_is_told(field: str) -> None:
    whole = survey_of(corpus.FIXTURES / "calc.pdf")
    at = next(i for i, b in enumerate(whole.bases) if any(c.field == "url" for c in b.corrections))
    bases = list(whole.bases)
    bases[at] = replace(bases[at], **{field: EDITS[field]})
    report = validate(replace(whole, bases=tuple(bases)), only={"KY105"})
    assert report.findings
    assert {f.row for f in report.findings} == {bases[at].key}


def test_corrections_that_do_not_begin_with_the_cell() -> None:
    row = base(
        3, 1, raw={"name": "事務所"}, corrections=(Correction("name", "別", "事務所", "x", 1.0),)
    )
    assert codes_of(raw=row.raw, corrections=row.corrections) == ["KY105"]


# Rules of the caller's


def alone(of: Survey) -> Iterator[Finding]:
    for row in of.bases:
        yield Finding("X001", "warning", "mine", row=row.key)


def broken(of: Survey) -> Iterator[Finding]:
    yield Finding("X002", "info", "before")
    raise ValueError("of no use")


def test_a_caller_adds_and_chooses_rules() -> None:
    rows = survey(replace(CLEAN[0], staff=Staff(9, 1, 2)))
    assert [f.code for f in validate(rows, rules=[alone]).findings] == ["X001"]
    assert [f.code for f in validate(rows, rules=[*RULES, alone]).findings] == ["KY101", "X001"]
    assert [f.code for f in validate(rows, rules=[*RULES, alone], only={"KY101"}).findings] == [
        "KY101"
    ]
    assert validate(rows, rules=[]).findings == ()


def test_a_rule_that_raises_stops_no_other() -> None:
    findings = validate(survey(*CLEAN), rules=[broken, alone]).findings
    assert [f.code for f in findings] == ["KY901", "X001", "X001", "X001", "X002"]
    assert "broken raised ValueError: of no use" in findings[0].message


def test_texts_that_are_empty_in_an_edited_survey_break_no_rule() -> None:
    assert "KY901" not in codes_of(reason="", activities="", remarks="", name="", contractor="")
