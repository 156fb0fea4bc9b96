"""Years and dates as Japanese public documents print them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import replace

from kyoten_extract.deferred.regex import regex
from kyoten_extract.model.survey import FiscalYear
from kyoten_extract.text.normalize.compatibility import drop_unseen

# First western year and last year number of each era.
ERAS = {
    "明治": (1868, 45),
    "大正": (1912, 15),
    "昭和": (1926, 64),
    "平成": (1989, 31),
    "令和": (2019, 99),
}
_INITIALS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

_ERA = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHRmtshr])"
_YEAR = rf"(?:{_ERA}(?:\s*\.)?\s*(?P<number>元|\d{{1,2}})|(?P<western>(?:1[89]|20)\d\d))"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01]|末)"
_FISCAL = regex(
    rf"{_YEAR}\s*(?:年度?|(?:[./年-]\s*){_MONTH}(?:月(?:\s*{_DAY}日?)?|[./-](?:{_DAY})?)?)?"
)
# One year in two calendars, the second in brackets: 平成14年度(2002), 2002年(平成14年)4月.
_BOTH = regex(
    r"(?P<one>[^()]+)\((?P<other>[^()]+)\)(?P<rest>年度?)?(?:\s*(?P<month>0?[1-9]|1[0-2])月(?:.*日)?)?"
)
# What is after a year in two calendars that two columns had: H14.2002.
_WESTERN = regex(r"(?:19|20)\d\d")
# What may stand around a year: a bracket, and words that it is one of a beginning.
_BRACKETED = regex(r"\(([^()]+)\)")
_SINCE = regex(r"(?<=[\d元年度月日])\s*(?:[~〜]|から|より|以降|に?(?:開設|設置|設立|開所|開始))$")
_DATE = regex(
    rf"{_YEAR}\s*[年./]\s*(?P<month>\d{{1,2}})\s*(?:[月./]|(?=\D|$))\s*(?P<day>末|\d{{1,2}})?"
)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAME = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY_NUMBER = r"(?:0?[1-9]|[12]\d|3[01])"
_ENGLISH = regex(
    rf"(?:(?P<month>{_MONTH_NAME})\s+(?P<day>{_DAY_NUMBER})(?:st|nd|rd|th)?"
    rf"|(?<!\d)(?P<day_before>{_DAY_NUMBER})(?:st|nd|rd|th)?\s+(?P<month_after>{_MONTH_NAME}))"
    r",?\s+(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_NOTE_MARK = regex("[²³¹⁰⁴-⁹₀-₉]|(?<=\\d)[①-⑳⑴-⒇⒈-⒛㉑-㉟㊱-㊿]")


def parse_fiscal_year(text: str) -> FiscalYear | None:
    """Parse a fiscal year (H14, 令和2, R元, 昭和63年度, 2017); ``None`` if ``text`` is not one.

    A month, or a date, may follow (H29.4, 2002-04-01). The year is the one printed: January to
    March are not moved to the fiscal year before, and the month says which they are. A year in two
    calendars (平成14年度(2002), H14.2002) is one if both agree. A bracket may be around it, and
    words follow that it is the first one (H14～, 平成14年開設).

    >>> parse_fiscal_year("2002年度(平成14年度)")
    FiscalYear(era='平成', era_year=14, year=2002, month=None)
    >>> parse_fiscal_year("H15.1").month, parse_fiscal_year("平成14年(2003)")
    (1, None)
    """
    if text.isalpha() and "元" not in text:
        return None  # No digit, nor what is folded to one: most names.
    folded = _SINCE.sub("", _fold(text))
    around = _BRACKETED.fullmatch(folded)
    folded = folded if around is None else around[1].strip()
    match = _FISCAL.fullmatch(folded)
    if match is not None:
        return _with_month(match)
    both = _BOTH.fullmatch(folded)
    if both is not None:
        found = _agreeing(both["one"].strip() + (both["rest"] or ""), both["other"].strip())
        if found is None or both["month"] is None or found.month is not None:
            return found
        return replace(found, month=int(both["month"]))
    before, western = folded[:-4], folded[-4:]
    one = before.rstrip(".・/ ")
    return _agreeing(one, western) if one != before and _WESTERN.fullmatch(western) else None


def _agreeing(one: str, other: str) -> FiscalYear | None:
    """The year that is ``one`` in one calendar and ``other`` in another, by its era."""
    matches = _FISCAL.fullmatch(one), _FISCAL.fullmatch(other)
    first, second = (match and _with_month(match) for match in matches)
    if first is None or second is None or first.year != second.year:
        return None
    return first if first.era is not None else second


def _with_month(match: re.Match[str]) -> FiscalYear | None:
    year = _year(match)
    return (
        year if year is None or match["month"] is None else replace(year, month=int(match["month"]))
    )


def parse_date(text: str) -> dt.date | None:
    """Parse the first date in ``text`` (平成29年9月末現在, H29.9.30), or return ``None``.

    The end of a month (末), or a month without a day, is its last day.
    """
    match = _DATE.search(_fold(text))
    return None if match is None else _date(match)


def dates_in(text: str) -> list[tuple[str, dt.date, str]]:
    """Each date in ``text``, with the text between it and the one before, and the next.

    >>> dates_in("令和4年1月公表(令和3年9月末現在)")
    [('', datetime.date(2022, 1, 31), '公表('), ('公表(', datetime.date(2021, 9, 30), '現在)')]
    >>> dates_in("as of September 30, 2024")
    [('as of ', datetime.date(2024, 9, 30), '')]
    """
    folded = _fold(text)
    found = [(date, m) for m in _DATE.finditer(folded) if (date := _date(m)) is not None]
    if not found:
        english = _ENGLISH.finditer(folded)
        found = [(date, m) for m in english if (date := _english_date(m)) is not None]
    starts = [0, *(m.end() for _, m in found)]
    ends = [*(m.start() for _, m in found), len(folded)]
    between = [folded[start:end] for start, end in zip(starts, ends, strict=True)]
    return [(between[i], date, between[i + 1]) for i, (date, _) in enumerate(found)]


def _english_date(match: re.Match[str]) -> dt.date | None:
    month = _MONTHS.index((match["month"] or match["month_after"])[:3].lower()) + 1
    day, year = int(match["day"] or match["day_before"]), int(match["year"])
    return dt.date(year, month, day) if day <= calendar.monthrange(year, month)[1] else None


def _date(match: re.Match[str]) -> dt.date | None:
    year = _year(match)
    month = int(match["month"])
    if year is None or not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year.year, month)[1]
    day = last if match["day"] in (None, "末") else int(match["day"])
    return dt.date(year.year, month, day) if 1 <= day <= last else None


def _fold(text: str) -> str:
    # NFKC expands the one-character era names (㍻, ㋿), but would also append a superscript or
    # circled digit, the mark of a footnote, to the year.
    text = _NOTE_MARK.sub("*", drop_unseen(text))
    return unicodedata.normalize("NFKC", text).strip()


def _year(match: re.Match[str]) -> FiscalYear | None:
    if match["western"] is not None:
        return FiscalYear(None, None, int(match["western"]))
    era = _INITIALS.get(match["era"].upper(), match["era"])
    first, last = ERAS[era]
    number = 1 if match["number"] == "元" else int(match["number"])
    if not 1 <= number <= last:
        return None
    return FiscalYear(era, number, first + number - 1)
