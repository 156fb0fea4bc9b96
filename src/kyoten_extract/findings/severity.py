"""Severities of findings: their order and their names."""

from __future__ import annotations

from collections.abc import Mapping

from kyoten_extract.messages import Language
from kyoten_extract.model.finding import Severity

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Every severity, most severe first."""

RANK: Mapping[Severity | None, int] = {"error": 0, "warning": 1, "info": 2, None: 3}
"""Sort key, most severe first; ``None`` stands for a correction, which has no severity."""

NAMES: Mapping[Language, Mapping[Severity, str]] = {
    "en": {"error": "error", "warning": "warning", "info": "info"},
    "ja": {"error": "エラー", "warning": "警告", "info": "情報"},
}
"""What each severity is called, by language."""
