"""The child's part of `webapp.papers.child`: limits first, then one question about templates, answered once."""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import msgpack
from lxml import etree

from webapp.papers.child import OUT_OF_MEMORY
from webapp.papers.findings import TemplateFinding, TemplateRefused
from webapp.papers.outline import outline_template
from webapp.papers.rendering import render_template
from webapp.papers.wording import compare_wording
from webapp.papers.words import Words, unpack_words


def answer_question() -> None:
    """The child's part: limits first, then the question."""
    try:
        _answer()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except etree.XMLSyntaxError as error:
        if error.code != etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]  # not in the stubs
            raise
        os._exit(OUT_OF_MEMORY)


def _answer() -> None:
    seconds, memory_bytes, kind, *rest = msgpack.unpackb(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # No file of any size may be written: what a child makes leaves through its output alone.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.stdout.buffer.write(msgpack.packb(_ANSWERS[kind](*rest)))


def _make(content: bytes, packed: list[Any]) -> dict[str, Any]:
    words = unpack_words(packed)
    if not isinstance(words, Words):
        raise TypeError("a template is filled with named words")
    try:
        made = render_template(content, words)
    except TemplateRefused as refused:
        return {"refused": _plain(refused.finding)}
    return {"document": made.document, "layout": made.layout, "gaps": list(made.gaps)}


def _outline_each(templates: dict[str, bytes]) -> dict[str, Any]:
    return {name: _outline(content) for name, content in templates.items()}


def _outline(content: bytes) -> list[list[dict[str, Any]]]:
    outline = outline_template(content)
    return [[asdict(each) for each in outline.placeholders], [_plain(each) for each in outline.findings]]


def _compare_each(pairs: dict[str, list[bytes]]) -> dict[str, Any]:
    return {name: _compare(*pair) for name, pair in pairs.items()}


def _compare(old: bytes, new: bytes) -> dict[str, Any]:
    try:
        return asdict(compare_wording(old, new))
    except TemplateRefused as refused:
        return {"refused": _plain(refused.finding)}


def _plain(finding: TemplateFinding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "paragraph": finding.paragraph,
        "excerpt": finding.excerpt,
        "part": finding.part,
        "facts": dict(finding.facts),
    }


_ANSWERS: dict[str, Callable[..., dict[str, Any]]] = {
    "make": _make,
    "outline": _outline_each,
    "compare": _compare_each,
}
