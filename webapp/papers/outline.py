"""What a template asks for, and everything that is wrong with it, found without filling it in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError

from webapp.kept_readings import kept_by_content
from webapp.papers.container import open_container
from webapp.papers.environment import PaperEnvironment
from webapp.papers.findings import TemplateFinding, TemplateRefused
from webapp.papers.results import Placeholder, TemplateOutline
from webapp.papers.sources import PartSource, iterate_sources, marks_of, open_template
from webapp.papers.syntax import Use, read_syntax

_EXCERPT = 24
#: Bytes of templates whose outlines are kept: the shipped ones are half a megabyte.
_KEPT_BYTES = 8_000_000


@kept_by_content(_KEPT_BYTES)
def outline_template(content: bytes) -> TemplateOutline:
    """Outline one template: asked anew for each paper that is filled from it. For hostile content call it in a child process: `webapp.papers.outline_templates`."""
    try:
        open_container(content)
        sources = list(iterate_sources(open_template(content)))
    except TemplateRefused as refused:
        return TemplateOutline(findings=(refused.finding,))
    except (KeyError, ValueError, AttributeError) as error:
        return TemplateOutline(findings=(TemplateFinding("PA-101", facts={"reason": type(error).__name__}),))
    placeholders: list[Placeholder] = []
    findings: list[TemplateFinding] = []
    for source in sources:
        findings.extend(_wrong_marks(source))
    for source in sources if not findings else ():
        for found in _read_source(source):
            (findings if isinstance(found, TemplateFinding) else placeholders).append(found)  # type: ignore[arg-type]  # one list each
    return TemplateOutline(tuple(placeholders), tuple(findings))


def _wrong_marks(source: PartSource) -> Iterator[TemplateFinding]:
    for number, text in enumerate(source.paragraphs, start=1):
        for mark in marks_of(text):
            yield TemplateFinding("PA-114", number, text[:_EXCERPT], source.kind, {"found": mark})


def _read_source(source: PartSource) -> Iterator[Placeholder | TemplateFinding]:
    try:
        tree = PaperEnvironment().parse(source.text_by_tags)
    except TemplateSyntaxError as error:
        number, excerpt = _place(source, error.lineno)
        yield TemplateFinding("PA-110", number, excerpt, source.kind, {"reason": _flat(error.message or "")})
        return
    uses, misuses = read_syntax(tree)
    for misuse in misuses:
        number, excerpt = _place(source, misuse.line)
        yield TemplateFinding(misuse.code, number, excerpt, source.kind, misuse.facts)
    for use in uses:
        if use.path[0] != "loop":
            yield _placeholder(source, use)


def _placeholder(source: PartSource, use: Use) -> Placeholder:
    number, excerpt = _place(source, use.line)
    return Placeholder(use.path, use.kind, source.kind, number or 0, excerpt)


def _place(source: PartSource, line: int) -> tuple[int | None, str]:
    number, text = source.find_paragraph(line)
    return number, text[:_EXCERPT]


def _flat(message: str) -> str:
    return re.sub(r"<[^>]+>", "", message)[:160]
