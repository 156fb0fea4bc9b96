"""Every column of the flat tables, described once.

Headings, JSON Schema, Table Schema, the pandera schema, the data dictionary inside a database,
``docs/fields.md`` and the command's help are all made from these entries.
"""

from __future__ import annotations

from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass

FieldType = Literal["integer", "number", "boolean", "text", "category", "date"]
"""``category`` is a text of few different values; the others are what they say."""

Lang = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a flat table.

    Attributes:
        key: its name in every format.
        name_ja, name_en: its name for people.
        type: of its values.
        meaning, meaning_ja: what its values say.
        unit: of numbers, in English (persons, degrees); empty if they have none.
        least, most: the range of numbers.
        values: the values of a category, if there are no others.
        pattern: a regular expression that each text matches as a whole.
    """

    key: str
    name_ja: str
    name_en: str
    type: FieldType
    meaning: str
    meaning_ja: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""

    def name(self, lang: Lang) -> str:
        """Its name in a language."""
        return self.name_ja if lang == "ja" else self.name_en


_ROW = "; several are joined by '; '"
_ROW_JA = "。複数は「; 」でつなぐ"

PRINTED_FIELDS = (
    Field(
        *("municipality_no", "団体No", "Municipality no.", "integer"),
        "Number of the municipality in this edition; editions number anew.",
        "この版での団体の番号。版ごとに振り直される。",
    ),
    Field(
        *("base_no", "拠点No", "Base no.", "integer"),
        "Number of the base within its municipality.",
        "団体の中での拠点の番号。",
    ),
    Field(
        *("municipality", "団体名", "Municipality", "text"),
        "Local government that has the base, as printed.",
        "拠点を置く自治体。印刷のとおり。",
    ),
    Field(
        *("name", "拠点名", "Base", "text"),
        "Name of the base.",
        "拠点の名称。",
    ),
    Field(
        *("country", "拠点設置国・地域", "Country or region", "category"),
        "Country or region of the base, as printed.",
        "拠点のある国・地域。印刷のとおり。",
    ),
    Field(
        *("countries", "国・地域(分割後)", "Countries", "text"),
        f"The countries that the printed cell names{_ROW}.",
        f"印刷された欄にある国・地域{_ROW_JA}。",
    ),
    Field(
        *("city", "拠点都市", "City", "text"),
        "City of the base, as printed.",
        "拠点のある都市。印刷のとおり。",
    ),
    Field(
        *("cities", "都市(分割後)", "Cities", "text"),
        f"The cities that the printed cell names{_ROW}.",
        f"印刷された欄にある都市{_ROW_JA}。",
    ),
    Field(
        *("form", "拠点形態", "Form", "category"),
        "Form of the base: a an office of its own (独自事務所), b staff sent to another body "
        "(機関等派遣), c a contractor (業務委託), d other (その他).",
        "拠点の形態。a 独自事務所、b 機関等派遣、c 業務委託、d その他。",
        values=("a", "b", "c", "d"),
    ),
    Field(
        *("form_note", "拠点形態(印刷)", "Form as printed", "text"),
        "What is printed after the letter of the form.",
        "形態の記号の後に印刷された文字。",
    ),
    Field(
        *("contractor", "委託先の名称", "Contractor", "text"),
        "Body that runs the base under contract, or to which staff is sent.",
        "委託先または派遣先の名称。",
    ),
    Field(
        *("established", "設置年度(西暦)", "Established", "integer"),
        "Western year in which the fiscal year of the establishment began (April to March).",
        "設置年度の西暦（4月に始まる年度）。",
        unit="year",
    ),
    Field(
        *("established_era", "設置年度(和暦)", "Established (era)", "text"),
        "The same year by era, as printed; empty where the edition prints western years.",
        "設置年度の和暦。西暦で印刷された版では空。",
    ),
    Field(
        *("department", "主管部課名", "Department", "text"),
        "Department of the municipality in charge of the base.",
        "自治体の主管部課。",
    ),
    Field(
        *("staff_total", "職員数 計", "Staff, total", "integer"),
        "Staff of the base, as printed, not computed.",
        "職員数の計。印刷のとおりで、計算した値ではない。",
        unit="persons",
        least=0,
    ),
    Field(
        *("staff_dispatched", "職員数 派遣", "Staff, dispatched", "integer"),
        "Staff sent from Japan.",
        "日本から派遣された職員の数。",
        unit="persons",
        least=0,
    ),
    Field(
        *("staff_local", "職員数 現地", "Staff, local", "integer"),
        "Staff employed in the country.",
        "現地で採用された職員の数。",
        unit="persons",
        least=0,
    ),
    Field(
        *("reason", "設置理由", "Reason", "text"),
        "Why the base was established.",
        "設置の理由。",
    ),
    Field(
        *("activities", "主な活動内容", "Main activities", "text"),
        "What the base does; each item on a line.",
        "主な活動内容。1項目1行。",
    ),
    Field(
        *("url", "URL", "URL", "text"),
        "Web address, with line breaks and proven misprints mended.",
        "ウェブアドレス。改行と、確かな誤植は直してある。",
    ),
    Field(
        *("remarks", "備考", "Remarks", "text"),
        "Remarks.",
        "備考。",
    ),
    Field(
        *("pages", "ページ", "Pages", "text"),
        "Pages on which the row is printed, joined by ','.",
        "行が印刷されたページ。「,」でつなぐ。",
    ),
)
"""The columns that come first in every flat table: values as printed, and parts of them."""

CODE_FIELDS = (
    Field(
        *("section", "区分見出し", "Section", "category"),
        "Heading of rows that the survey lists apart and does not count (廃止された拠点, 参考); "
        "empty for all others.",
        "調査が別に掲げ、数に含めない行の見出し（廃止された拠点、参考など）。それ以外は空。",
    ),
    Field(
        *("municipality_code", "全国地方公共団体コード", "Local government code", "category"),
        "Code of the municipality (Ministry of Internal Affairs), six digits with the check "
        "digit; empty if the name has none, or has several and the printed order does not decide.",
        "総務省の全国地方公共団体コード。検査数字を含む6桁。名称に対応するコードがないとき、"
        "また複数あり掲載順でも決まらないときは空。",
        pattern=r"\d{6}",
    ),
    Field(
        *("country_alpha2", "国コード(2文字)", "Country code, alpha-2", "category"),
        f"ISO 3166-1 alpha-2{_ROW}; empty if one of the countries has none.",
        f"ISO 3166-1 の2文字コード{_ROW_JA}。コードのない国・地域があれば空。",
        pattern=r"[A-Z]{2}(; [A-Z]{2})*",
    ),
    Field(
        *("country_alpha3", "国コード(3文字)", "Country code, alpha-3", "category"),
        f"ISO 3166-1 alpha-3{_ROW}; empty if one of the countries has none.",
        f"ISO 3166-1 の3文字コード{_ROW_JA}。コードのない国・地域があれば空。",
        pattern=r"[A-Z]{3}(; [A-Z]{3})*",
    ),
    Field(
        *("latitude", "緯度", "Latitude", "number"),
        "Latitude of the city (WGS 84, GeoNames), to a hundredth of a degree; empty if the city "
        "is unknown or the row has several.",
        "都市の緯度（WGS 84、GeoNames）。0.01度まで。都市が不明か、複数あるときは空。",
        unit="degrees",
        least=-90,
        most=90,
    ),
    Field(
        *("longitude", "経度", "Longitude", "number"),
        "Longitude of the city, likewise.",
        "都市の経度。緯度と同じ。",
        unit="degrees",
        least=-180,
        most=180,
    ),
)
"""The columns that come last in every flat table: computed from the others."""

FRAME_FIELDS = (
    Field(
        *("page", "先頭ページ", "First page", "integer"),
        "Page on which the row begins, from 1.",
        "行が始まるページ。1から数える。",
        least=1,
    ),
    Field(
        *("findings", "指摘", "Findings", "text"),
        f"Codes of all findings about the row, of reading and of validation{_ROW}.",
        f"行に対する、読み取りと検証の指摘コード{_ROW_JA}。",
    ),
    Field(
        *("corrections", "訂正", "Corrections", "text"),
        f"Column and rule of each correction of the row{_ROW}.",
        f"行の各訂正の列と規則{_ROW_JA}。",
    ),
)
"""The columns that data frames and Parquet have besides."""

FIELDS = (*PRINTED_FIELDS, *CODE_FIELDS, *FRAME_FIELDS)
"""All of them, in order; printed columns that no layout knows stand before the computed ones."""

BY_KEY = {field.key: field for field in FIELDS}


def explained(key: str, lang: Lang = "en") -> str | None:
    """What a column holds, in a few lines; ``None`` if no flat table has it.

    >>> print(explained("remarks", "ja"))
    remarks: 備考 (Remarks)
      text
      備考。
    """
    field = BY_KEY.get(key)
    if field is None:
        return None
    other: Lang = "en" if lang == "ja" else "ja"
    meaning = field.meaning_ja if lang == "ja" else field.meaning
    return (
        f"{key}: {field.name(lang)} ({field.name(other)})\n"
        f"  {', '.join(_facts(field))}\n  {meaning}"
    )


def markdown() -> str:
    """``docs/fields.md``: all columns, in English and Japanese."""
    lines = [
        "# Columns",
        "",
        "Made from `kyoten_extract.model.field_catalog` by `python -m "
        "kyoten_extract.model.field_catalog > docs/fields.md`; do not edit.",
        "The formats are in [formats.md](formats.md).",
    ]
    for title, fields in (
        ("As printed, in every flat table", PRINTED_FIELDS),
        ("Computed, at the end of every flat table", CODE_FIELDS),
        ("In data frames and Parquet besides", FRAME_FIELDS),
    ):
        lines += ["", f"## {title}", "", "| key | name | type | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `{f.key}` | {f.name_en}<br>{f.name_ja} | {_cell(', '.join(_facts(f)))} "
            f"| {_cell(f.meaning)}<br>{_cell(f.meaning_ja)} |"
            for f in fields
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _facts(field: Field) -> list[str]:
    facts: list[str] = [field.type]
    if field.unit:
        facts.append(field.unit)
    if field.most is not None:
        facts.append(f"{field.least:g} to {field.most:g}")
    elif field.least is not None:
        facts.append(f"{field.least:g} or more")
    if field.values:
        facts.append("one of " + ", ".join(field.values))
    if field.pattern:
        facts.append(f"`{field.pattern}`")
    return facts


if __name__ == "__main__":
    print(markdown(), end="")
