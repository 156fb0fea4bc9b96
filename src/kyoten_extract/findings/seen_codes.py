"""Codes of findings about what a person sees on a page, and what was read from it."""

from kyoten_extract.findings.finding_code import Code

TEXT_UNSEEN = Code(
    "KY041",
    "error",
    "Text or a line was read that is not seen on the page.",
    "The page was drawn and held against what was read: where the text stands there is no ink. It "
    "may be white, transparent, painted over, clipped away, or in a layer that is off. It is in "
    "the result all the same: an error. A line of the table without ink is a warning: rows or "
    "columns may be parted where nobody sees it. So are two texts at one place, of which the "
    "picture proves neither. Pages with layers, annotations, transparency or "
    "overlapping text are checked by themselves, all pages with `verify=True` or `--verify`; "
    "characters of fonts that are not embedded can't be checked.",
    "ページ上に見えない文字または罫線を読み取りました。",
    "ページを描画して読み取り結果と照合したところ、文字の位置にインクがありません。白い文字、透明な文字、"
    "上から塗りつぶされた文字、切り取られた文字、非表示のレイヤーの文字などが考えられます。"
    "結果には含まれています(エラー)。見えない罫線で表を区切っている場合、同じ位置に二つの文字がある場合は警告とします。"
    "レイヤー、注釈、透明効果、重なった文字のあるページは自動的に、"
    "verify=True、--verify ではすべてのページを照合します。"
    "埋め込まれていないフォントの文字は照合できません。",
    sometimes="warning",
)
INK_UNREAD = Code(
    "KY042",
    "warning",
    "A table shows ink that nothing read accounts for.",
    "The page was drawn and held against what was read: inside the table is ink that belongs to no "
    "character, line, fill or image that was read. It may be a text drawn as outlines or typed as "
    "an annotation, a stamp, or a text read at another place. Compare the place with the page.",
    "表の中に、読み取った内容では説明できないインクがあります。",
    "ページを描画して読み取り結果と照合したところ、表の中に、読み取った文字、罫線、塗り、画像のどれにも"
    "当たらないインクがあります。輪郭線で描かれた文字、注釈の文字、印影などが考えられます。"
    "元のページのその位置を確認してください。",
)
