"""What reading scans needs beyond the rest: the one gate before anything else of ``ocr`` loads.

The modules of this folder import OpenCV at their top, so callers check here first.
"""

from __future__ import annotations

from kyoten_extract.workers.optional_import import is_available, require

_PACKAGES = ("cv2", "PIL", "rapidocr", "onnxruntime")


def is_installed() -> bool:
    """Whether every package that reading scans needs is installed."""
    return all(map(is_available, _PACKAGES))


def require_ocr() -> None:
    """Check that scans can be read.

    Raises:
        MissingDependencyError: a package of the extra ``ocr`` is missing, or can't be imported.
    """
    for package in _PACKAGES:
        require(package, needed_by="reading scans", extra="ocr")
