"""A message: an English text that knows the template and the values it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kyoten_extract.messages.catalog import catalog, word
from kyoten_extract.messages.language import Language


class Message(str):
    """The English text, with what it was made from.

    Attributes:
        template: as for :meth:`str.format`, with named places. The format of a list is what
            stands between its items: ``{reasons:; }``.
        values: by name: strings, numbers, ``None``, messages, and lists of them.
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Any]

    def __reduce__(self) -> tuple[object, ...]:
        return restored, (str(self), self.template, dict(self.values))


def restored(text: str, template: str, values: Mapping[str, Any]) -> Message:
    """Return the message with this text; the template is not filled in again."""
    message = Message(text)
    message.template, message.values = template, values
    return message


def say(template: str, /, **values: object) -> Message:
    """Return the message that ``template`` and its named values make.

    The template is an English text that stands in the catalog, so it is never made at run time.

    >>> say("{count} rows are cut: {rows:; }", count=2, rows=["1-1", "1-2"])
    '2 rows are cut: 1-1; 1-2'
    """
    plain = {name: _plain(value) for name, value in values.items()}
    return restored(template.format(**_formed(plain)), template, plain)


def template(text: str) -> str:
    """Mark a template that stands apart from its :func:`say`; returned as it is."""
    return text


def told(text: str, language: Language) -> str:
    """Return a text in ``language``: a :class:`Message` that has a Japanese one, or as it is."""
    if language == "ja" and isinstance(text, Message):
        return translated(text, text.template, text.values)
    return str(text)


def translated(text: str, template: str, values: Mapping[str, Any]) -> str:
    """Return the Japanese text; the English ``text`` where the catalog has none.

    Only templates of the catalog are ever filled in: ``template`` and ``values`` may come from a
    file that others wrote.
    """
    japanese = catalog().get(template)
    if japanese is None:
        return text
    try:
        inner = {name: _in_japanese(name, value) for name, value in values.items()}
        return japanese.format(**_formed(inner))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
        return text  # The values are not those of the template.


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as JSON has them; a message within becomes a dict of its three parts."""
    return {name: _data(value) for name, value in values.items()}


def _data(value: Any) -> Any:
    if isinstance(value, Message):
        inner = plain_values(value.values)
        return {"message": str(value), "template": value.template, "values": inner}
    return [_data(item) for item in value] if isinstance(value, list) else value


def _plain(value: object) -> object:
    if value is None or isinstance(value, Message | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bytes | bytearray):
        return repr(value)
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    number = getattr(value, "item", None)  # A number of numpy.
    return number() if number is not None else str(value)


def _in_japanese(name: str, value: Any) -> Any:
    if isinstance(value, Message):
        return translated(value, value.template, value.values)
    if isinstance(value, Mapping):
        return translated(value["message"], value["template"], value["values"])
    if isinstance(value, list):
        return [_in_japanese(name, item) for item in value]
    return word(name, value) if isinstance(value, str) else value


class _Joined(list[Any]):
    """A list that is written with its format between its items."""

    def __format__(self, between: str) -> str:
        return (between or ", ").join(map(str, self))


def _formed(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: _Joined(v) if isinstance(v, list) else v for k, v in values.items()}
