"""Memory of what was found for the texts of documents, which stays small whatever they print."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import ParamSpec, TypeVar

MOST_CHARACTERS = 8_000_000
"""Characters of all texts that one function remembers: a header of labels as long as a page."""

_NOTHING = object()

Given = ParamSpec("Given")
Found = TypeVar("Found")


def remember(most: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Decorate a function of texts so that it remembers what it found, for ``most`` of them.

    All is forgotten when there are more, or when they have ``MOST_CHARACTERS`` together:
    ``lru_cache`` counts the texts only, and a document may print long ones. A cache without a bound
    is for what is keyed by constants of the library.
    """

    def decorate(function: Callable[Given, Found]) -> Callable[Given, Found]:
        found: dict[Hashable, Found | object] = {}
        characters = 0

        def of_text(*given: Given.args, **named: Given.kwargs) -> Found:
            nonlocal characters
            key = (given, *named.items()) if named else given
            known = found.get(key, _NOTHING)
            if known is not _NOTHING:
                return known  # type: ignore[return-value]
            result = function(*given, **named)
            length = 0
            for one in (*given, *named.values()) if named else given:
                if isinstance(one, str):
                    length += len(one)
            if len(found) >= most or characters + length > MOST_CHARACTERS:
                # Threads may count one text twice; that forgets a little early.
                found.clear()
                characters = 0
            characters += length
            found[key] = result
            return result

        return update_wrapper(of_text, function)

    return decorate
