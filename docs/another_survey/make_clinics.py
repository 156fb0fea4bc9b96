"""Make ``clinics.pdf``, an invented prefecture's list of clinics: ``python make_clinics.py``.

Needs reportlab; its Japanese fonts are not embedded, so the file is small.
"""

from __future__ import annotations

import random
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

FONT = "HeiseiKakuGo-W5"
TOWNS = "青葉市 若草市 白浜町 緑ヶ丘町 朝霧市 月見町".split()
STREETS = "本町 中央 東町 港町 桜台 大手町".split()
NAMES = "青葉 若草 白浜 みどり 朝霧 月見 さくら 大手 港 中央 南 北".split()
FIELDS = "内科 外科 小児科 眼科 皮膚科 整形外科 耳鼻咽喉科 心療内科".split()
HEAD = [
    [
        *("番号", "区分", "施設名", "郵便番号", "所在地", "電話番号", "ウェブサイト", "診療科"),
        *("電話診療", "", "病床数(床)", "", "", "開設年月日"),
    ],
    [*([""] * 8), "初診", "再診", "計", "一般", "療養", ""],
]
WIDTHS = [9, 13, 30, 17, 36, 25, 37, 23, 9, 9, 11, 11, 11, 26]
COUNT = 24


def rows() -> list[list[str]]:
    """The rows of the list, and its row of totals."""
    rng = random.Random(7)
    listed = []
    for number in range(1, COUNT + 1):
        hospital = number % 4 == 0
        name = NAMES[(number - 1) % len(NAMES)] + ("病院" if hospital else "クリニック")
        if number > len(NAMES):
            name = "第二" + name
        town, street = rng.choice(TOWNS), rng.choice(STREETS)
        general, care = (rng.randint(20, 120), rng.randint(0, 60)) if hospital else (0, 0)
        lot = f"{rng.randint(1, 9)}丁目{rng.randint(1, 20)}番{rng.randint(1, 30)}号"
        year = rng.randint(2, 30)
        era = f"平成{year}年" if year > 5 else f"令和{year}年"
        site = f"https://www.{'hosp' if hospital else 'clinic'}{number:02}.example.or.jp/"
        listed.append(
            [
                str(number),
                "病院" if hospital else "診療所",
                name,
                f"{rng.randint(100, 999)}-{rng.randint(0, 9999):04}",
                f"{town}{street}{lot}",
                f"0{rng.randint(11, 49)}-{rng.randint(200, 999)}-{rng.randint(0, 9999):04}",
                site if number % 5 else "なし",
                "\n".join(rng.sample(FIELDS, rng.randint(1, 3))),
                rng.choice("○×"),
                rng.choice("○○○×"),
                str(general + care),
                str(general),
                str(care),
                f"{era}{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
            ]
        )
    total = ["合計", *[""] * 7]
    total += [str(sum(row[place] == "○" for row in listed)) for place in (8, 9)]
    total += [str(sum(int(row[place]) for row in listed)) for place in (10, 11, 12)]
    return [*listed, [*total, ""]]


def main() -> None:
    """Write the file beside this script."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    text = ParagraphStyle("cell", fontName=FONT, fontSize=7, leading=9, wordWrap="CJK")
    title = ParagraphStyle("title", fontName=FONT, fontSize=12, leading=16)
    cells = [
        [Paragraph(cell.replace("\n", "<br/>"), text) if cell else "" for cell in row]
        for row in [*HEAD, *rows()]
    ]
    spans = [("SPAN", (place, 0), (place, 1)) for place in (*range(8), 13)]
    spans += [("SPAN", (8, 0), (9, 0)), ("SPAN", (10, 0), (12, 0))]
    table = Table(cells, [width * mm for width in WIDTHS], repeatRows=2)
    table.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans])
    table.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP")])
    target = Path(__file__).with_name("clinics.pdf")
    document = SimpleDocTemplate(
        str(target), pagesize=landscape(A4), margin=10 * mm, leftMargin=10 * mm,
        rightMargin=10 * mm, topMargin=10 * mm, bottomMargin=10 * mm, invariant=1,
        title="clinics",
    )  # fmt: skip
    heading = "みらい県 電話で診療を受けられる医療機関の一覧(令和6年4月1日現在)"
    document.build([Paragraph(heading, title), Spacer(1, 4 * mm), table])


if __name__ == "__main__":
    main()
