"""Templates are read and filled in a child process with limits on time and memory, and nothing of the platform around it."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgpack

import webapp
from webapp.papers.errors import PaperNotMade
from webapp.papers.findings import TemplateFinding, TemplateRefused
from webapp.papers.outline import Placeholder, TemplateOutline, outline_template
from webapp.papers.rendering import MadePaper, render_template
from webapp.papers.words import Words, pack_words, unpack_words


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds of processor time, bytes of memory."""

    seconds: int = 20
    memory_bytes: int = 768 * 1024 * 1024


LIMITS = Limits()
#: How much longer than its processor time a child may take in all, on a machine that does other things.
_PATIENCE_SECONDS = 40
_REMEMBERED = 1024
_LOCK = threading.Lock()
_OUTLINES: OrderedDict[str, TemplateOutline] = OrderedDict()


class _ChildFailed(Exception):
    """The child gave no answer; the reason in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def make_paper(content: bytes, words: Words, *, limits: Limits = LIMITS) -> MadePaper:
    """Fill a template in, in a child process.

    Raises:
        PaperNotMade: the template may not be used, asks for what is not there, or passes a limit.
    """
    try:
        answer = _ask(["make", content, pack_words(words)], limits)
    except _ChildFailed as failed:
        raise PaperNotMade(reason=failed.zh, reason_en=failed.en) from failed
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
        answer = _ask(["outline", dict(templates)], limits)
    except _ChildFailed as failed:
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


def _ask(question: list[Any], limits: Limits) -> dict[str, Any]:
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
        raise _ChildFailed(f"超过 {limits.seconds} 秒", f"more than {limits.seconds} seconds") from None
    if done.returncode != 0:
        raise _ChildFailed(f"退出码 {done.returncode}", f"exit code {done.returncode}")
    answer: dict[str, Any] = msgpack.unpackb(done.stdout)
    return answer


def answer_question() -> None:
    """The child's part: limits first, then the question."""
    seconds, memory_bytes, kind, *rest = msgpack.unpackb(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # No file of any size may be written: what a child makes leaves through its output alone.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    answer = (
        _make(*rest) if kind == "make" else {name: _outline(content) for name, content in rest[0].items()}
    )
    sys.stdout.buffer.write(msgpack.packb(answer))


def _make(content: bytes, packed: list[Any]) -> dict[str, Any]:
    words = unpack_words(packed)
    if not isinstance(words, Words):
        raise TypeError("a template is filled with named words")
    try:
        made = render_template(content, words)
    except TemplateRefused as refused:
        return {"refused": _plain(refused.finding)}
    return {"document": made.document, "layout": made.layout, "gaps": list(made.gaps)}


def _outline(content: bytes) -> list[list[dict[str, Any]]]:
    outline = outline_template(content)
    return [[asdict(each) for each in outline.placeholders], [_plain(each) for each in outline.findings]]


def _plain(finding: TemplateFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "paragraph": finding.paragraph,
        "excerpt": finding.excerpt,
        "part": finding.part,
        "facts": dict(finding.facts),
    }
