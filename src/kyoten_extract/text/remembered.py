"""Memory of what was found for the texts of documents, which stays small whatever they print."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

MOST_CHARACTERS = 8_000_000
"""Characters of all texts that one function remembers: a header of labels as long as a page."""

Rest = ParamSpec("Rest")
Found = TypeVar("Found")


def remember(
    most: int,
) -> Callable[[Callable[Concatenate[str, Rest], Found]], Callable[Concatenate[str, Rest], Found]]:
    """Decorate a function of a text so that it remembers what it found, for ``most`` texts.

    All is forgotten when there are more, or when they have ``MOST_CHARACTERS`` together:
    ``lru_cache`` counts the texts only, and a document may print long ones. A cache without a bound
    is for what is keyed by constants of the library.
    """

    def decorate(
        function: Callable[Concatenate[str, Rest], Found],
    ) -> Callable[Concatenate[str, Rest], Found]:
        found: dict[tuple[object, ...], Found] = {}
        characters = 0

        def of_text(text: str, /, *rest: Rest.args, **named: Rest.kwargs) -> Found:
            nonlocal characters
            key = (text, *rest, *named.items())
            try:
                return found[key]
            except KeyError:
                pass
            result = function(text, *rest, **named)
            if len(found) >= most or characters + len(text) > MOST_CHARACTERS:
                # Threads may count one text twice; that forgets a little early.
                found.clear()
                characters = 0
            characters += len(text)
            found[key] = result
            return result

        return update_wrapper(of_text, function)

    return decorate
