"""Codes KY075 to KY079: what was not read because it is over a limit."""

from __future__ import annotations

from kyoten_extract.findings.finding_code import Code

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
