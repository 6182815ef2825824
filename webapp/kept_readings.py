"""What was read from contents, kept by content: files that are the same in many drafts and versions are read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

_ReadT = TypeVar("_ReadT")
_Further = ParamSpec("_Further")


class KeptReadings(Generic[_ReadT]):
    """Readings by their whole key, for contents of ``most_bytes`` together; the one used longest ago falls out first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._readings: OrderedDict[Hashable, tuple[int, _ReadT]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> tuple[int, _ReadT] | None:
        """The size of the content and its reading; None where it is not kept."""
        with self._lock:
            found = self._readings.get(key)
            if found is not None:
                self._readings.move_to_end(key)
            return found

    def keep(self, key: Hashable, size: int, reading: _ReadT) -> None:
        """Keep a reading; one of more than an eighth of all that may be kept is not worth the others."""
        if size > self._most_bytes // 8:
            return
        with self._lock:
            if key not in self._readings:
                self._bytes += size
            self._readings[key] = size, reading
            while self._bytes > self._most_bytes:
                self._bytes -= self._readings.popitem(last=False)[1][0]


def kept_by_content(
    most_bytes: int,
) -> Callable[
    [Callable[Concatenate[bytes, _Further], _ReadT]], Callable[Concatenate[bytes, _Further], _ReadT]
]:
    """Read equal content once: for functions of bytes and further hashable arguments, and of nothing else.

    What they give is handed out again and again, also to other threads, so nobody may change it. What they raise is not kept.
    """

    def keep_for(
        read: Callable[Concatenate[bytes, _Further], _ReadT],
    ) -> Callable[Concatenate[bytes, _Further], _ReadT]:
        kept: KeptReadings[_ReadT] = KeptReadings(most_bytes)

        @wraps(read)
        def read_once(content: bytes, /, *further: _Further.args, **named: _Further.kwargs) -> _ReadT:
            key = (content, further, tuple(sorted(named.items())))
            found = kept.find(key)
            if found is not None:
                return found[1]
            reading = read(content, *further, **named)
            kept.keep(key, len(content), reading)
            return reading

        return read_once

    return keep_for
