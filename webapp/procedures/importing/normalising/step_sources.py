"""Source marks for diagrams that came without: a step whose clause nobody named is assumed, and says so."""

from __future__ import annotations

from lxml import etree

from webapp.procedures.diagram_outlines import outline_diagram
from webapp.procedures.importing.normalising.work import Work
from webapp.procedures.source_marks import ASSUMED


def mark_assumed(work: Work) -> None:
    """Mark each step that states a rule and names no source."""
    outline = outline_diagram(etree.tostring(work.root))
    if outline is None:
        return
    lacking = {step.id: step.name for step in outline.steps if step.id and not step.source}
    for node in list(work.root.iter("{*}*")):
        name = lacking.pop(node.get("id", ""), None)
        if name is not None:
            work.set_property(node, "source", ASSUMED)
            work.say("IM-219", node, found=name)
