"""Codes of published totals that are not met."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

_TOTAL = (
    "The figure in the finding is compared with the count of each convention: an error where none "
    "gives it, an info where another than the plainest does."
)
_TOTAL_JA = (
    "公表値を数え方ごとの結果と比べます。どの数え方とも合わなければ誤り、"
    "最も素直な数え方以外と合えば情報です。"
)


def _total(number: int, summary: str, summary_ja: str) -> Code:
    return Code(f"KY{number}", "error", summary, _TOTAL, summary_ja, _TOTAL_JA, sometimes="info")


TOTAL_MUNICIPALITIES = _total(301, "Published number of municipalities.", "公表された団体数。")
TOTAL_BASES = _total(302, "Published number of bases.", "公表された拠点数。")
TOTAL_COUNTRIES = _total(303, "Published number of countries.", "公表された国・地域数。")
TOTAL_CITIES = _total(304, "Published number of cities.", "公表された都市数。")
TOTAL_FORMS = _total(305, "Published number of bases of a form.", "公表された形態別の拠点数。")
TOTAL_STAFF = _total(306, "Published sum of staff.", "公表された職員数の計。")
TOTAL_MEAN = _total(307, "Published mean of staff.", "公表された職員数の平均。")
TOTALS_DISAGREE = Code(
    "KY308",
    "error",
    "Published totals do not agree with each other.",
    "The forms must add up to the bases, dispatched and local staff to the total of staff.",
    "公表値どうしが合いません。",
    "形態別の計は拠点数に、派遣と現地の計は職員数の計に等しいはずです。",
)
