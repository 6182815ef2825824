"""Templates are read and filled in a child process with limits on time and memory, and nothing of the platform around it:
`webapp.papers.worker` is what runs there. Only there the libraries that read Word are loaded."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgpack

import webapp
from webapp.papers.errors import PaperNotMade, PaperTookTooLong, PaperTooMuchMemory
from webapp.papers.findings import TemplateFinding
from webapp.papers.results import MadePaper, Placeholder, TemplateOutline
from webapp.papers.words import Words, pack_words


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds of processor time, bytes of memory."""

    seconds: int = 20
    memory_bytes: int = 768 * 1024 * 1024


LIMITS = Limits()
#: How much longer than its processor time a child may take in all, on a machine that does other things.
_PATIENCE_SECONDS = 40
_REMEMBERED = 1024
#: With this exit code a child says that its memory did not suffice: there may be none left to say it in words.
OUT_OF_MEMORY = 3
_LOCK = threading.Lock()
_OUTLINES: OrderedDict[str, TemplateOutline] = OrderedDict()


class ChildFailed(Exception):
    """The child gave no answer; the reason and how to mend it in both languages, and the error that a paper is refused with."""

    def __init__(self, zh: str, en: str, error: type[PaperNotMade] = PaperNotMade) -> None:
        self.zh, self.en, self.error = zh, en, error
        super().__init__(en)


def make_paper(content: bytes, words: Words, *, limits: Limits = LIMITS) -> MadePaper:
    """Fill a template in, in a child process.

    Raises:
        PaperNotMade: the template may not be used, or asks for what is not there.
        PaperTooMuchMemory: it needs more memory than ``limits`` allow.
        PaperTookTooLong: it takes longer than ``limits`` allow.
    """
    try:
        answer = ask(["make", content, pack_words(words)], limits)
    except ChildFailed as failed:
        raise failed.error(reason=failed.zh, reason_en=failed.en) from failed
    if "refused" in answer:
        finding = TemplateFinding(**answer["refused"])
        raise PaperNotMade(reason=finding.zh, reason_en=finding.en)
    return MadePaper(answer["document"], answer["layout"], tuple(answer["gaps"]))


def outline_templates(
    templates: Mapping[str, bytes], *, limits: Limits = LIMITS
) -> dict[str, TemplateOutline]:
    """Outline templates, by their names, in one child process. What was outlined before is remembered by its content."""
    digests = {name: sha256(content).hexdigest() for name, content in templates.items()}
    with _LOCK:
        known = {name: _OUTLINES[digest] for name, digest in digests.items() if digest in _OUTLINES}
    found = {
        **known,
        **_outline_unknown(
            {name: content for name, content in templates.items() if name not in known}, limits
        ),
    }
    with _LOCK:
        for name, outline in found.items():
            if not any(each.code == "PA-120" for each in outline.findings):
                _OUTLINES[digests[name]] = outline
        while len(_OUTLINES) > _REMEMBERED:
            _OUTLINES.popitem(last=False)
    return {name: found[name] for name in templates}


def _outline_unknown(templates: Mapping[str, bytes], limits: Limits) -> dict[str, TemplateOutline]:
    if not templates:
        return {}
    try:
        answer = ask(["outline", dict(templates)], limits)
    except ChildFailed as failed:
        if len(templates) > 1:
            # One of them is the culprit: each alone, so that the others are not blamed.
            return {
                name: outline
                for name, content in templates.items()
                for outline in _outline_unknown({name: content}, limits).values()
            }
        facts = {"reason": failed.zh, "reason_en": failed.en}
        return {
            name: TemplateOutline(findings=(TemplateFinding("PA-120", facts=facts),)) for name in templates
        }
    return {
        name: TemplateOutline(
            tuple(Placeholder(**{**row, "path": tuple(row["path"])}) for row in placeholders),
            tuple(TemplateFinding(**row) for row in findings),
        )
        for name, (placeholders, findings) in answer.items()
    }


def ask(question: list[Any], limits: Limits) -> dict[str, Any]:
    """The answer of a child of its own to one question (see `webapp.papers.worker`).

    Raises:
        ChildFailed: it passed a limit or broke.
    """
    root = str(Path(webapp.__file__).parent.parent)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "webapp.papers"],
            input=msgpack.packb([limits.seconds, limits.memory_bytes, *question]),
            capture_output=True,
            timeout=limits.seconds + _PATIENCE_SECONDS,
            check=False,
            env={"PYTHONPATH": root, "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired:
        raise _took_too_long(limits) from None
    if done.returncode != 0:
        raise _read_end(done.returncode, limits)
    answer: dict[str, Any] = msgpack.unpackb(done.stdout)
    return answer


def _read_end(returncode: int, limits: Limits) -> ChildFailed:
    """What the end of a child without an answer says."""
    if returncode == OUT_OF_MEMORY:
        megabytes = limits.memory_bytes // 2**20
        return ChildFailed(
            f"需要的内存超过 {megabytes} MB。请缩短填入的文字、减少列表的行数，或简化模板中逐项列出（for）的部分",
            f"it needs more than {megabytes} MB of memory. Shorten the texts that are filled in, give lists fewer rows, "
            "or simplify what the template goes through with for",
            PaperTooMuchMemory,
        )
    # At the limit of processor time the kernel ends a process with one of these two.
    if returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        return _took_too_long(limits)
    return ChildFailed(
        f"处理模板的进程意外结束（退出码 {returncode}）。请再试一次；仍不成功的，把模板和这个数字交给系统管理员",
        f"the process that works on the template ended unexpectedly (exit code {returncode}). Try again; if it still fails, "
        "give the template and this number to the system administrator",
    )


def _took_too_long(limits: Limits) -> ChildFailed:
    return ChildFailed(
        f"超过 {limits.seconds} 秒仍未完成。请减少列表的行数，或简化模板中套在一起的 for",
        f"it was not done after {limits.seconds} seconds. Give lists fewer rows, or simplify for within for in the template",
        PaperTookTooLong,
    )
