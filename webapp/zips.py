"""What reading a zip that somebody sent can raise: one list for everything that takes one."""

from __future__ import annotations

import zipfile
import zlib

#: It is no zip, is broken or encrypted, or is packed in a way that nobody knows: its content says so in all these ways.
UNREADABLE_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    EOFError,
    OSError,
)
