"""What separates the names in a cell of places or municipalities."""

from __future__ import annotations

from kyoten_extract.deferred.regex import regex

# Always between two names.
_STRONG = "、,，/／;；"
_BRACKETS = r"()（）\[\]［］"

STRONG_SEPARATOR = regex(rf"(?:(?<!\s)\s+)?[{_STRONG}]\s*")
"""A separator that no name contains, with the spaces around it."""

WEAK_SEPARATOR = regex(r"\s*・\s*|\s+")
"""A middle dot or spaces: between two names, or inside one (スバン・ジャヤ)."""

SEPARATORS = regex(rf"[{_STRONG}・\s]+")
"""Any run of separators, weak ones included."""

NAME = regex(rf"[^{_STRONG}{_BRACKETS}\n]+")
"""One name, which may contain middle dots and spaces."""

BROKEN_NAME = regex(rf"[^{_STRONG}・ \u3000]+")
"""One name without middle dots or spaces, which a line break may divide."""

SIMPLE_NAME = regex(rf"[^{_STRONG}・･{_BRACKETS}\s]+")
"""One name without middle dots or spaces, as names of Japanese municipalities are."""
