"""Codes KY3xx: published totals that the records do not give."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

_TOTAL = (
    "The published figure is compared with the result of every counting convention: an error if "
    "none gives it, an info if only a convention other than the plainest one does."
)
_TOTAL_JA = (
    "公表値を集計方法ごとの結果と比較します。どの集計方法とも一致しなければエラー、"
    "最も単純な集計方法以外とのみ一致すれば情報とします。"
)


def _total(number: int, summary: str, summary_ja: str) -> Code:
    return Code(f"KY{number}", "error", summary, _TOTAL, summary_ja, _TOTAL_JA, sometimes="info")


TOTAL_MUNICIPALITIES = _total(
    301,
    "The published number of municipalities differs from the plain count.",
    "公表された団体数が、単純な集計と一致しません。",
)
TOTAL_BASES = _total(
    302,
    "The published number of bases differs from the plain count.",
    "公表された拠点数が、単純な集計と一致しません。",
)
TOTAL_COUNTRIES = _total(
    303,
    "The published number of countries differs from the plain count.",
    "公表された国・地域数が、単純な集計と一致しません。",
)
TOTAL_CITIES = _total(
    304,
    "The published number of cities differs from the plain count.",
    "公表された都市数が、単純な集計と一致しません。",
)
TOTAL_FORMS = _total(
    305,
    "The published number of bases of a form differs from the plain count.",
    "公表された形態別の拠点数が、単純な集計と一致しません。",
)
TOTAL_STAFF = _total(
    306,
    "The published staff total differs from the plain sum.",
    "公表された職員数の計が、単純な集計と一致しません。",
)
TOTAL_MEAN = _total(
    307,
    "The published mean of staff differs from the plain mean.",
    "公表された職員数の平均が、単純な集計と一致しません。",
)
TOTALS_DISAGREE = Code(
    "KY308",
    "error",
    "Published totals contradict each other.",
    "The numbers by form must add up to the number of bases, and dispatched and local staff to "
    "the staff total.",
    "公表値の内訳と計が一致しません。",
    "形態別の内訳の和は拠点数に、派遣と現地の和は職員数の計に等しくなるはずです。",
)
