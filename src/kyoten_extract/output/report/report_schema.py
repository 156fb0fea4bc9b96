"""The JSON Schema of a report, derived from the types of the model."""

from __future__ import annotations

from typing import Any

from kyoten_extract.model import codec
from kyoten_extract.model.survey import Survey

_COUNT = {"type": "integer", "minimum": 0}
_FIGURE = {"type": "number"}


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of :meth:`kyoten_extract.Report.to_dict`."""
    definitions = codec.schema(Survey)["$defs"]
    entry = _closed(
        total={"type": "string"},
        published=_FIGURE,
        counts={"type": "object", "additionalProperties": _FIGURE, "minProperties": 1},
        explained_by={"type": ["string", "null"]},
        candidates={"type": ["string", "null"]},
    )
    report = _closed(
        ok={"type": "boolean"},
        source={"$ref": "#/$defs/Source"},
        counts=_closed(error=_COUNT, warning=_COUNT, info=_COUNT),
        findings={"type": "array", "items": {"$ref": "#/$defs/Finding"}},
        reconciliation={"type": "array", "items": {"$ref": "#/$defs/Reconciliation"}},
    )
    used = {name: definitions[name] for name in ("Finding", "Source")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report",
        **report,
        "$defs": dict(sorted({**used, "Reconciliation": entry}.items())),
    }


def _closed(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
