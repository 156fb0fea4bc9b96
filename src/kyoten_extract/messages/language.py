"""The language that a command tells its messages in."""

from __future__ import annotations

import os
from typing import Literal

Language = Literal["en", "ja"]

VARIABLE = "KYOTEN_LANG"
# The first of these that is set counts, as POSIX has it for messages.
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def use_language(chosen: Language | None) -> None:
    """Choose the language, for the processes that this one starts, too; ``None`` changes none."""
    if chosen is not None:
        os.environ[VARIABLE] = chosen


def language() -> Language:
    """Return the language of ``KYOTEN_LANG``, else that of the locale.

    A ``KYOTEN_LANG`` that is neither ``en`` nor ``ja`` counts as not set.
    """
    asked = os.environ.get(VARIABLE, "").strip().lower()
    if asked in ("en", "ja"):
        return "ja" if asked == "ja" else "en"
    locale = next(filter(None, map(os.environ.get, _LOCALE)), "")
    return "ja" if locale.lower().startswith("ja") else "en"
