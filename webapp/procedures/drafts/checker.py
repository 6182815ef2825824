"""Asking the child process that checks drafts: one question at a time, with limits, and anew where it died."""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgpack

import webapp
from webapp.procedures.drafts.errors import ChecksBusy
from webapp.procedures.drafts.frames import read_frame, write_frame

#: How much longer than its processor time an answer may take in all, on a machine that does other things.
_PATIENCE_SECONDS = 40


#: All findings; the names to choose among; scenarios run; a case played; what the diagrams hold; what a table says to facts;
#: a step taken into scenarios or left out of them.
Question = Literal["check", "names", "runs", "play", "diagrams", "table", "repairs"]


class CheckFailed(Exception):
    """The child gave no answer; the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(slots=True)
class Checker:
    """One child process, started when it is first asked. ``seconds`` of processor time hold for each question."""

    seconds: int = 20
    memory_bytes: int = 1024 * 1024 * 1024
    patience_seconds: float = _PATIENCE_SECONDS
    _process: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, kind: Question, code: str, files: Mapping[str, bytes], argument: Any = None) -> Any:
        """What the child says of these files; ``argument`` is what the question is about besides, plain data.

        Raises:
            CheckFailed: it passed a limit or broke; the next question goes to a new one.
            ChecksBusy: others' questions took too long.
        """
        question = msgpack.packb([kind, code, dict(files), argument])
        if not self._lock.acquire(timeout=self.seconds + self.patience_seconds):
            raise ChecksBusy
        try:
            answer = self._put(question)
        finally:
            self._lock.release()
        return msgpack.unpackb(answer)

    def prepare(self) -> None:
        """Have a child ready for the first question, without waiting for it: it loads the program meanwhile, which takes
        about as long as a check. Where none can be started, whoever asks is told."""
        if not self._lock.acquire(blocking=False):
            return  # Somebody asks, and has one.
        try:
            self._end_if_gone()
            with contextlib.suppress(OSError):
                self._process = self._process or self._start()
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the child, if there is one; who waits for its answer is told that there will be none."""
        if (process := self._process) is not None:
            process.kill()
        with self._lock:
            self._end()

    def _put(self, question: bytes) -> bytes:
        """Ask the child that is there, or a new one where it has ended since: it does so after a while by itself."""
        self._end_if_gone()
        is_new = self._process is None
        process = self._process = self._process or self._start()
        try:
            return self._exchange(process, question)
        except CheckFailed:
            code = process.returncode
            if is_new or code != 0:
                raise
        process = self._process = self._start()
        return self._exchange(process, question)

    def _exchange(self, process: subprocess.Popen[bytes], question: bytes) -> bytes:
        assert process.stdin is not None  # noqa: S101 - both are pipes.
        assert process.stdout is not None  # noqa: S101
        watch = threading.Timer(self.seconds + self.patience_seconds, process.kill)
        watch.start()
        try:
            write_frame(process.stdin, question)
            answer = read_frame(process.stdout)
        except (BrokenPipeError, OSError):
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            self._end()
            raise self._failure(process.returncode)
        return answer

    def _failure(self, code: int) -> CheckFailed:
        if code < 0:
            return CheckFailed(
                f"超过 {self.seconds} 秒或内存上限", f"more than {self.seconds} seconds, or too much memory"
            )
        return CheckFailed(f"退出码 {code}", f"exit code {code}")

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(webapp.__file__).parent.parent)
        return subprocess.Popen(  # noqa: S603 - our own program, our own arguments.
            [sys.executable, "-m", "webapp.procedures.drafts", str(self.seconds), str(self.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": root, "PYTHONHASHSEED": "0"},
        )

    def _end_if_gone(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # What could not be written any more is not missed.
                    stream.close()
        try:
            process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


#: The child of this server process.
CHECKER = Checker()
atexit.register(CHECKER.close)
