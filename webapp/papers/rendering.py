"""Filling a template in: the syntax is checked once more on the very text that is compiled, then every part is filled."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import UndefinedError

from webapp.papers.container import parse_part
from webapp.papers.environment import PaperEnvironment, compile_text, present
from webapp.papers.findings import TemplateFinding, TemplateRefused
from webapp.papers.layout import lay_out
from webapp.papers.outline import outline_template
from webapp.papers.results import MadePaper
from webapp.papers.sources import PartSource, iterate_sources, open_template, put_back
from webapp.papers.syntax import read_syntax
from webapp.papers.words import Words

#: Zip entries carry a time; a fixed one makes equal papers equal files.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def render_template(content: bytes, words: Words) -> MadePaper:
    """Fill a template in. For templates from elsewhere call it in a child process: `webapp.papers.make_paper`.

    Raises:
        TemplateRefused: the template may not be used, asks for a name that is not there, or gives a broken document.
    """
    findings = outline_template(content).findings
    if findings:
        raise TemplateRefused(findings[0])
    template = open_template(content)
    environment = PaperEnvironment()
    gaps: dict[str, None] = {}
    context = {name: present(item, name, gaps) for name, item in words.names.items()}
    for source in list(iterate_sources(template)):
        put_back(template, source, _fill(template, environment, source, context))
    stream = BytesIO()
    template.docx.save(stream)
    document = _settle_times(stream.getvalue())
    return MadePaper(document, lay_out(document), tuple(gaps))


def _fill(
    template: DocxTemplate, environment: PaperEnvironment, source: PartSource, context: dict[str, Any]
) -> str:
    text = source.text
    _, misuses = read_syntax(environment.parse(text))
    if misuses:
        raise TemplateRefused(TemplateFinding(misuses[0].code, facts=misuses[0].facts))
    try:
        filled = compile_text(environment, text).render(context)
    except UndefinedError as error:
        raise TemplateRefused(
            TemplateFinding("PA-110", facts={"reason": str(error.message)[:160]})
        ) from error
    xml: str = template.resolve_listing(filled)
    try:
        parse_part(source.kind, xml.encode())
    except TemplateRefused as refused:
        reason = refused.finding.facts.get("reason", "")
        raise TemplateRefused(
            TemplateFinding("PA-115", part=source.kind, facts={"reason": reason})
        ) from refused
    return xml


def _settle_times(document: bytes) -> bytes:
    settled = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(document)) as old,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _ZIP_TIME), old.read(entry), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
