"""The SHA-256 of a file, by which results name it."""

from __future__ import annotations

import sys
from importlib import import_module

# Bytes of a file that Python's own function has hashed before OpenSSL is loaded.
_SMALL = 500_000


def sha256_of(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal digits."""
    if len(data) < _SMALL and "hashlib" not in sys.modules:
        try:
            own = import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256")
            return str(own.sha256(data).hexdigest())
        except ImportError:  # Another Python, which has it elsewhere.
            pass
    import hashlib

    return hashlib.sha256(data).hexdigest()
