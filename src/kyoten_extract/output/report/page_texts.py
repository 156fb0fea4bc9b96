"""Texts of a page in two languages: Japanese in its markup, English in a list for its script."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from kyoten_extract.output.report.i18n import Phrase, phrase


class PageTexts:
    """The texts of one page, each of which is written once however often it is shown.

    The page shows Japanese where no script runs; its script puts in the English texts and, when
    asked, the Japanese ones again.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}

    def both(self, texts: Phrase) -> Markup:
        """Render a text."""
        if texts.en == texts.ja:
            return Markup.escape(texts.en)
        return Markup("<span data-t={}>{}</span>").format(self._number(texts), texts.ja)

    def t(self, key: str, **values: Any) -> Markup:
        """Render a phrase."""
        return self.both(phrase(key, **values))

    def say(self, attribute: str, key: str, **values: Any) -> Markup:
        """Render an attribute whose text is a phrase."""
        texts = phrase(key, **values)
        parts = '{0}="{2}" data-say="{0}" data-t={1}'
        return Markup(parts).format(attribute, self._number(texts), texts.ja)

    def number(self, texts: Phrase) -> int:
        """The number of a text that is an element's only one: ``<option data-t=…>``."""
        return self._number(texts)

    def _number(self, texts: Phrase) -> int:
        return self._numbers.setdefault((texts.en, texts.ja), len(self._numbers))

    def english(self) -> Markup:
        """The English texts by number, as JSON that may stand in a script element."""
        texts = json.dumps([en for en, _ in self._numbers], ensure_ascii=False)
        return Markup(texts.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
