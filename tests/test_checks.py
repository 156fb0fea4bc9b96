"""Rules: what each notices, and that a clean survey is left in peace."""

from __future__ import annotations

from dataclasses import replace

import pytest

import corpus
from kyoten_extract import (
    Base,
    FiscalYear,
    PublishedTotals,
    Staff,
    StaffMean,
    Survey,
    validate,
)
from kyoten_extract.checks.published_totals import reconcile
from kyoten_extract.checks.support.rule_registry import RULES
from kyoten_extract.findings import codes as codes_module
from kyoten_extract.model.survey import BaseForm, Provenance, Source
from shared_results import survey_of

NAMES = ("", "函館市", "小樽市", "旭川市", "室蘭市")


def base(municipality_no: int, base_no: int, **changes: object) -> Base:
    plain = Base(
        municipality_no, base_no, NAMES[municipality_no], "事務所", "中国", ("中国",), "上海", ("上海",),
        BaseForm.OWN_OFFICE, None, None, FiscalYear("平成", 20, 2008), None, Staff(3, 1, 2), None,
        None, None, None, {}, {}, Provenance((1,), ((1, 0.0, 0.0, 9.0, 9.0),)), (),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def survey(*bases: Base, published: PublishedTotals | None = None) -> Survey:
    return Survey("題", None, Source("x", "0", 1, "pdfium", "0"), bases, published)


CLEAN = (base(1, 1), base(1, 2, city="大連", cities=("大連",)), base(2, 1))


def found(*bases: Base, published: PublishedTotals | None = None) -> list[str]:
    return [finding.code for finding in validate(survey(*bases, published=published)).findings]


def test_a_clean_survey_has_no_findings() -> None:
    report = validate(survey(*CLEAN))
    assert report.findings == ()
    assert report.ok


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"staff": Staff(4, 1, 2)}, "KY101"),
        ({"url": "http:/broken"}, "KY102"),
        ({"city": None, "cities": ()}, "KY103"),
        ({"base_no": 1}, "KY201"),
        ({"municipality_no": 3}, "KY202"),
        ({"municipality": "釧路市"}, "KY203"),
        ({"municipality_no": 9, "municipality": "函館市"}, "KY204"),
    ],
)
def test_a_fault_is_noticed_where_it_is(changes: dict[str, object], code: str) -> None:
    rows = list(CLEAN)
    rows[1] = replace(rows[1], **changes)  # type: ignore[arg-type]
    report = validate(survey(*rows))
    (finding,) = [f for f in report.findings if f.code == code]
    assert finding.page == 1
    assert finding.bbox == (0.0, 0.0, 9.0, 9.0)
    assert finding.row is not None


@pytest.mark.parametrize(
    ("country", "city", "expected"),
    [
        ("タイ", "上海", ["KY110"]),
        ("オーストリア", "シドニー", ["KY110"]),
        ("中国", "台北", []),
        ("中国", "香港", []),
        ("台湾", "香港", ["KY110"]),
        ("英国", "ロンドン", []),
        ("カナダ", "ロンドン", []),
        ("中国", "知られざる町", []),
        ("どこか", "上海", []),
        ("タイ", "タイ", []),
    ],
)
def test_a_city_in_another_country_is_told(country: str, city: str, expected: list[str]) -> None:
    row = base(1, 1, country=country, countries=(country,), city=city, cities=(city,))
    assert found(row) == expected


def test_a_row_of_two_countries_may_have_cities_of_both() -> None:
    lands = {"country": "タイ/中国", "countries": ("タイ", "中国")}
    assert found(base(1, 1, **lands, city="上海", cities=("上海",))) == []
    (finding,) = validate(survey(base(1, 1, **lands, city="ハノイ", cities=("ハノイ",)))).findings
    assert (finding.expected, finding.actual) == ("ベトナム", "タイ/中国")


def spelled(field: str, *names: str) -> list[object]:
    rows = [base(1, number, **{field: name}) for number, name in enumerate(names, 1)]
    return [f for f in validate(survey(*rows)).findings if f.code == "KY205"]


@pytest.mark.parametrize(
    "names",
    [
        ("㈱アルファ商事", "株式会社アルファ商事", "アルファ商事(株)"),
        ("ABCコンサルティング", "ＡＢＣ コンサルティング"),
        ("アジア・アライアンス・センター", "アジア・ライアンス・センター"),
        ("(公財)みどり協会", "公益財団法人みどり協会"),
        ("コンピュータ商事", "コンピューター商事"),
        ("Green Partners Co., Ltd.", "GREEN PARTNERS CO.,LTD"),
        ("Green Partners", "Green Partmers"),
    ],
)
def test_a_contractor_spelled_two_ways_is_told_once(names: tuple[str, ...]) -> None:
    (finding,) = spelled("contractor", *names, names[0])
    assert finding.expected == names[0]  # type: ignore[attr-defined]
    assert all(name in finding.message for name in names)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "names",
    [
        ("国際交流第1課", "国際交流第2課"),
        ("国際交流第一課長", "国際交流第二課長"),
        ("北京経済交流センター", "南京経済交流センター"),
        ("東京事務所", "大阪事務所"),
        ("オーストリア貿易協会", "オーストラリア貿易協会"),
        ("ABC Consulting A", "ABC Consulting B"),
        ("中国銀行", "山国銀行"),
        ("-・-", "・"),
    ],
)
def test_two_names_are_two(names: tuple[str, ...]) -> None:
    assert spelled("contractor", *names) == []


def test_departments_are_compared_within_their_municipality() -> None:
    one, other = "企画部 国際政策課", "企画部国際政策課"
    assert len(spelled("department", one, other)) == 1
    rows = (base(1, 1, department=one), base(2, 1, department=other))
    assert found(*rows) == []


def test_hosts_one_letter_apart_are_told() -> None:
    (finding,) = spelled("url", "http://www.kaigai.or.jp/a", "http://kaigal.or.jp/")
    assert finding.actual == "kaigal.or.jp"  # type: ignore[attr-defined]
    assert spelled("url", "http://kaigai1.or.jp/", "http://kaigai2.or.jp/") == []
    assert spelled("url", "http://[broken", "http://[brokem") == []


def test_ignored_codes_are_left_out() -> None:
    rows = survey(replace(CLEAN[0], staff=Staff(9, 1, 2)))
    assert not validate(rows).ok
    assert validate(rows, ignore={"KY101"}).findings == ()


def test_an_unread_cell_is_not_reported_twice() -> None:
    survey_with_error = replace(
        survey(replace(CLEAN[0], established=None), CLEAN[2]),
        findings=(codes_module.VALUE_UNREADABLE("x", field="established", row=(1, 1)),),
    )
    assert [f.code for f in validate(survey_with_error).findings] == ["KY006"]


TOTALS = PublishedTotals(2, 3, 1, 2, {"a": 3}, Staff(9, 3, 6), StaffMean(3.0, 1.0, 2.0), ("※注",))


def test_totals_that_hold_are_silent() -> None:
    assert found(*CLEAN, published=TOTALS) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"municipalities": 5}, "KY301"),
        ({"bases": 7}, "KY302"),
        ({"countries": 4}, "KY303"),
        ({"cities": 9}, "KY304"),
        ({"forms": {"a": 1}}, "KY305"),
        ({"staff": Staff(10, 3, 6)}, "KY306"),
        ({"staff_mean": StaffMean(3.1, 1.0, 2.0)}, "KY307"),
    ],
)
def test_a_total_that_no_counting_gives_is_an_error(changes: dict[str, object], code: str) -> None:
    totals = replace(TOTALS, **changes)  # type: ignore[arg-type]
    findings = validate(survey(*CLEAN, published=totals)).findings
    assert findings[0].severity == "error"
    # Staff that does not add up is wrong in itself, too.
    assert {f.code for f in findings} - {"KY308"} == {code}


def test_a_total_that_another_counting_gives_is_named() -> None:
    double = base(
        3,
        1,
        country="A/B",
        countries=("A", "B"),
        city="X/Y",
        cities=("X", "Y"),
        staff=Staff(3, 1, 2),
    )
    rows = (*CLEAN, double)
    totals = PublishedTotals(
        3, 5, 2, 4, {"a": 5}, Staff(12, 4, 8), StaffMean(2.4, 0.8, 1.6), ("※国ごと",)
    )
    report = validate(survey(*rows, published=totals))
    assert {finding.severity for finding in report.findings} == {"info"}
    named = {entry.total: entry.explained_by for entry in report.reconciliation}
    assert named["bases"] == named["forms.a"] == "per-country"
    assert named["staff.total"] == "rows"
    assert named["staff_mean.total"] == "per-country"
    assert named["countries"] == "as-printed"
    assert named["cities"] == "parts"
    bases = next(f for f in report.findings if f.code == "KY302")
    assert "※国ごと" in bases.message
    assert (bases.expected, bases.actual) == (5, 4)


def test_the_specimen_s_totals_are_all_explained() -> None:
    entries = reconcile(survey_of(corpus.FIXTURES / "typst.pdf"))
    assert len(entries) == 14
    assert all(entry.explained_by for entry in entries)


def test_every_code_is_stable_unique_and_documented() -> None:
    codes = codes_module.ALL
    assert len(codes) >= 20
    assert all(code.id.startswith("KY") and code.summary.endswith(".") for code in codes.values())
    registered = {code.id for rule in RULES for code in rule.codes}
    assert registered == {id for id in codes if "KY101" <= id < "KY400"} | {"KY403"}


def test_a_link_to_another_address_is_told() -> None:
    survey = survey_of(corpus.FIXTURES / "links.pdf")
    stale = [f for f in validate(survey).findings if f.code == "KY104"]
    assert [(f.row, f.severity) for f in stale] == [((1, 3), "info"), ((2, 5), "info")]
    assert stale[0].expected == "http://localhost/"
    rules = [c.rule for b in survey.bases for c in b.corrections if c.rule.startswith("url-")]
    assert rules.count("url-link") == 3
    # The name of a city abroad is a known word; no link is needed to mend it.
    assert rules.count("url-lookalike") == 1
    assert survey.bases[0].source.links == ("http://www.beautifuljapan.or.kr",)
    assert "links" not in survey.to_dict()["bases"][-1]["source"]
