"""Code points that come from the font and not the text: ligatures, soft hyphens, middle dots."""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex

_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_LIGATURE = regex("[\ufb00-\ufb06]")
# Ghostscript writes the letters of a ligature with their bytes swapped, f as U+6600 昀, and the
# second half of ffi as U+CF00.
_SWAPPED = {0x100 * code: chr(code) for code in range(ord("a"), ord("z") + 1)} | {0xCF00: "fi"}
SWAPPED = "".join(map(chr, _SWAPPED))
_SWAPPED_CHARS = frozenset(SWAPPED)
_SWAPPED_PAIR = f"[{SWAPPED}]{{2,}}"
_SWAPPED_LIGATURE = regex(f"(?<=[A-Za-z]){_SWAPPED_PAIR}|{_SWAPPED_PAIR}(?=[A-Za-z])")

_JAPANESE = "\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f"
_OTHER_DOTS = "\u00b7\u2027"
# Next to Japanese, or as the bullet of a list item.
_MIDDLE_DOT = regex(
    f"(?<=[{_JAPANESE}])[{_OTHER_DOTS}]+|[{_OTHER_DOTS}](?=[\\s{_OTHER_DOTS}]*[{_JAPANESE}])"
    f"|(?<!\\S)[{_OTHER_DOTS}](?=\\S)"
)
_ANY_JAPANESE = regex(f"[{_JAPANESE}]")

SOFT_HYPHEN = "\u00ad"
_SOFT_BREAK = regex(f"{SOFT_HYPHEN}[ \u3000]*\n\\s*")


def fold_ligatures(text: str) -> str:
    """Expand Latin ligatures."""
    if _LIGATURE.search(text):
        text = text.translate(_LIGATURES)
    if _SWAPPED_CHARS.isdisjoint(text):
        return text
    return _SWAPPED_LIGATURE.sub(lambda match: match[0].translate(_SWAPPED), text)


def fold_middle_dots(text: str) -> str:
    """Replace the middle dots of other scripts by ・ next to Japanese and as bullets.

    Skia and Quartz encode the glyph of ・ as U+2027, some fonts as U+00B7.
    """
    if ("\u00b7" in text or "\u2027" in text) and _ANY_JAPANESE.search(text):
        return _MIDDLE_DOT.sub(lambda match: "・" * len(match[0]), text)
    return text


def resolve_soft_hyphens(text: str, *, drawn: bool) -> str:
    """Remove soft hyphens at line breaks, and replace others by plain hyphens.

    Args:
        text: lines separated by newlines.
        drawn: the font has no other hyphen, so one at a line break may be meant and is kept.
    """
    if SOFT_HYPHEN not in text:
        return text
    if not drawn:
        text = _SOFT_BREAK.sub("", text)
    return text.replace(SOFT_HYPHEN, "-")


def has_inner_soft_hyphen(text: str) -> bool:
    """Whether a soft hyphen is within a line, where it can only be a plain hyphen."""
    if SOFT_HYPHEN not in text:
        return False
    return SOFT_HYPHEN in _SOFT_BREAK.sub("", text).rstrip(f"{SOFT_HYPHEN} ")
