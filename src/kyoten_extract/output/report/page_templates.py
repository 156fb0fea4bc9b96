"""Templates of HTML pages that load nothing: the files beside a module, and what a page may run."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from kyoten_extract.workers.optional_import import require

if TYPE_CHECKING:
    from jinja2 import Environment


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

    return Environment(
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(lambda name: part(package, name)),
    )


def content_policy(style: str, script: str) -> str:
    """Return a content security policy that allows only the page's own style and script."""
    return (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
