"""The shipped layout as JSON, which is read in a tenth of the time of the TOML that it is made of.

Every command reads it as it starts. A test tells when the two differ; then this writes it anew::

    folder = Path(packed_layout.__file__).parent
    parts = read_layout_file(folder / "kyoten.toml")
    (folder / "kyoten.json").write_text(packed(parts), encoding="utf-8")
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kyoten_extract.layout.column_model import Check, Column, Joined, Part
from kyoten_extract.model.codec import encode

if TYPE_CHECKING:
    from kyoten_extract.layout.layout_file import LayoutParts


def packed(parts: LayoutParts) -> str:
    """The arguments of a layout, whose checks have no dates, as JSON."""
    return json.dumps(encode(parts), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_packed(name: str) -> LayoutParts:
    """The arguments of the shipped layout ``name``.

    Raises:
        FileNotFoundError: the package has no such layout.
    """
    path = Path(__file__).parent / f"{name}.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    columns = [
        column | {"parts": _made(Part, column.get("parts", ()))} for column in data["columns"]
    ]
    made: Any = {
        **{key: _tupled(value) for key, value in data.items()},
        "columns": _made(Column, columns),
        "joined": _made(Joined, data["joined"]),
        "checks": _made(Check, data["checks"]),
        "totals": {key: tuple(labels) for key, labels in data["totals"].items()},
    }
    parts: LayoutParts = made
    return parts


def _made(kind: type[Any], entries: list[dict[str, Any]]) -> tuple[Any, ...]:
    return tuple(
        [kind(**{key: _tupled(value) for key, value in entry.items()}) for entry in entries]
    )


def _tupled(value: Any) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
