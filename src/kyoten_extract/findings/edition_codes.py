"""Codes KY05x: what is met when editions are compared or put together."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

PAIR_UNCERTAIN = Code(
    "KY050",
    "info",
    "Whether two rows of two editions are one base is uncertain.",
    "Reported by `diff` and `panel`. Editions do not print what identifies a base over the "
    "years; rows are paired by name, place, contractor, form, year, department and URL. "
    "`actual` is the confidence of the choice that was made. Decide by the rows themselves.",
    "二つの調査年の行が同じ拠点かどうか、確実ではありません。",
    "`diff` と `panel` で報告します。拠点を年度をまたいで特定する番号は印刷されないため、"
    "拠点名、所在地、委託先、形態、設置年度、主管部課、URL をもとに対応付けています。"
    "actual は採用した判断の確からしさです。該当する行を確認してください。",
)
EDITION_COLUMN = Code(
    "KY051",
    "info",
    "Columns with different labels in two editions are taken for one.",
    "Reported by `diff` and `panel`. Their labels differ in numbering, widths or spaces "
    "only, or their values agree base by base. `expected` and `actual` are the two labels. "
    "In a panel the values are under one name.",
    "見出しの異なる二つの列を、同じ列とみなしました。",
    "`diff` と `panel` で報告します。見出しの違いが番号、文字幅、空白のみであるか、"
    "拠点ごとの値が一致しています。expected と actual は、それぞれの見出しです。"
    "パネルデータでは、値を一つの列にまとめています。",
)
MUNICIPALITY_CODE = Code(
    "KY052",
    "info",
    "A municipality has no official code.",
    "Reported by `panel`. The name is not that of a prefecture or municipality of today, or "
    "several have it and their official order does not tell which is meant. The code is null.",
    "団体コードを決められない団体があります。",
    "`panel` で報告します。現在の都道府県・市区町村の名称と一致しないか、"
    "同じ名称の団体が複数あり、並び順からも判断できません。コードは空(null)になります。",
)
COUNTRY_CODE = Code(
    "KY053",
    "info",
    "A country has no ISO 3166 code.",
    "Reported by `panel`. The name is not a known one, or ISO 3166 has no code for it. The "
    "codes are null, of a base in several countries too if one of them is unknown.",
    "ISO 3166 のコードがない国・地域があります。",
    "`panel` で報告します。既知の国・地域名と一致しないか、ISO 3166 にコードがありません。"
    "コードは空(null)になります。複数の国にまたがる拠点では、"
    "一つでも不明な国があれば空(null)です。",
)
EDITION_UNDATED = Code(
    "KY054",
    "warning",
    "An edition has no date, so the order of the editions is the one given.",
    "Reported by `panel`. Bases are followed from edition to edition; in a wrong order the "
    "confidence of their ids is lower.",
    "日付のない調査年があるため、指定された順に並べました。",
    "`panel` で報告します。拠点は年度順にたどります。順序が正しくない場合、"
    "拠点 ID の確からしさが下がります。",
)
