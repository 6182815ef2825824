"""How the value of a variable is kept in the state of a case: packed, and compressed by itself when that makes it smaller.

What an action does not touch is taken over as it stands, so that its cost does not grow with what the case has gathered.
"""

from __future__ import annotations

import zlib

#: A value that unpacks to more than this is not read.
MAX_VALUE_BYTES = 64 * 1024 * 1024
_PLAIN, _DEFLATED = b"\x00", b"\x01"
#: Shorter values hardly shrink.
_LEAST_BYTES = 96
_LEVEL = 6
_RAW = -zlib.MAX_WBITS


def keep(packed: bytes) -> bytes:
    """Packed bytes as they are kept."""
    if len(packed) >= _LEAST_BYTES:
        deflated = zlib.compress(packed, _LEVEL, _RAW)
        if len(deflated) < len(packed):
            return _DEFLATED + deflated
    return _PLAIN + packed


def packed_of(kept: bytes) -> bytes:
    """The packed bytes of `keep`. Raises `ValueError` for what is none of it."""
    if kept[:1] == _PLAIN:
        return kept[1:]
    if kept[:1] != _DEFLATED:
        raise ValueError("a value is kept in an unknown way")
    inflater = zlib.decompressobj(_RAW)
    packed = inflater.decompress(kept[1:], MAX_VALUE_BYTES)
    if not inflater.eof:
        raise ValueError("a value is cut off or too large")
    return packed
