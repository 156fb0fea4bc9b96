"""Changes of columns: their order, and which there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from kyoten_extract.testing.edition.draft import CIRCLED, Draft, EditionColumn
from kyoten_extract.testing.edition.facts import (
    ERAS,
    PLACES,
    REGIONS,
    Facts,
    bureau_and_section,
)
from kyoten_extract.testing.edition.words import EXTRAS, TRAPS, USUAL

# Columns that an edition may be without; "staff" stands for both parts of the staff.
_DROPPED = "contractor department reason activities url remarks established name staff".split()
_PARTED = ("country", "department", "established", "form")
_JOINED = ("place", "staff", "staff parts", "numbers")


def blocks(columns: Sequence[EditionColumn]) -> list[list[EditionColumn]]:
    """Columns that stand under one label are together."""
    found: list[list[EditionColumn]] = []
    for column in columns:
        if found and len(column.levels) > 1 and found[-1][0].printed[0] == column.printed[0]:
            found[-1].append(column)
        else:
            found.append([column])
    return found


def new_order(draft: Draft) -> object:
    """Columns stand in another order."""
    parts = blocks(draft.columns)
    count = draft.rng.randint(2, min(6, len(parts)))
    places = draft.rng.sample(range(len(parts)), count)
    moved = [parts[place] for place in places]
    for place, part in zip(sorted(places), moved, strict=True):
        parts[place] = part
    order = [column for part in parts for column in part]
    if order == draft.columns:
        order = [column for part in reversed(parts) for column in part]
    draft.columns = order
    if draft.rng.random() < 0.5:
        number_again(draft, list(CIRCLED))
    return [column.label for column in order]


def number_again(draft: Draft, marks: Sequence[str], every: bool = False) -> None:
    """Marks before the labels, in printed order."""
    left = iter(marks)
    columns: list[EditionColumn] = []
    for part in blocks(draft.columns):
        marked = every or any(column.number for column in part)
        mark = next(left) if marked else ""
        columns += (replace(column, number=mark) for column in part)
    draft.columns = columns


def columns_dropped(draft: Draft) -> object:
    """One to three columns are not printed."""
    chosen = draft.rng.sample(_DROPPED, draft.rng.randint(1, 3))
    dropped = []
    for key in chosen:
        keys = ["staff_dispatched", "staff_local"] if key == "staff" else [key]
        places = [draft.index(each) for each in keys]
        if None in places:
            continue
        draft.columns = [c for c in draft.columns if not (c.keys and c.keys[0] in keys)]
        total = draft.index("staff_total")
        if key == "staff" and total is not None:
            draft.relabel(total, ("職員数",), "usual")
        dropped += keys
    draft.gone |= {*dropped}
    return dropped


def columns_added(draft: Draft) -> object:
    """One to three columns that no edition had."""
    labels = draft.rng.sample(EXTRAS, draft.rng.randint(1, 3))
    for label in labels:
        draft.columns.insert(_between_blocks(draft), _column(draft, label))
    return labels


def longer_labels(draft: Draft) -> object:
    """Other columns whose labels begin as those of the survey do, before or after them."""
    rng = draft.rng
    keys = [key for key in TRAPS if draft.index(key) is not None]
    labels = []
    for key in rng.sample(keys, min(len(keys), rng.randint(1, 3))):
        place = draft.index(key)
        assert place is not None
        label = rng.choice(TRAPS[key])
        after = rng.random() < 0.5
        if key == "staff_total":
            group = next(part for part in blocks(draft.columns) if draft.columns[place] in part)
            place = draft.columns.index(group[-1] if after else group[0])
        column = replace(_column(draft, label, key), how="longer")
        draft.columns.insert(place + after, column)
        labels.append(f"{label} {'after' if after else 'before'} {key}")
    return labels


def _between_blocks(draft: Draft) -> int:
    parts = blocks(draft.columns)
    return sum(map(len, parts[: draft.rng.randint(1, len(parts))]))


def _column(draft: Draft, label: str, key: str = "") -> EditionColumn:
    """A column of no key, with values that its label promises."""
    rng = draft.rng
    texts = tuple(_value(rng, label, facts, facts.get(key) or "") for facts in draft.facts)
    width = 12.0 if "英語" in label or "URL" in label else 9.0
    if key == "url" and "英語" in label:
        width = 15.0
    centered = all(len(text) < 7 for text in texts)
    return EditionColumn((), (label,), texts, width, "extra", centered=centered)


_KANA = (
    "アオモリ カナガワ サイタマ トヤマ ハママツ クマモト ヒロシマ ナガノ フクオカ サッポロ".split()
)
_LATIN = "Aomori Kanagawa Toyama Hamamatsu Kumamoto Hiroshima Nagano Sapporo Otaru".split()
_COUNTRY_CODES = dict(
    zip(
        PLACES,
        "CN KR TW MN TH SG VN ID MY PH IN US CA BR GB FR DE IT FI RU AU".split(),
        strict=True,
    )
)


def _value(rng: Random, label: str, facts: Facts, own: str) -> str:
    """A value of a column of no key."""
    stem = label.partition("(")[0]
    if "電話" in label or "FAX" in label:
        return f"0{rng.randint(11, 99)}-{rng.randint(200, 899)}-{rng.randint(0, 9999):04}"
    if "カナ" in label:
        return f"{rng.choice(_KANA)}{rng.choice(('シ', 'ケン'))}"
    if label == "URL(英語版)":
        return own and f"{own}en/"
    if "英語" in label:
        tail = {"拠点名": " Office", "主管部課名": " International Div.", "団体名": " City"}
        return rng.choice(_LATIN) + tail.get(stem, "")
    if "コード" in label:
        country = str(facts["country"])
        return (
            f"{sum(map(ord, str(own))) % 900 + 100}" if "都市" in label else _COUNTRY_CODES[country]
        )
    if "前回" in label:
        return _before(rng, stem, own)
    if "増減" in label:
        return rng.choice(("±0", "+1", "-1", "+2"))
    if "年数" in label:
        return str(rng.randint(1, 30))
    if "略称" in label:
        return f"{str(facts['city'])[:3]}事"
    words = {
        "設置年度の根拠資料": ("設置要綱", "議会資料", "協定書"),
        "設置理由の分類": ("経済", "観光", "交流"),
        "主な活動内容の分類": ("経済", "観光", "交流", "複合"),
        "活動内容公開可否": ("可", "不可"),
        "設置形態の変更": ("なし", "なし", "あり"),
        "開所時間": ("9:00~17:00", "9:30~18:00"),
        "代表者名": ("佐藤 一", "鈴木 恵", "高橋 学", "田中 葵"),
    }
    if label in words:
        return rng.choice(words[label])
    if "日" in label:
        return f"2021/{rng.randint(4, 9)}/{rng.randint(1, 28)}"
    return f"{rng.randint(1, 900) * 10:,}"


def _before(rng: Random, stem: str, own: str) -> str:
    """What the survey before had."""
    if stem == "団体No":
        # The same for all bases of one.
        return str(int(own) + int(own) % 3)
    if own.isdigit():
        return str(max(0, int(own) + rng.choice((-2, -1, 0, 1, 2))))
    other = "c 業務委託" if own[:1] in tuple("abcd") else "前回は休止中"
    return rng.choice((own, own, own, other))


def parted_columns(draft: Draft) -> object:
    """One column is two, under one label."""
    keys = [key for key in _PARTED if draft.index(key) is not None]
    if "year_forms" in draft.changes:
        keys.remove("established")
    if not keys:
        return None
    key = draft.rng.choice(keys)
    place = draft.index(key)
    assert place is not None
    column = draft.columns[place]
    above = USUAL[key][0].split("\n")[0]
    texts = [_two(key, facts) for facts in draft.facts]
    below = {
        "country": ("地域", "国"),
        "department": draft.rng.choice((("部局", "課"), ("部局名", "課室名"))),
        "established": ("元号", "年"),
        "form": draft.rng.choice((("記号", "区分"), ("記号", "内容"))),
    }[key]
    widths = {"established": (4.0, 3.5), "form": (3.5, 10.0)}.get(key, (7.5, 8.0))
    draft.columns[place : place + 1] = [
        replace(
            column,
            keys=() if (key, index) == ("country", 0) else (key,),
            levels=(above, below[index]),
            cells=tuple(pair[index] for pair in texts),
            width=widths[index],
            how="part",
        )
        for index in (0, 1)
    ]
    return key


def _two(key: str, facts: Facts) -> tuple[str, str]:
    text = str(facts[key])
    if key == "country":
        return REGIONS[text], text
    if key == "department":
        return bureau_and_section(text)
    if key == "established":
        return ERAS[text[0]][0], "元" if text[1:] == "1" else text[1:]
    return text[0], text[2:]


def joined_columns(draft: Draft) -> object:
    """Two or three columns are one."""
    ways = list(_JOINED)
    draft.rng.shuffle(ways)
    return next((way for way in ways if _join(draft, way)), None)


def _join(draft: Draft, way: str) -> bool:
    rng = draft.rng
    keys = {
        "place": ("country", "city"),
        "staff": ("staff_total", "staff_dispatched", "staff_local"),
        "staff parts": ("staff_dispatched", "staff_local"),
        "numbers": ("municipality_no", "base_no"),
    }[way]
    places = [place for key in keys if (place := draft.index(key)) is not None]
    if len(places) < len(keys) or places != list(range(places[0], places[0] + len(keys))):
        return False
    pattern, labels = {
        "place": (
            rng.choice(("{0} {1}", "{0}({1})", "{0}、{1}", "{0}\n{1}")),
            (
                rng.choice(
                    ("拠点設置国・地域、都市", "国・地域、都市", "設置国・都市", "国名及び都市名")
                ),
            ),
        ),
        "staff": ("{0}({1}/{2})", (rng.choice(("職員数(派遣/現地)", "職員数 計(派遣/現地)")),)),
        "staff parts": ("{0}/{1}", ("職員数", "派遣/現地")),
        "numbers": ("{0}-{1}", (rng.choice(("団体No-拠点No", "番号(団体-拠点)")),)),
    }[way]
    column = draft.columns[places[0]]
    texts = draft.cells(lambda facts: pattern.format(*(facts[key] for key in keys)))
    joined = replace(
        column,
        keys=keys,
        levels=labels,
        cells=texts,
        width=max(8.0, column.width + 4 * (way == "place")),
        how="joined",
    )
    draft.columns[places[0] : places[-1] + 1] = [joined]
    return True
