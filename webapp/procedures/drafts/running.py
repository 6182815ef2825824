"""Questions that are being answered: who asks the same meanwhile joins, and waits only as long as they like."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

Key = tuple[str, ...]


class NotReady(Exception):
    """The answer is still being found. Whoever asks again joins the same search."""


class RunningQuestions:
    """One search for each question at a time, each in a thread of its own."""

    def __init__(self) -> None:
        self._running: dict[Key, Future[Any]] = {}
        self._lock = threading.Lock()

    def ask(self, key: Key, find: Callable[[], Any], *, patience: float | None = None) -> Any:
        """The answer to the question ``key``, which ``find`` finds; ``patience`` in seconds, without end where None.

        Raises:
            NotReady: it was not found within ``patience``; the search goes on.
            And what ``find`` raises; a failure is told once to everybody who waits, or to who asks next.
        """
        with self._lock:
            future = self._running.get(key)
            if future is None:
                future = self._running[key] = Future()
                arguments = (key, future, find)
                threading.Thread(target=self._find, args=arguments, name="rongcuo-draft", daemon=True).start()
        try:
            return future.result(patience)
        except BaseException as failed:
            if not future.done():
                raise NotReady from failed
            self._forget(key, future)
            raise

    def _find(self, key: Key, future: Future[Any], find: Callable[[], Any]) -> None:
        try:
            answer = find()
        except (
            BaseException
        ) as failed:  # This thread has nobody to tell; whoever waits for the answer is told.
            future.set_exception(failed)
        else:
            # `find` keeps what it found: from here on it is found there.
            self._forget(key, future)
            future.set_result(answer)

    def _forget(self, key: Key, future: Future[Any]) -> None:
        with self._lock:
            if self._running.get(key) is future:
                del self._running[key]
