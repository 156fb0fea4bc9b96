"""Words and values of random lists: composed for this, but for names of places."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Literal

from kyoten_extract.deferred.dataclass import dataclass

Script = Literal["ja", "latin"]

ColumnKind = Literal[
    "number",
    "name",
    "place",
    "postal",
    "phone",
    "url",
    "year",
    "amount",
    "count",
    "office",
    "mark",
    "symbol",
    "prose",
]


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """What a column of one kind is called, and how wide it is.

    Attributes:
        labels: of which one is printed, in Japanese and in Latin letters.
        width: from and to, in ems.
        align: where its text stands in a cell.
    """

    labels: Mapping[Script, tuple[str, ...]]
    width: tuple[float, float]
    align: Literal["left", "center", "right"]


def _words(
    ja: str, latin: str, low: float, high: float, align: Literal["left", "center", "right"]
) -> ColumnWords:
    labels: Mapping[Script, tuple[str, ...]] = {
        "ja": tuple(ja.split()),
        "latin": tuple(label.replace("_", " ") for label in latin.split()),
    }
    return ColumnWords(labels, (low, high), align)


COLUMNS: Mapping[ColumnKind, ColumnWords] = {
    "number": _words("番号 整理番号 項番", "No. Item", 4.5, 5.5, "center"),
    "name": _words("名称 施設名 事業所名 拠点名", "Name Facility Branch", 12, 16, "left"),
    "place": _words("所在地 市町村 設置場所", "Place Town", 6.5, 8, "left"),
    "postal": _words("郵便番号 郵便", "Postal_code", 6.5, 7.5, "center"),
    "phone": _words("電話番号 電話 連絡電話", "Phone Telephone", 8.5, 10, "left"),
    "url": _words("ホームページ 掲載先 URL", "URL Website", 14, 20, "left"),
    "year": _words("設置年度 開始年 年度", "Year Since", 6, 7, "center"),
    "amount": _words("予算額 事業費 決算額", "Amount Budget", 6.5, 8, "right"),
    "count": _words("人数 件数 定員", "Count Seats", 4.5, 5.5, "right"),
    "office": _words("担当課 所管課 主管部局", "Office Section", 7.5, 9, "left"),
    "mark": _words("有無 公開 実施", "Open Held", 4.5, 5, "center"),
    "symbol": _words("対象 適用 〒", "Open Held", 4.5, 5, "center"),
    "prose": _words("事業内容 概要 活動の内容 経緯", "Notes Summary", 14, 24, "left"),
}
"""The kinds of columns; a list has each of them once at most."""

GROUPS: Mapping[Script, tuple[str, ...]] = {
    "ja": tuple("基本情報 実施状況 設置の状況 区分 詳細 登録事項 内訳 問合せ".split()),
    "latin": ("General", "Details", "Status", "Contact", "Record", "Class"),
}
"""Labels over several columns."""

TOPS: Mapping[Script, tuple[str, ...]] = {
    "ja": tuple("全体 当年度 台帳 調査項目".split()),
    "latin": ("Survey", "Register", "Current"),
}
"""Labels over groups."""

_PLACES = tuple(
    "札幌市 函館市 青森市 盛岡市 仙台市 秋田市 山形市 福島市 水戸市 前橋市 千葉市 横浜市 新潟市 "
    "富山市 金沢市 福井市 甲府市 長野市 岐阜市 静岡市 大津市 神戸市 奈良市 松江市 岡山市 広島市 "
    "山口市 徳島市 高松市 松山市 高知市 福岡市 長崎市 熊本市 大分市 宮崎市 那覇市".split()
)
_PLACES_LATIN = tuple(
    "Sapporo Hakodate Aomori Morioka Sendai Akita Yamagata Fukushima Mito Chiba Yokohama Niigata "
    "Toyama Kanazawa Fukui Nagano Gifu Otsu Kobe Nara Matsue Okayama Kochi Oita Naha".split()
)
_SIDES = "東 西 南 北 中央 本町 港 駅前 城下 川端 桜台 緑ヶ丘".split()
_HOUSES = "会館 図書室 相談所 交流館 学習室 案内所 保育室 体育館 資料館 作業所".split()
_SIDES_LATIN = "Higashi Nishi Minami Kita Chuo Honcho Minato Midori Sakura Kawabata".split()
_HOUSES_LATIN = "Hall Library Desk House Room Centre Studio Museum".split()
_OFFICES = "総務 観光 商工 教育 福祉 環境 土木 水道 農政 国際".split()
_OFFICES_LATIN = "General Tourism Trade Schools Welfare Works Water Farms".split()

# Clauses of which prose is made; each ends where another may follow.
_OPENINGS = (
    "地域の催しを支えるため",
    "老朽化した設備に代えて",
    "近隣の団体と話し合いながら",
    "利用者の声を受けて",
    "冬の間の集まりの場として",
    "移り住む人の相談に応じ",
)
_MIDDLES = (
    "週に{n}回ほど講座を開いており",
    "空いた部屋を{n}団体に貸し出すほか",
    "資料およそ{n}点を並べて見せるとともに",
    "職員{n}人が交代で窓口に立ち",
    "{n}年前から記録を整えてきたが",
    "商店街と{n}か所で共同の展示を行い",
)
_ENDINGS = (
    "来年度も続ける見込みである",
    "参加する人は少しずつ増えている",
    "休日の開館についても検討している",
    "成果は年度末の報告に載せる",
    "残る作業は次の期間に回した",
    "費用の一部は寄附で賄われている",
)
_CLAUSES_LATIN = (
    "the hall keeps {n} rooms open for local groups",
    "a desk of {n} people answers questions about moving in",
    "nearly {n} items are shown behind glass along the corridor",
    "talks are held {n} times a month together with the shops nearby",
    "repairs left from {n} years ago were moved to the next term",
    "visitors may borrow {n} tools at once when the store is staffed",
)


def place(rng: Random, script: Script) -> str:
    """The name of a city."""
    return rng.choice(_PLACES if script == "ja" else _PLACES_LATIN)


def name(rng: Random, script: Script, serial: int) -> str:
    """The name of a house, which ``serial`` tells from all others of a list."""
    if script == "ja":
        return f"{rng.choice(_SIDES)}第{serial}{rng.choice(_HOUSES)}"
    return f"{rng.choice(_SIDES_LATIN)} {serial}th {rng.choice(_HOUSES_LATIN)}"


def section(rng: Random, script: Script, serial: int) -> str:
    """A heading between rows."""
    if script == "ja":
        return f"【{rng.choice(_SIDES)}地区・第{serial}部】"
    return f"Part {serial}: {rng.choice(_SIDES_LATIN)} district"


def title(rng: Random, script: Script, serial: int) -> str:
    """A line above a table."""
    if script == "ja":
        return f"表{serial}　{rng.choice(_OFFICES)}関係の{rng.choice(_HOUSES)}一覧"
    return f"Table {serial}: list of the {rng.choice(_OFFICES_LATIN).lower()} office"


def total_label(rng: Random, script: Script) -> str:
    """What a row of sums is called."""
    return rng.choice(("合計", "小計", "総計")) if script == "ja" else "Total"


def _prose(rng: Random, script: Script, clauses: int, serial: int) -> str:
    if script == "latin":
        chosen = rng.sample(_CLAUSES_LATIN, min(clauses, len(_CLAUSES_LATIN)))
        text = ", and ".join(clause.format(n=rng.randint(2, 99)) for clause in chosen)
        # The end by which a page is found that has it.
        return f"{text} [{serial}]."
    # Sentences of an opening, a middle and an ending, until there are clauses enough; none twice.
    count = max(1, round(clauses / 2))
    parts = (rng.sample(words, count) for words in (_OPENINGS, _MIDDLES, _ENDINGS))
    return "".join(
        f"{opening}、{middle.format(n=rng.randint(2, 99))}、{ending}。"
        for opening, middle, ending in zip(*parts, strict=True)
    )


def value(rng: Random, kind: ColumnKind, script: Script, serial: int, *, clauses: int) -> str:
    """The text of a cell.

    Args:
        kind: of its column.
        serial: the number of its row in the list, from 1.
        clauses: how many clauses prose has.
    """
    ja = script == "ja"
    if kind == "number":
        return str(serial)
    if kind == "name":
        return name(rng, script, serial)
    if kind == "place":
        return place(rng, script)
    if kind == "postal":
        return f"{rng.randint(1, 999):03d}-{rng.randint(0, 9999):04d}"
    if kind == "phone":
        return f"0{rng.randint(11, 99)}-{rng.randint(200, 899)}-{rng.randint(0, 9999):04d}"
    if kind == "url":
        page = rng.choice(("index", "my_page", "list-a", "guide"))
        return f"https://www{serial}.example.jp/{page}/{rng.randint(10, 999)}.html"
    if kind == "year":
        if not ja:
            return str(rng.randint(1981, 2024))
        era, last = rng.choice((("平成", 30), ("令和", 6), ("昭和", 63)))
        return f"{era}{rng.randint(2, last)}年度"
    if kind == "amount":
        return f"{rng.randint(1, 9999) * 10:,}"
    if kind == "count":
        return str(rng.randint(1, 480))
    if kind == "office":
        return f"{rng.choice(_OFFICES)}課" if ja else f"{rng.choice(_OFFICES_LATIN)} div."
    if kind == "mark":
        return rng.choice(("あり", "なし")) if ja else rng.choice(("yes", "no"))
    if kind == "symbol":
        return rng.choice("○◎△×●") if ja else rng.choice(("yes", "no"))
    return _prose(rng, script, clauses, serial)
