"""Misprints are corrected if proven, suggested if not, and correct text is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import corpus
from field_material import FILES
from kyoten_extract import extract, normalize_text
from kyoten_extract.errors import UsageError
from kyoten_extract.model.codec import encode
from kyoten_extract.model.finding import Correction
from kyoten_extract.output.export import corrections_bytes
from kyoten_extract.records.corrections import apply_confident, correct_text
from kyoten_extract.text.proposal import THRESHOLDS
from kyoten_extract.text.repair.lexicon import Words
from kyoten_extract.text.repair.wrong_script import repair_number
from shared_results import table_of

NOTHING = Words({})
SAFE = THRESHOLDS["safe"]


def mended(text: str, words: Words = NOTHING) -> str:
    return correct_text("reason", text, "prose", words, SAFE).text


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("アメリ力との交流", "アメリカとの交流"),
        ("口ンドン事務所", "ロンドン事務所"),
        ("ベ卜ナム、夕イ", "ベトナム、タイ"),
        ("ビジネスセン夕ー", "ビジネスセンター"),
        ("サポ一トデスク", "サポートデスク"),
        ("センタ－", "センター"),
        ("二ュ一ヨ一ク", "ニューヨーク"),
        ("八ワイ、工ジプト、千ベット", "ハワイ、エジプト、チベット"),
        ("へルシンキ", "ヘルシンキ"),
        ("有カメディアとの協カ", "有力メディアとの協力"),
        ("人ロが多い", "人口が多い"),
        ("食品加エ、エ場視察", "食品加工、工場視察"),
        ("窓ロの統ー", "窓口の統一"),
        ("チ葉県とハ王子市", "千葉県と八王子市"),
        ("中国ヘの進出", "中国への進出"),
        ("アジアヘの輸出", "アジアへの輸出"),
        ("定期便デیلیー化", "定期便デイリー化"),
        ("定期便デ یلی ー化", "定期便デイリー化"),
        ("АSEAN", "ASEAN"),
        ("2O17年にl5人", "2017年に15人"),
    ],
)
def test_lookalikes_are_corrected(printed: str, meant: str) -> None:
    assert mended(normalize_text(printed)) == meant


@pytest.mark.parametrize(
    "text",
    [
        "三カ国、全カ国、二カ所、一カ月、数カ国語",
        "ブランド力アップ、コミュニケーション力・情報力",
        "協力カード、電力カンパニー、可能カード",
        "輸入ロシア産、搬入ロボット、輸出ロット",
        "追加エネルギー、参加エリア、人工エネルギー",
        "アジアへトライ、インドネシアへベトナムから",
        "八ッ場ダム、三ッ星ホテル、二ー三年、一ー二階",
        "センター部長、メーカー一体、データ一覧",
        "口コミ、二人、夕食、卜占、千円",
        "第2号ヘに規定する",
        "G20、H2O、CO2、A1、F1、B2B、10l",
        "ビザ、ピザ、バス、パス、プレス、ブレス",
        "上海道草文化传播有限公司",
        "μm、Ωとα線",
        "スバン・ジャヤ",
    ],
)
@pytest.mark.parametrize("mode", ["safe", "all"])
def test_correct_texts_are_left_alone(text: str, mode: str) -> None:
    least = THRESHOLDS[mode]  # type: ignore[index]
    assert correct_text("reason", text, "prose", NOTHING, least).text == text


def test_the_same_text_in_another_row_is_the_best_evidence() -> None:
    words = Words.of(["現地有力メディアに対する観光案内"])
    outcome = correct_text("reason", "現地有カメディアに対する観光案内", "prose", words, SAFE)
    (correction,) = outcome.corrections
    assert correction.after == "現地有力メディアに対する観光案内"
    assert correction.confidence == 0.98
    assert "another row" in correction.evidence


def test_a_weak_case_is_a_suggestion() -> None:
    outcome = correct_text("reason", "プロガー招聘と協カ", "prose", NOTHING, SAFE)
    assert outcome.text == "プロガー招聘と協力"
    assert outcome.doubt is not None
    assert outcome.doubt.suggestion == "ブロガー招聘と協力"
    bold = correct_text("reason", "プロガー招聘と協カ", "prose", NOTHING, THRESHOLDS["all"])
    assert (bold.text, bold.doubt) == ("ブロガー招聘と協力", None)
    meek = correct_text("reason", "プロガー招聘と協カ", "prose", NOTHING, THRESHOLDS["off"])
    assert (meek.text, meek.corrections) == ("プロガー招聘と協カ", ())
    assert meek.doubt is not None


def test_a_letter_nobody_can_tell_is_reported() -> None:
    outcome = correct_text("name", "カبババ", "name", NOTHING, 0.0)
    assert outcome.text == "カبババ"
    assert outcome.doubt is not None
    assert outcome.doubt.suggestion is None


@pytest.mark.parametrize(
    ("printed", "known", "meant"),
    [
        ("经済交流", ["経済交流の促進"], "経済交流"),
        ("经済交流", ["経済の交流"], "经済交流"),
        ("業务委託", ["業務委託契約"], "業務委託"),
        ("関係団体との现地交流", ["現地での交流"], "関係団体との現地交流"),
        ("上海道草文化传播有限公司", ["伝播"], "上海道草文化传播有限公司"),
        ("上海国际贸易有限公司", ["国際貿易", "上海国"], "上海国际贸易有限公司"),
        ("传播", [], "传播"),
    ],
)
def test_chinese_forms(printed: str, known: list[str], meant: str) -> None:
    assert mended(printed, Words.of(known)) == meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("1O", "10"),
        ("l", "l"),
        ("O", "O"),
        ("Hl4", "H14"),
        ("H2O", "H20"),
        ("HO", "HO"),
        ("2O人", "20人"),
    ],
)
def test_letters_in_numbers(printed: str, meant: str) -> None:
    assert repair_number(printed) == meant
    assert correct_text("established", printed, "year", NOTHING, SAFE).text == meant


@given(
    st.text(
        "力カロ口ニ二ー一ハ八へヘエ工タ夕トト卜チ千オ才リりプブ国産アメンセ有協の年O0l1Aی团经",
        max_size=12,
    )
)
def test_a_repair_is_a_chain_and_settles(text: str) -> None:
    outcome = correct_text("reason", text, "prose", NOTHING, 0.0)
    reached = text
    for correction in outcome.corrections:
        assert correction.before == reached
        assert correction.evidence
        reached = correction.after
    assert reached == outcome.text


def test_a_chain_is_followed_to_its_first_doubt() -> None:
    chain = [
        Correction("url", "a", "b", "one", 1.0),
        Correction("url", "b", "c", "two", 0.9, "why"),
        Correction("url", "c", "d", "three", 1.0),
    ]
    outcome = apply_confident("a", chain, SAFE)
    assert (outcome.text, outcome.corrections) == ("b", (chain[0],))
    assert outcome.doubt is not None
    assert (outcome.doubt.suggestion, outcome.doubt.evidence) == ("d", "why; three")


def test_evidence_is_the_last_key_and_left_out_when_empty() -> None:
    five = ["field", "before", "after", "rule", "confidence"]
    assert list(encode(Correction("url", "a", "b", "width", 1.0))) == five
    assert list(encode(Correction("url", "a", "b", "width", 1.0, "why"))) == [*five, "evidence"]


def test_the_modes_of_a_whole_edition() -> None:
    path = corpus.FIXTURES / "calc.pdf"
    off, safe = extract(path, repair="off"), extract(path)
    assert all(c.confidence == 1 for base in off.bases for c in base.corrections)
    repaired = {
        (base.key, c.field) for base in safe.bases for c in base.corrections if c.confidence < 1
    }
    told = {(f.row, f.field) for f in off.findings if f.code == "KY016"}
    assert repaired <= told
    assert [base.raw for base in off.bases] == [base.raw for base in safe.bases]
    with pytest.raises(UsageError, match="repair"):
        extract(path, repair="bold")  # type: ignore[arg-type]
    header = corrections_bytes(safe).decode("utf-8-sig").splitlines()[0]
    assert header.endswith("field,before,after,rule,confidence,evidence")
    json.dumps(safe.to_dict())


@pytest.mark.parametrize("name", FILES)
def test_field_material_is_left_alone(field: Path, name: str) -> None:
    """The changes were reviewed by hand: the only one corrects センタ-."""
    table = table_of(field / name)
    texts = {normalize_text("".join(c.split("\n"))) for row in table.rows for c in row.cells}
    words = Words.of(texts)
    changed = [t for t in texts if correct_text("name", t, "name", words, 0.0).text != t]
    assert all("センタ-" in text for text in changed)
