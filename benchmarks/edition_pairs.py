"""Seeded pairs of editions with known changes, as records: for the diff, the panel and their tests.

    pair = edition_pair(seed=1, bases=200)
    pair.old, pair.new          # surveys
    pair.opened, pair.closed    # indexes of the rows that only one of them has
    pair.same                   # the index in the new edition, by that in the old one

Bases open (often where another of the municipality closed), close, get other names, move (the city
in the name with them), change their contractors, departments, staff and prose; all are renumbered.
With ``layout`` columns go, come, get other labels, and years are printed in the other way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from kyoten_extract.model.survey import (
    Base,
    BaseForm,
    FiscalYear,
    Provenance,
    Source,
    Staff,
    Survey,
)
from kyoten_extract.text.gazetteer.municipalities import municipalities

CITIES = {
    "中国": "上海 北京 大連 香港 広州 瀋陽 蘇州 天津 青島 成都 深圳 無錫".split(),
    "韓国": "ソウル 釜山 仁川 大邱".split(),
    "台湾": "台北 高雄 台中 台南".split(),
    "シンガポール": ["シンガポール"],
    "タイ": "バンコク チェンマイ".split(),
    "ベトナム": "ハノイ ホーチミン ダナン".split(),
    "インドネシア": "ジャカルタ バリ".split(),
    "アメリカ合衆国": "ニューヨーク ロサンゼルス シアトル ホノルル".split(),
    "フランス": "パリ リヨン".split(),
    "ドイツ": "デュッセルドルフ フランクフルト".split(),
    "インド": "デリー チェンナイ ベンガルール".split(),
    "オーストラリア": "シドニー パース".split(),
}
# The first cities have most of the bases.
_PLACES = [(country, city) for country, cities in CITIES.items() for city in cities]
_WEIGHTS = [
    12 if city in ("上海", "台北", "ソウル", "シンガポール", "バンコク") else 2
    for _, city in _PLACES
]
_KINDS = (
    "事務所 駐在員事務所 サポートデスク ビジネスサポートセンター 観光プロモーター 代表処 "
    "コーディネーター"
).split()
_SHARED_NAMES = ["JETRO共同事務所", "CLAIR共同事務所", "ビジネスサポートデスク"]
_FIRMS = (
    "東亜 日興 みらい アジア グローバル 丸和 三友 北星 南海 新光 大洋 平和 共栄 ひかり 太平".split()
)
_TRADES = "コンサルティング 経済貿易センター 商事 旅行社 企画 通商 マーケティング 交流協会".split()
_BUREAUS = "産業 商工労働 観光 国際 経済 企画 農林水産 港湾".split()
_OFFICES = "国際課 産業振興課 立地推進課 観光課 貿易振興室 国際戦略課 商務課".split()
_AIMS = (
    "企業の進出支援 観光客の誘致 販路の開拓 情報の収集 友好都市との交流 投資の誘致 県産品の輸出"
).split()
_WAYS = "商談会 見本市 セミナー 現地調査 広報 相談対応 連絡調整 研修生の受入".split()
_OFFICIAL_COUNTRIES = {
    "中国": "中華人民共和国",
    "韓国": "大韓民国",
    "ベトナム": "ベトナム社会主義共和国",
}
_ERAS = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))

# Of the bases of an edition, how many close, and so on; openings are of the same number.
RATES = {
    "closed": 0.06,
    "renamed": 0.05,
    "moved": 0.04,
    "contractor": 0.04,
    "department": 0.08,
    "staff": 0.3,
    "url": 0.05,
    "reason": 0.08,
    "activities": 0.08,
}
# Of openings: where one of the municipality closed; of a year before the older edition.
_IN_ITS_PLACE, _LISTED_LATE = 0.4, 0.08
_UNNAMED, _JOINED_TO_NAME = 0.05, 0.6


@dataclass(frozen=True, slots=True)
class EditionPair:
    """Two editions and what changed from the old to the new one; rows by their indexes."""

    old: Survey
    new: Survey
    same: Mapping[int, int]
    closed: frozenset[int]
    opened: frozenset[int]
    renamed: frozenset[int]
    moved: frozenset[int]
    layout: tuple[tuple[str, str], ...]


def edition_pair(seed: int, bases: int = 200, *, layout: bool = True) -> EditionPair:
    """Two editions of about ``bases`` rows each, and the truth."""
    random = Random(f"{seed} {bases}")
    year = random.randint(2012, 2021)
    old = _edition(random, bases, year)
    new: list[Base] = []
    origin: dict[int, int] = {}
    closed: set[int] = set()
    renamed: set[int] = set()
    moved: set[int] = set()
    freed: list[Base] = []
    offices = {base.municipality: base.department for base in old}
    for municipality in offices:
        if random.random() < RATES["department"]:
            offices[municipality] = _department(random)
    for index, base in enumerate(old):
        if random.random() < RATES["closed"]:
            closed.add(index)
            freed.append(base)
            continue
        later = base
        if random.random() < RATES["moved"]:
            later = _moved(random, later)
        if later.name is not None and random.random() < RATES["renamed"]:
            later = replace(later, name=_other_name(random, later))
        if later.name != base.name:
            renamed.add(index)
        if later.city != base.city:
            moved.add(index)
        origin[len(new)] = index
        new.append(_updated(random, later, offices))
    opened_count = round(len(old) * RATES["closed"])
    fresh = []
    for _ in range(opened_count):
        like = random.choice(freed if freed and random.random() < _IN_ITS_PLACE else old)
        fresh.append(_opened(random, like, year))
    merged = [(_order(base), origin.get(k), base) for k, base in enumerate(new)]
    merged += [(_order(base), None, base) for base in fresh]
    merged.sort(key=lambda item: item[0])
    same = {index: place for place, (_, index, _) in enumerate(merged) if index is not None}
    opened = frozenset(place for place, (_, index, _) in enumerate(merged) if index is None)
    later_rows = _numbered([base for _, _, base in merged])
    changes: list[tuple[str, str]] = []
    if layout:
        later_rows = _new_layout(random, later_rows, changes)
    return EditionPair(
        _survey(old, year, f"old-{seed}.pdf"),
        _survey(later_rows, year + 1, f"new-{seed}.pdf"),
        same,
        frozenset(closed),
        opened,
        frozenset(renamed),
        frozenset(moved),
        tuple(changes),
    )


def _edition(random: Random, count: int, year: int) -> list[Base]:
    official = [one.name or one.prefecture for one in municipalities() if one.kind != "ward"]
    names = random.sample(official, min(len(official), count // 3 + 1))
    # A list longer than Japan has municipalities for: those of other worlds.
    names += [f"{random.choice(official)}{k}区" for k in range(max(0, count // 3 + 1 - len(names)))]
    rows: list[Base] = []
    for municipality in sorted(names):
        department = _department(random)
        together = random.random() < _JOINED_TO_NAME
        for _ in range(min(14, int(random.paretovariate(1.1)))):
            base = _base(random, municipality, department, year, together)
            if base not in rows[-14:]:
                rows.append(base)
    return _numbered(rows[:count])


def _base(random: Random, municipality: str, department: str, year: int, together: bool) -> Base:
    country, city = random.choices(_PLACES, _WEIGHTS)[0]
    form = random.choices(list(BaseForm), [6, 2, 11, 0.2])[0]
    firm = _contractor(random) if form is BaseForm.CONTRACT or random.random() < 0.1 else None
    founded = _fiscal_year(random.randint(1990, year - 1))
    prose = Random(f"{municipality} {random.random() if random.random() < 0.5 else ''}")
    url = f"http://www.{abs(hash_of(municipality)) % 10**6}.lg.jp/kokusai/"
    if random.random() < 0.5:
        url += f"{abs(hash_of(city + str(founded.year))) % 10**4}.html"
    local = random.randint(0, 3)
    return Base(
        None,
        None,
        municipality,
        _name(random, municipality, country, city, together),
        country,
        (country,),
        city,
        (city,),
        form,
        "独自海外事務所" if form is BaseForm.OWN_OFFICE else "業務委託契約等",
        firm,
        founded,
        department,
        Staff(local + 1, 1, local),
        f"{prose.choice(_AIMS)}と{prose.choice(_AIMS)}のため、{prose.choice(_WAYS)}を行う。",
        "・".join(prose.sample(_WAYS, 3)),
        url if random.random() < 0.6 else None,
        None,
        {"SNSの有無": random.choice("有無")},
        {},
        Provenance((1,), ((1, 0.0, 0.0, 1.0, 1.0),)),
        (),
    )


def hash_of(text: str) -> int:
    """A number of a text, the same in every process."""
    return Random(text).getrandbits(32)


def _name(random: Random, municipality: str, country: str, city: str, together: bool) -> str | None:
    if random.random() < _UNNAMED:
        return None
    kind = random.choice(_KINDS)
    if together:
        return f"{municipality}{city}{kind}"
    return random.choice(
        [
            random.choice(_SHARED_NAMES),
            f"{municipality}{kind}({country})",
            f"{municipality}{kind}",
            f"{city}{kind}",
        ]
    )


def _contractor(random: Random) -> str:
    firm = f"{random.choice(_FIRMS)}{random.choice(_FIRMS)}{random.choice(_TRADES)}"
    return random.choice(["株式会社", "㈱", "一般財団法人", ""]) + firm


def _department(random: Random) -> str:
    return f"{random.choice(_BUREAUS)}部{random.choice(_BUREAUS)}局{random.choice(_OFFICES)}"


def _fiscal_year(year: int) -> FiscalYear:
    first, era = next((first, era) for first, era in _ERAS if first <= year)
    return FiscalYear(era, year - first + 1, year)


def _moved(random: Random, base: Base) -> Base:
    """``base`` in another city, mostly of the same country; the city in its name goes with it."""
    assert base.country is not None
    assert base.city is not None
    near = [(base.country, city) for city in CITIES[base.country] if city != base.city]
    far = [place for place in _PLACES if place[1] != base.city]
    country, city = random.choice(near if near and random.random() < 0.7 else far)
    name = base.name.replace(base.city, city) if base.name else None
    return replace(
        base, country=country, countries=(country,), city=city, cities=(city,), name=name
    )


def _other_name(random: Random, base: Base) -> str:
    """Another name for the same base: another word for its kind, or another composition."""
    assert base.name is not None
    kinds = [kind for kind in _KINDS if kind not in base.name]
    for kind in _KINDS:
        if base.name.endswith(kind) and random.random() < 0.6:
            return base.name.removesuffix(kind) + random.choice(kinds)
    name = f"{base.municipality}{base.city}{random.choice(kinds)}"
    return name if name != base.name else f"{name}分室"


def _updated(random: Random, base: Base, offices: Mapping[str | None, str | None]) -> Base:
    """What changes about a base without its being another."""
    base = replace(base, department=offices[base.municipality])
    if base.contractor is not None and random.random() < RATES["contractor"]:
        base = replace(base, contractor=_contractor(random))
    if base.staff is not None and random.random() < RATES["staff"]:
        local = random.randint(0, 4)
        base = replace(base, staff=Staff(local + 1, 1, local))
    if random.random() < RATES["url"]:
        base = replace(base, url=f"https://www.example{random.randint(1, 10**6)}.jp/")
    if random.random() < RATES["reason"]:
        base = replace(base, reason=f"{random.choice(_AIMS)}を図るため、拠点を設ける。")
    if random.random() < RATES["activities"]:
        base = replace(base, activities="・".join(random.sample(_WAYS, 4)))
    return base


def _opened(random: Random, like: Base, year: int) -> Base:
    """A new base of the municipality of ``like``."""
    assert like.municipality is not None
    assert like.department is not None
    base = _base(random, like.municipality, like.department, year, random.random() < 0.5)
    if random.random() < _LISTED_LATE:
        return base
    return replace(base, established=_fiscal_year(year + random.randint(0, 1)))


def _order(base: Base) -> str:
    return base.municipality or ""


def _numbered(rows: list[Base]) -> list[Base]:
    found: list[Base] = []
    numbers: dict[str | None, int] = {}
    counts: dict[str | None, int] = {}
    for base in rows:
        number = numbers.setdefault(base.municipality, len(numbers) + 1)
        counts[base.municipality] = counts.get(base.municipality, 0) + 1
        found.append(replace(base, municipality_no=number, base_no=counts[base.municipality]))
    return found


def _new_layout(random: Random, rows: list[Base], changes: list[tuple[str, str]]) -> list[Base]:
    """One to three changes of the columns, noted in ``changes`` as kind and field."""
    kinds = random.sample(
        ["gone", "years", "unknown label", "label", "new", "country names", "renumbered labels"],
        random.randint(1, 3),
    )
    for kind in kinds:
        if kind == "gone":
            field = random.choice(["department", "reason", "activities", "url"])
            changes.append(("gone", field))
            rows = [replace(base, **{field: None}) for base in rows]
        elif kind == "years":
            changes.append(("years", "established"))
            rows = [replace(b, established=_western(b.established)) for b in rows]
        elif kind == "unknown label":
            gone = {field for change, field in changes if change == "gone"}
            known = [f for f in ("municipality", "department", "contractor") if f not in gone]
            field = random.choice(known)
            changes.append(("renamed", field))
            rows = [_under_label(base, field, f"新しい{field}欄") for base in rows]
        elif kind == "label":
            changes.append(("renamed", "SNSの有無"))
            rows = [_relabelled(base, "SNSの有無", "SNS利用の有無") for base in rows]
        elif kind == "renumbered labels":
            rows = [_relabelled(base, "SNSの有無", "⑬ＳＮＳの有無") for base in rows]
        elif kind == "new":
            changes.append(("new", "面積"))
            rows = [
                replace(b, extras={**b.extras, "面積": str(random.randint(10, 300))}) for b in rows
            ]
        else:
            rows = [_official_country(base) for base in rows]
    return rows


def _western(year: FiscalYear | None) -> FiscalYear | None:
    return None if year is None else FiscalYear(None, None, year.year)


def _under_label(base: Base, field: str, label: str) -> Base:
    value = getattr(base, field)
    return replace(base, **{field: None}, extras={**base.extras, label: value or "-"})


def _relabelled(base: Base, old: str, new: str) -> Base:
    return replace(base, extras={new if k == old else k: v for k, v in base.extras.items()})


def _official_country(base: Base) -> Base:
    name = _OFFICIAL_COUNTRIES.get(base.country or "", base.country)
    return replace(base, country=name, countries=(name,) if name else ())


def _survey(rows: list[Base], year: int, name: str) -> Survey:
    """The survey of ``rows``, each with the texts of its cells."""
    held = {field for field in _CELLS if any(getattr(base, field) is not None for base in rows)}
    known = [field for field in _CELLS if field in held or field == "remarks"]
    bases = tuple(
        replace(base, raw={f: str(getattr(base, f) or "-") for f in known} | dict(base.extras))
        for base in rows
    )
    title = f"自治体の海外拠点一覧({year}年9月末現在)"
    return Survey(title, dt.date(year, 9, 30), Source(name, "", 1, "none", "0"), bases, None)


_CELLS = (
    *("municipality_no", "base_no", "municipality", "name", "country", "city", "form"),
    *("contractor", "established", "department", "reason", "activities", "url", "remarks"),
)
