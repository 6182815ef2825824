"""Papers: Word templates read as hostile input, checked, filled in a limited child process, and laid out for print.

A library of its own: it knows templates (bytes) and words to fill in, nothing of procedures or cases.

    outlines = outline_templates({"notice.docx": content})      # what each template asks for, and what is wrong with it
    made = make_paper(content, Words({"case": {"no": word("〔2026〕TOWN-0001")}}))
    made.document, made.layout, made.gaps

A template may hold declared names, attributes, ``{% if %}`` and ``{% for %}``: no call, no arithmetic, no filter.
"""

from webapp.papers.child import LIMITS, Limits, make_paper, outline_templates
from webapp.papers.comparing import compare_templates
from webapp.papers.errors import PaperNotMade, PaperTookTooLong, PaperTooMuchMemory
from webapp.papers.findings import FINDINGS, TemplateFinding
from webapp.papers.results import (
    LOOP_ITEM,
    LineChange,
    MadePaper,
    Piece,
    Placeholder,
    TemplateComparison,
    TemplateOutline,
)
from webapp.papers.words import EMPTY, Leaf, Rows, Words, empty_word, word

__all__ = [
    "EMPTY",
    "FINDINGS",
    "LIMITS",
    "LOOP_ITEM",
    "Leaf",
    "Limits",
    "LineChange",
    "MadePaper",
    "PaperNotMade",
    "PaperTooMuchMemory",
    "PaperTookTooLong",
    "Piece",
    "Placeholder",
    "Rows",
    "TemplateComparison",
    "TemplateFinding",
    "TemplateOutline",
    "Words",
    "compare_templates",
    "empty_word",
    "make_paper",
    "outline_templates",
    "word",
]
