"""Labels of an edition's columns: those every edition had, and those a later one may have."""

from __future__ import annotations

from collections.abc import Mapping

USUAL: Mapping[str, tuple[str, ...]] = {
    "municipality_no": ("団体No",),
    "base_no": ("拠点No",),
    "municipality": ("団体名",),
    "name": ("拠点名",),
    "country": ("拠点設置国・地域",),
    "city": ("拠点都市",),
    "form": ("拠点形態\na: 独自事務所\nb: 機関等派遣\nc: 業務委託\nd: その他",),
    "contractor": ("委託先の名称",),
    "established": ("設置年度",),
    "department": ("主管部課名",),
    "staff_total": ("職員数", "計(a)+(b)\n自動計算"),
    "staff_dispatched": ("職員数", "派遣(a)"),
    "staff_local": ("職員数", "現地(b)"),
    "reason": ("設置理由",),
    "activities": ("主な活動内容",),
    "url": ("URL",),
    "remarks": ("備考",),
}
"""The label of each column, level by level."""

WIDTHS: Mapping[str, float] = {
    "municipality_no": 4.5, "base_no": 4.5, "municipality": 8, "name": 14, "country": 9, "city": 9,
    "form": 12, "contractor": 12, "established": 7, "department": 13, "staff_total": 6,
    "staff_dispatched": 5.5, "staff_local": 5.5, "reason": 22, "activities": 24, "url": 15,
    "remarks": 10,
}  # fmt: skip
"""Of each column in ems."""

NUMBERED = (
    "name country city form contractor established department staff reason activities url remarks"
).split()
"""The columns with a circled number, in order; those of the staff share theirs."""

# What later editions may print; a word for each, the levels of a header joined by "/".
KNOWN: Mapping[str, tuple[str, ...]] = {
    key: tuple(labels.split())
    for key, labels in {
        "municipality_no": "団体番号 自治体No 自治体番号",
        "base_no": "拠点番号",
        "municipality": "自治体名 地方公共団体名 地方自治体名",
        "name": "拠点の名称 拠点名称 事務所名 海外事務所名",
        "country": "設置国・地域 国・地域 設置国 国名",
        "city": "設置都市 都市名 所在都市 都市",
        "form": "設置形態 拠点の形態 形態",
        "contractor": "委託先名称 委託先名 委託先",
        "established": "開設年度 設置年 開設年",
        "department": "所管部課名 担当部課名 主管課 所管課 担当課",
        "staff_total": "職員数/合計 職員数/総数 職員数/計",
        "staff_dispatched": "職員数/派遣 職員数/派遣職員",
        "staff_local": "職員数/現地 職員数/現地採用",
        "reason": "設置の理由 設置目的",
        "activities": "活動内容 主な業務内容 業務内容 事業内容",
        "url": "ホームページ ホームページアドレス ウェブサイト HP",
        "remarks": "備考欄 特記事項",
    }.items()
}
"""Labels that the layout of the survey has, but for the usual one."""

UNLISTED: Mapping[str, tuple[str, ...]] = {
    key: tuple(labels.split())
    for key, labels in {
        "municipality_no": "自治体コード番号 団体整理番号 自治体連番",
        "base_no": "拠点整理番号 拠点連番 事務所番号",
        "municipality": "実施団体 設置団体 都道府県・市区町村名 設置自治体",
        "name": "海外拠点の名称 現地事務所名称 拠点・窓口の名称 海外拠点名",
        "country": "相手国名 展開先の国・地域 国又は地域 相手国・地域",
        "city": "駐在都市 拠点所在都市 設置先都市 所在市",
        "form": "設置区分 運営形態 拠点の種類 拠点区分",
        "contractor": "受託団体 受託者名 委託先団体 業務受託先",
        "established": "開所年月 開設時期 業務開始年度 開所年",
        "department": "担当部局 派遣元部署 庁内所管課 担当部署名",
        "staff_total": "要員/計 駐在人数/合計 スタッフ数/全体",
        "staff_dispatched": "人員/日本からの派遣 駐在人数/派遣者 スタッフ数/本庁派遣",
        "staff_local": "人員/現地雇用 駐在人数/現地スタッフ スタッフ数/現地採用者",
        "reason": "設置の背景 設置の意図 開設の経緯・理由",
        "activities": "活動概要 取組内容 拠点での取組 主たる業務",
        "url": "リンク先 関連サイト Webページ サイトアドレス",
        "remarks": "その他参考 付記 注記等 参考事項",
    }.items()
}
"""Labels that the layout does not have, and that a person understands."""

TRAPS: Mapping[str, tuple[str, ...]] = {
    "municipality": ("団体名(カナ)", "団体名(英語)"),
    "municipality_no": ("団体No(前回調査)",),
    "name": ("拠点名(英語)", "拠点名略称"),
    "country": ("設置国コード",),
    "city": ("都市コード", "都市名(英語)"),
    "form": ("拠点形態(前回調査)",),
    "contractor": ("委託先の名称(英語)", "委託先電話番号"),
    "established": ("設置年度の根拠資料", "設置年数"),
    "department": ("主管部課名(英語)", "所管課電話番号", "主管課FAX"),
    "staff_total": ("職員数(前回調査)", "職員数の増減"),
    "reason": ("設置理由の分類",),
    "activities": ("主な活動内容の分類", "活動内容公開可否"),
    "url": ("URL(英語版)", "URL確認日"),
    "remarks": ("備考(前回調査)",),
}
"""Other columns whose labels begin as one of the layout, by the key of that one."""

EXTRAS: tuple[str, ...] = (
    "電話番号",
    "設置形態の変更",
    "更新日",
    "開所時間",
    "予算額(千円)",
    "代表者名",
)
"""Columns that no edition had."""

ENGLISH: Mapping[str, str] = {
    "municipality_no": "Municipality No.",
    "base_no": "Base No.",
    "municipality": "Municipality",
    "name": "Name of base",
    "country": "Country / Region",
    "city": "City",
    "form": "Type of base",
    "contractor": "Contractor",
    "established": "Year established",
    "department": "Department in charge",
    "staff_total": "Staff/Total",
    "staff_dispatched": "Staff/Dispatched",
    "staff_local": "Staff/Local",
    "reason": "Reason",
    "activities": "Main activities",
    "url": "Website",
    "remarks": "Remarks",
}
"""Labels in English."""
