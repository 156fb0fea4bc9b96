"""Templates of HTML pages that load nothing: the files beside a module, and what a page may run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from kyoten_extract._terminal_text import REPLACEMENT
from kyoten_extract.deferred.regex import regex
from kyoten_extract.output.web_link import web_link
from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from jinja2 import Environment

# Controls but tab and line break, marks and overrides of direction, what has no width, halves of
# surrogate pairs.
_ACTIVE = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)


@cache
def part(package: str, name: str) -> str:
    """The text of the file ``name`` of ``package``: a template, a style or a script."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def environment(package: str, *, needed_by: str) -> Environment:
    """An environment of the templates in ``package``, which escapes all that is put in.

    Raises:
        MissingDependencyError: jinja2 is not installed.
    """
    require("jinja2", needed_by=needed_by)
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        finalize=_quiet,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(lambda name: part(package, name)),
    )
    made.filters["web_link"] = web_link
    return made


def _quiet(value: Any) -> Any:
    """``value``; in text, characters that would turn or hide what stands beside them are shown."""
    if not isinstance(value, str):
        return value
    quiet = _ACTIVE.sub(REPLACEMENT, value)
    # Markup was escaped already, and stays what it is.
    return type(value)(quiet) if quiet != value else value


def content_policy(style: str, script: str) -> str:
    """Return a content security policy that allows only the page's own style and script."""
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
