"""Messages as templates with named values, which can be told in English and in Japanese."""

from kyoten_extract.messages.catalog import catalog, word
from kyoten_extract.messages.language import Language, language, use_language
from kyoten_extract.messages.message import (
    Message,
    plain_values,
    restored,
    say,
    template,
    told,
    translated,
)

__all__ = [
    "Language",
    "Message",
    "catalog",
    "language",
    "plain_values",
    "restored",
    "say",
    "template",
    "told",
    "translated",
    "use_language",
    "word",
]
