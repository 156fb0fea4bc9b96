"""The facts of a composed edition: names of places are real, all else is made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

Facts = Mapping[str, str | None]
"""A row by column key; empty where nothing is to be said, ``None`` where nothing is printed.

A year is the era's letter and the year in it ("H14"), figures are digits.
"""

KEYS = tuple(
    "municipality_no base_no municipality name country city form contractor established department "
    "staff_total staff_dispatched staff_local reason activities url remarks".split()
)
"""The survey's columns in order."""

ERAS: Mapping[str, tuple[str, int]] = {
    "S": ("昭和", 1925),
    "H": ("平成", 1988),
    "R": ("令和", 2018),
}
"""The name of an era by its letter, and the year before it began."""

# In the order of the official codes.
_PREFECTURES = tuple(
    (
        "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 "
        "東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 "
        "滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 "
        "香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
    ).split()
)
_CITIES = tuple(
    (
        "札幌市 仙台市 さいたま市 千葉市 横浜市 川崎市 相模原市 新潟市 静岡市 浜松市 名古屋市 "
        "京都市 大阪市 堺市 神戸市 岡山市 広島市 北九州市 福岡市 熊本市 函館市 旭川市 八戸市 "
        "盛岡市 山形市 郡山市 水戸市 宇都宮市 前橋市 富山市 金沢市 福井市 甲府市 長野市 松本市 "
        "岐阜市 豊橋市 津市 大津市 姫路市 奈良市 和歌山市 鳥取市 松江市 倉敷市 福山市 下関市 "
        "高松市 松山市 高知市 久留米市 佐賀市 長崎市 大分市 宮崎市 鹿児島市 那覇市"
    ).split()
)
_WARDS = ("港区", "品川区", "大田区", "江東区", "墨田区")

REGIONS: Mapping[str, str] = {
    "中国": "東アジア", "韓国": "東アジア", "台湾": "東アジア", "モンゴル": "東アジア",
    "タイ": "東南アジア", "シンガポール": "東南アジア", "ベトナム": "東南アジア",
    "インドネシア": "東南アジア", "マレーシア": "東南アジア", "フィリピン": "東南アジア",
    "インド": "南アジア", "米国": "北米", "カナダ": "北米", "ブラジル": "中南米",
    "英国": "欧州", "フランス": "欧州", "ドイツ": "欧州", "イタリア": "欧州",
    "フィンランド": "欧州", "ロシア": "欧州", "オーストラリア": "大洋州",
}  # fmt: skip
"""Each country, and what part of the world it is in."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "中国": ("上海", "北京", "大連", "広州", "香港", "青島", "成都", "瀋陽"),
    "韓国": ("ソウル", "釜山"),
    "台湾": ("台北", "高雄"),
    "モンゴル": ("ウランバートル",),
    "タイ": ("バンコク", "チェンマイ"),
    "シンガポール": ("シンガポール",),
    "ベトナム": ("ハノイ", "ホーチミン", "ダナン"),
    "インドネシア": ("ジャカルタ", "スラバヤ"),
    "マレーシア": ("クアラルンプール",),
    "フィリピン": ("マニラ", "セブ"),
    "インド": ("デリー", "ムンバイ", "チェンナイ"),
    "米国": ("ニューヨーク", "ロサンゼルス", "シアトル", "ホノルル"),
    "カナダ": ("バンクーバー",),
    "ブラジル": ("サンパウロ",),
    "英国": ("ロンドン",),
    "フランス": ("パリ", "リヨン"),
    "ドイツ": ("デュッセルドルフ", "ミュンヘン"),
    "イタリア": ("ミラノ",),
    "フィンランド": ("ヘルシンキ",),
    "ロシア": ("ウラジオストク", "ハバロフスク"),
    "オーストラリア": ("シドニー", "ブリスベン"),
}
"""The cities of each country that bases are in."""
# Countries that have most of the bases.
_MANY = ("中国", "中国", "中国", "タイ", "韓国", "台湾", "ベトナム", "シンガポール")

_BUREAUS = (
    "商工労働部 経済部 産業振興局 観光文化局 企画調整局 国際戦略本部 農林水産部 総合政策部 港湾局"
).split()
_SECTIONS = (
    "国際課 国際経済室 通商推進課 観光交流課 企業立地課 貿易振興課 海外展開支援室 国際交流課 "
    "販路開拓課"
).split()
_CONTRACTORS = (
    "株式会社東亜リンク", "有限会社みなと商事", "Lotus Bridge Consulting Co., Ltd.",
    "一般社団法人はまなす交流協会",
    "株式会社カモメ総研", "四海企業顧問有限公司", "Silver Heron Partners", "合同会社あさひ海外企画",
    "公益財団法人みちのく国際センター", "株式会社ブルーコンパス", "個人", "Orchid Gate Sdn. Bhd.",
)  # fmt: skip
_FORMS: Mapping[str, tuple[str, ...]] = {
    "a": ("独自事務所", "独自事務所(公社と共同)"),
    "b": ("機関等派遣", "機関等派遣(貿易センター)", "機関等派遣(国際交流協会)"),
    "c": ("業務委託", "業務委託契約等"),
    "d": ("その他", "その他(覚書による窓口)"),
}
_NAMES = (
    "{m}{c}事務所",
    "{m}{c}代表部",
    "{m}{k}ビジネス相談デスク",
    "{c}観光プロモーション窓口",
    "{m}{c}海外コーディネーター",
)
_REASONS = (
    "地元の製造業から現地の規格や通関を早く知りたいとの声が続いたため。",
    "定期便の開設に合わせ、双方の旅行者を増やすこととした。",
    "友好都市の締結から二十年となり、交流の足場が要るため。",
    "果物と水産物の売り先を広げるには、卸の動きを毎週見る人が要る。",
    "近隣の国へも出向きやすく、物流の要であることから置いた。",
    "若い人の留学と就職を、行く前から帰るまで支えるため。",
    "コンテナ貨物の荷主を訪ね、航路を保つため。",
)
_ACTIVITIES = (
    "①企業からの相談への対応 ②市場の調査 ③商談への同行",
    "・旅行会社への訪問 ・旅行博への出展 ・教育旅行の受入れの調整",
    "①荷主への訪問 ②船会社との打合せ",
    "①産品の試食会 ②飲食店への紹介 ③通販サイトへの掲載の手伝い ④展示会の準備",
    "・留学の相談 ・日本語学校の紹介 ・帰国した人の会の運営",
    "①視察団の日程づくりと案内 ②現地の新聞の切抜き",
)
_REMARKS = ("", "", "", "令和元年5月に移転", "", "兼任の職員1名を含む。", "", "隣の市と共同で運営")
_PAGES = ("office", "overseas", "info/kaigai", "kyoten", "world/desk")

# Empty cells, as a share of all, in columns where some are.
_UNNAMED, _NO_URL = 0.06, 0.3
# Bases of one municipality.
_BASES = (1, 1, 1, 2, 2, 3, 4)


def compose_rows(rng: Random, count: int, last_year: int) -> list[dict[str, str | None]]:
    """So many rows in the order of municipalities; no base is younger than ``last_year``."""
    names = [*_PREFECTURES, *_CITIES, *_WARDS]
    # A very long list has more bases of each.
    times = 1 + int(count / len(names) / 2)
    bases: list[int] = []
    while sum(bases) < count:
        bases.append(min(rng.choice(_BASES) * times, count - sum(bases)))
    # A draw of many small numbers may need more municipalities than there are.
    while len(bases) > len(names):
        bases[-2:] = [sum(bases[-2:])]
    places = sorted(rng.sample(range(len(names)), len(bases)))
    rows: list[dict[str, str | None]] = []
    for number, (place, share) in enumerate(zip(places, bases, strict=True), 1):
        rows += _of_one(rng, number, names[place], last_year, share)
    return rows


def _of_one(
    rng: Random, number: int, municipality: str, last_year: int, count: int
) -> Iterator[dict[str, str | None]]:
    bureau = rng.choice(_BUREAUS)
    places: set[str] = set()
    for base in range(1, count + 1):
        country = rng.choice((*_MANY, *PLACES))
        free = [city for city in PLACES[country] if city not in places] or list(PLACES[country])
        city = rng.choice(free)
        places.add(city)
        letter = rng.choice("aabcccccd")
        dispatched = rng.randint(0, 4) if letter in "ab" else 0
        local = rng.randint(0 if dispatched else 1, 6)
        named = rng.random() >= _UNNAMED
        name = rng.choice(_NAMES).format(m=municipality, c=city, k=country) if named else ""
        url = f"https://www.k{number}-{base}.example.jp/{rng.choice(_PAGES)}/"
        yield {
            "municipality_no": str(number),
            "base_no": str(base),
            "municipality": municipality,
            "name": name,
            "country": country,
            "city": city,
            "form": f"{letter} {rng.choice(_FORMS[letter])}",
            "contractor": rng.choice(_CONTRACTORS) if letter == "c" else "",
            "established": era_year(rng.randint(1985, last_year)),
            "department": rng.choice((bureau, bureau, rng.choice(_BUREAUS)))
            + rng.choice(_SECTIONS),
            "staff_total": str(dispatched + local),
            "staff_dispatched": str(dispatched),
            "staff_local": str(local),
            "reason": rng.choice(_REASONS),
            "activities": rng.choice(_ACTIVITIES),
            "url": "" if rng.random() < _NO_URL else url,
            "remarks": rng.choice(_REMARKS),
        }


def era_year(year: int) -> str:
    """A western year as an era's letter and the year in it.

    >>> era_year(2002), era_year(2019)
    ('H14', 'R1')
    """
    letter = next(letter for letter in "RHS" if year > ERAS[letter][1])
    return f"{letter}{year - ERAS[letter][1]}"


def western_year(fact: str) -> int:
    """The western year of an era's letter and year.

    >>> western_year("S62")
    1987
    """
    return ERAS[fact[0]][1] + int(fact[1:])


def bureau_and_section(department: str) -> tuple[str, str]:
    """The two parts of a department's name."""
    bureau = next(name for name in _BUREAUS if department.startswith(name))
    return bureau, department[len(bureau) :]
