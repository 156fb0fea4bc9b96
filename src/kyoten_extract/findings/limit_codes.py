"""Codes KY07x: pages that were not read, as the caller chose, or as they are over a limit."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

PAGES_SELECTED = Code(
    "KY070",
    "info",
    "Only some of the pages were read.",
    "`--pages` selected them; `source.pages_read` has their numbers. The survey is partial: "
    "published totals are not compared with its rows, and rows at the first and the last page may "
    "be cut.",
    "一部のページのみを読み取りました。",
    "`--pages` で選択されたページです。番号は source.pages_read にあります。"
    "調査の一部であるため、公表値との照合は行いません。最初と最後のページの行は、途中で切れている場合があります。",
)
PAGE_OVER_LIMIT = Code(
    "KY075",
    "error",
    "A page is over a limit and was not read.",
    "The page unpacks to, draws or takes more than `Limits` allow; `actual` names the limit, the "
    "message its value and what was measured. All other pages were read. If the file is to be "
    "trusted, raise the limit with `--limit NAME=VALUE`.",
    "制限を超えるため、読み取らなかったページがあります。",
    "ページの展開後の大きさ、描画量、または所要時間が制限(Limits)を超えています。actual に"
    "制限の名前、本文にその値と実測値を示します。他のページは読み取っています。信頼できるファイルであれば、"
    "--limit NAME=VALUE で制限を上げてください。",
)
