"""Compile the loops of ``loops.c`` for this machine, where it has a compiler of C.

The package is the same without: see ``kyoten_extract.engines.pdfium.calls``. Nothing is compiled
with KYOTEN_EXTRACT_PURE_PYTHON set, to anything: so wheels for any machine are made.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import setuptools  # noqa: F401  # Brings ``distutils``, which Python has no more.
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packaging.tags import platform_tags

FOLDER = Path("src/kyoten_extract/engines/pdfium")
SOURCE, COMPILED = FOLDER / "loops.c", FOLDER / "loops.bin"


class CompiledLoops(BuildHookInterface[Any]):
    """Puts the compiled loops beside their source, and into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, or leave it; called before the files of a wheel are gathered."""
        self._folder = tempfile.TemporaryDirectory()
        beside = Path(self.root, COMPILED)
        compiled = beside if version == "editable" else Path(self._folder.name, beside.name)
        compiled.unlink(missing_ok=True)
        if "KYOTEN_EXTRACT_PURE_PYTHON" in os.environ:
            return
        try:
            compile_loops(Path(self.root, SOURCE), compiled)
        except Exception as error:  # There is no compiler, or none that works.
            self.app.display_warning(f"not compiled, which is slower: {SOURCE}: {error}")
            return
        if version != "editable":
            tags = list(platform_tags())
            # On Linux the last is this machine's own.
            platform = tags[-1] if tags[-1].startswith("linux_") else tags[0]
            inside = COMPILED.relative_to("src").as_posix()
            build_data["force_include"][str(compiled)] = inside
            build_data["pure_python"], build_data["tag"] = False, f"py3-none-{platform}"

    def finalize(self, *_: object) -> None:
        """Called when the wheel is written."""
        self._folder.cleanup()


def compile_loops(source: Path, target: Path) -> None:
    """Compile a file of C to a library that ``ctypes`` loads."""
    from distutils.ccompiler import new_compiler
    from distutils.sysconfig import customize_compiler

    compiler = new_compiler()
    customize_compiler(compiler)
    small = [] if compiler.compiler_type == "msvc" else ["-O2", "-g0"]
    with tempfile.TemporaryDirectory() as folder:
        objects = compiler.compile([str(source)], output_dir=folder, extra_postargs=small)
        # Whole, or not at all: a part of it would end Python where it is loaded.
        linked = target.with_name(f"{target.name}.new")
        compiler.link_shared_object(objects, str(linked))
        linked.replace(target)
