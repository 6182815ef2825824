"""The template texts inside a document, exactly as they are compiled: body, headers, footers. Nothing else is ever filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from docx.opc.part import Part, XmlPart
from docxtpl import DocxTemplate

_KINDS = (("header", DocxTemplate.HEADER_URI), ("footer", DocxTemplate.FOOTER_URI))
_TAG = re.compile(r"\{\{|\{%")
_PARAGRAPH = re.compile(r"<w:p(?=[ >])[^>]*>")
#: ``{%p if … %}`` and its like; printing has no such form, and the library's own inventions are not taken over.
_MARK = re.compile(r"\{%-?\s*(?:(p|tr|tc|r) )?\s*(if|elif|else|endif|for|endfor)\b")


@dataclass(frozen=True, slots=True)
class PartSource:
    """One part of a document as a template text; ``paragraphs`` are the texts of its paragraphs as the file has them."""

    kind: str
    relationship: str
    text: str
    paragraphs: tuple[str, ...]

    @property
    def text_by_tags(self) -> str:
        """The template text with each tag on a line of its own, so that a line tells the tag."""
        return _TAG.sub(r"\n\g<0>", self.text)

    def find_paragraph(self, line: int) -> tuple[int | None, str]:
        """The paragraph, from 1, that holds the tag on a line of `text_by_tags`, and its text."""
        places = [number for number, text in enumerate(self.paragraphs, start=1) for _ in _TAG.finditer(text)]
        index = line - 2
        if not 0 <= index < len(places):
            return None, ""
        return places[index], self.paragraphs[places[index] - 1]


def open_template(content: bytes) -> DocxTemplate:
    """The document as docxtpl sees it."""
    template = DocxTemplate(BytesIO(content))
    template.render_init()
    return template


def iterate_sources(template: DocxTemplate) -> Iterator[PartSource]:
    """The template texts of a document, the body first."""
    yield _source(template, "body", "", template.get_xml())
    for kind, uri in _KINDS:
        for relationship, part in list(template.get_headers_footers(uri)):
            yield _source(template, kind, relationship, template.get_part_xml(part))


def _source(template: DocxTemplate, kind: str, relationship: str, xml: str) -> PartSource:
    flat = xml.replace("\r", " ").replace("\n", " ")
    paragraphs = (re.sub(r"<[^>]+>", "", each).strip() for each in _PARAGRAPH.split(flat)[1:])
    return PartSource(kind, relationship, template.patch_xml(flat), tuple(paragraphs))


def put_back(template: DocxTemplate, source: PartSource, xml: str) -> None:
    """Put a filled part in the place of its template text. ``xml`` is known to be sound."""
    if source.kind == "body":
        tree = template.fix_tables(xml)
        template.fix_docpr_ids(tree)
        template.map_tree(tree)
        return
    relations = template.docx.part.rels
    former: Part = relations[source.relationship].target_part
    filled = XmlPart.load(former.partname, former.content_type, xml.encode(), former.package)
    for identity, relation in former.rels.items():
        filled.load_rel(relation.reltype, relation.target_part, identity, relation.is_external)
    relations[source.relationship]._target = filled  # noqa: SLF001 - python-docx has no public way to swap a part.


def marks_of(paragraph: str) -> Iterator[str]:
    """The beginnings of tags that are not among those a template may hold: ``{{r``, ``{% colspan``, ``{% set`` …"""
    for match in re.finditer(r"\{%.{0,40}|\{\{(?:r|p|tr|tc) .{0,40}", paragraph):
        if _MARK.match(match.group()) is None:
            yield match.group()
