"""The SHA-256 of a file, by which results name it."""

from __future__ import annotations

import sys
from importlib import import_module

# Bytes that Python's own function hashes, all files of a process together, before OpenSSL is
# loaded, which takes about as long. OpenSSL hashes several times as fast.
_BEFORE_OPENSSL = 500_000
_hashed = 0


def sha256_of(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal digits."""
    global _hashed
    _hashed += len(data)
    if _hashed < _BEFORE_OPENSSL and "hashlib" not in sys.modules:
        try:
            own = import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256")
            return str(own.sha256(data).hexdigest())
        except ImportError:  # Another Python, which has it elsewhere.
            pass
    import hashlib

    return hashlib.sha256(data).hexdigest()
