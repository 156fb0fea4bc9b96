"""Compose an edition of the survey's layout that nothing was tuned on.

    python benchmarks/held_out.py [--seed 1] [--rows 40] TARGET.txt

Writes a tab-separated transcript like that of the survey; ``render.py`` prints it. Municipalities,
countries, cities, departments, companies, years, staff and addresses differ from those of the H29
edition and are drawn by the seed; the prose is composed of clauses written here, and the totals are
counted. All of it is fictitious.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

TITLE = "自治体の海外拠点一覧(令和5年9月末現在)"
NOTE = "※複数の国・地域にまたがる拠点はない。"
LABELS = (
    "団体No",
    "拠点No",
    "団体名",
    "①拠点名",
    "②拠点設置国・地域",
    "③拠点都市",
    "④拠点形態 a: 独自事務所 b: 機関等派遣 c: 業務委託 d: その他",
    "⑤委託先の名称",
    "⑥設置年度",
    "⑦主管部課名",
    "⑧職員数",
    "",
    "",
    "⑨設置理由",
    "⑩主な活動内容",
    "⑪URL",
    "⑫備考",
)
SECOND = ("計(a)+(b) 自動計算", "派遣(a)", "現地(b)")
STAFF_AT = 10

# Municipalities with a word of their addresses, and departments.
BODIES = {
    "釧路市": ("kushiro", "総合政策部市民協働推進課"),
    "奥州市": ("oshu", "商工観光部企業振興課"),
    "酒田市": ("sakata", "地域創生部交流観光課"),
    "つくば市": ("tsukuba", "政策イノベーション部科学技術戦略課"),
    "秩父市": ("chichibu", "産業観光部先端技術推進室"),
    "上越市": ("joetsu", "文化観光部観光振興課"),
    "小松市": ("komatsu", "国際都市推進課"),
    "飯田市": ("iida", "結いターン移住定住推進課"),
    "島田市": ("shimada", "市長戦略部広聴広報課"),
    "彦根市": ("hikone", "企画振興部シティプロモーション課"),
    "尾道市": ("onomichi", "産業部港湾振興課"),
    "萩市": ("hagi", "商工観光部ジオパーク推進室"),
    "今治市": ("imabari", "産業部営業戦略課サイクルシティ推進係"),
    "久留米市": ("kurume", "協働推進部広聴・相談課"),
    "都城市": ("miyakonojo", "ふるさと産業推進局"),
    "石垣市": ("ishigaki", "農林水産商工部六次産業課"),
    "兵庫県": ("hyogo", "産業労働部国際局経済課"),
    "宮崎県": ("miyazaki", "オールみやざき営業課"),
}
PLACES = {
    "ドイツ": ("デュッセルドルフ", "ミュンヘン", "ドレスデン"),
    "フランス": ("パリ", "リヨン", "ストラスブール"),
    "イタリア": ("ミラノ", "ボローニャ"),
    "オランダ": ("ロッテルダム", "ユトレヒト"),
    "スペイン": ("バルセロナ", "ビルバオ"),
    "ポーランド": ("ワルシャワ", "クラクフ"),
    "カナダ": ("バンクーバー", "モントリオール"),
    "ブラジル": ("サンパウロ", "クリチバ"),
    "インド": ("ムンバイ", "チェンナイ", "ベンガルール"),
    "フィリピン": ("マニラ", "セブ"),
    "モンゴル": ("ウランバートル",),
    "オーストラリア": ("メルボルン", "ブリスベン"),
    "ニュージーランド": ("オークランド", "ウェリントン"),
    "カンボジア": ("プノンペン", "シェムリアップ"),
}
FORMS = (
    "a 独自事務所",
    "a 独自海外事務所(県内三市共同)",
    "b 機関等派遣",
    "b 機関等派遣(国際機関日本事務所)",
    "c 業務委託",
    "c 業務委託契約等",
    "d その他(名誉領事館内)",
)
KINDS = ("事務所", "駐在員事務所", "連絡室", "交流デスク", "営業所", "コーディネーター", "-")
CONTRACTORS = (
    "合同会社ノルテ企画",
    "㈱ハーバー通商",
    "(株)ひので海外サービス",
    "Rheinbogen Consulting GmbH",
    "Maple & Pine Ltd.",
    "(一財)港湾物流振興会",
    "(公社)日本貿易協力センター",
    "ヴィスワ翻訳事務所",
    "㈲エトワール旅行社",
    "個人(在住日本人)",
)
WHY = (
    "造船業の受注が細るなか",
    "姉妹都市の提携から四半世紀を数え",
    "航空会社の季節便が週三便に増え",
    "陶磁器の見本市に毎年出展しており",
    "大学の共同研究が軌道に乗り",
    "留学生の受入れを倍にするため",
    "昆布や鮭の引き合いが急に伸び",
    "移民の子孫が多く住む縁があり",
    "半導体の部材を扱う工場が進出し",
    "自転車の大会を通じて知られ",
)
WHAT = (
    "現地の声を直に聞ける足場を要した。",
    "窓口を一つにまとめることとしたもの。",
    "議会の決議を踏まえて開設。",
    "商社任せにせず自ら販路を探るため。",
    "通訳と法務の支えが欠かせないため、",
    "前身の連絡所を格上げした。",
    "周辺三か国をあわせて受け持つ。",
)
MORE = (
    "",
    "",
    "賃料は友好協会と折半している。",
    "令和6年度に見直しを予定。",
    "開設から5年で28社が利用した。",
    "農産物の検疫は先方の当局と隔月で協議する。",
)
TASKS = (
    "見本市への共同出展",
    "クルーズ船の寄港誘致",
    "酒蔵ツアーの売り込み",
    "技能実習生の送出し機関との折衝",
    "現地メディアの切り抜きと翻訳",
    "市民訪問団の受入れ",
    "特許・商標の相談",
    "ワーキングホリデーの説明会",
    "パンフレットの配布, SNSの更新",
    "高校生の短期派遣",
    "木材とペレットの需要調査",
    "ふるさと納税の周知",
    "JETプログラム経験者の会の運営",
)
MARKS = ("①②③④⑤", "・・・・・", ("(1)", "(2)", "(3)", "(4)", "(5)"), "○○○○○")
PATHS = (
    "/",
    "/ja/",
    "/office/index.html",
    "/~kokusai/",
    "/life_guide/3/57920.html",
    "",
    "/desk/?id=81",
)
ENDS = ("example.jp", "example.com", "example.or.jp", "example.de", "example.net", "lg.example.jp")
REMARKS = (
    "",
    "",
    "",
    "",
    "令和4年7月に移転",
    "兼務職員1名を含む。",
    "土・日曜は休み",
    "職員数は隔年で交代",
)


@dataclass(frozen=True, slots=True)
class Edition:
    """The rows of an edition, one text for each of ``LABELS``."""

    rows: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        second = ("",) * STAFF_AT + SECOND + ("",) * (len(LABELS) - STAFF_AT - len(SECOND))
        lines = ["", TITLE, "", "\t".join(LABELS), "\t".join(second)]
        lines += ["\t".join(row) for row in self.rows]
        return "\n".join((*lines, "", *_totals(self.rows), "", NOTE, ""))


def compose(seed: int, count: int) -> Edition:
    """An edition of ``count`` rows."""
    rng = random.Random(seed)
    bodies = list(BODIES)
    rng.shuffle(bodies)
    owners = sorted(rng.choices(range(len(bodies)), k=count))
    numbers: Counter[int] = Counter()
    rows = []
    for owner in owners:
        # Numbers of bases are not without gaps.
        numbers[owner] += rng.choice((1, 1, 1, 2, 6))
        rows.append(_row(rng, owner + 1, numbers[owner], bodies[owner]))
    return Edition(tuple(rows))


def _row(rng: random.Random, number: int, base: int, body: str) -> tuple[str, ...]:
    word, department = BODIES[body]
    country = rng.choice(list(PLACES))
    city = rng.choice(PLACES[country])
    form = rng.choice(FORMS)
    kind = rng.choice(KINDS)
    name = kind if kind == "-" else f"{body}{rng.choice((city, country))}{kind}"
    dispatched = rng.choice((0, 0, 1, 1, 2, 3, 7)) if form[0] != "c" else 0
    local = rng.choice((0, 1, 1, 2, 4, 5, 6, 11, 27))
    year = rng.choice(("S61", "S63", "H3", "H8", "H19", "H24", "H30", "R1", "R2", "R4", "R5"))
    reason = f"{rng.choice(WHY)}、{rng.choice(WHAT)}{rng.choice(MORE)}"
    url = ""
    if rng.random() < 0.6:
        host = f"{word}-{rng.choice(('desk', 'office', 'kaigai', 'eu', 'navi'))}"
        scheme = rng.choice(("http://www.", "https://www.", "https://"))
        url = f"{scheme}{host}.{rng.choice(ENDS)}{rng.choice(PATHS)}"
    return (
        str(number),
        str(base),
        body,
        name,
        country,
        city,
        form,
        rng.choice(CONTRACTORS) if form[0] == "c" else "",
        year,
        department,
        str(dispatched + local),
        str(dispatched),
        str(local),
        reason,
        " ".join(_tasks(rng)),
        url,
        rng.choice(REMARKS),
    )


def _tasks(rng: random.Random) -> Iterator[str]:
    marks: Sequence[str] = rng.choice(MARKS)
    for mark, task in zip(marks, rng.sample(TASKS, rng.randint(2, 5)), strict=False):
        yield mark + task


def _totals(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    counts = [len({row[at] for row in rows}) for at in (2, 4, 5)]
    forms = Counter(row[6][0] for row in rows)
    staff = [sum(int(row[STAFF_AT + part]) for row in rows) for part in range(3)]
    mean = [str((Decimal(n) / len(rows)).quantize(Decimal("0.1"), ROUND_HALF_UP)) for n in staff]
    yield "全体\t自治体数\t拠点数\t設置国数\t設置都市数\t形態別拠点数\t"
    yield "\t".join(
        ("", str(counts[0]), str(len(rows)), *map(str, counts[1:]), "a", str(forms["a"]))
    )
    for letter in "bcd":
        yield "\t" * 5 + f"{letter}\t{forms[letter]}"
    yield ""
    yield "\t職員数\t\t"
    yield "\t計\t派遣\t現地"
    yield "\t".join(("計", *map(str, staff)))
    yield "\t".join(("平均", *mean))


def main() -> None:
    """Write the edition requested on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=40)
    chosen = parser.parse_args()
    chosen.target.write_text(str(compose(chosen.seed, chosen.rows)), encoding="utf-8")


if __name__ == "__main__":
    main()
