"""What separates the names in a cell of places or municipalities."""

from __future__ import annotations

import re

# Always between two names.
_STRONG = "、,，/／;；"
_BRACKETS = r"()（）\[\]［］"

STRONG_SEPARATOR = re.compile(rf"(?:(?<!\s)\s+)?[{_STRONG}]\s*")
"""A separator that no name contains, with the spaces around it."""

WEAK_SEPARATOR = re.compile(r"\s*・\s*|\s+")
"""A middle dot or spaces: between two names, or inside one (スバン・ジャヤ)."""

SEPARATORS = re.compile(rf"[{_STRONG}・\s]+")
"""Any run of separators, weak ones included."""

NAME = re.compile(rf"[^{_STRONG}{_BRACKETS}\n]+")
"""One name, which may contain middle dots and spaces."""

BROKEN_NAME = re.compile(rf"[^{_STRONG}・ \u3000]+")
"""One name without middle dots or spaces, which a line break may divide."""

SIMPLE_NAME = re.compile(rf"[^{_STRONG}・･{_BRACKETS}\s]+")
"""One name without middle dots or spaces, as names of Japanese municipalities are."""
