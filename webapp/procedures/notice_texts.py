"""The English of messages: ``"<element id>.text"`` in ``texts.en.toml``, FEEL like the Chinese in the diagram.

It becomes a further input of the element that sends the message, so that it is checked and evaluated as the Chinese is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine.diagram import IoMapping
from webapp.engine.findings import Place
from webapp.engine.surroundings import FurtherInputs
from webapp.procedures.diagram_outlines import DiagramOutline, Step
from webapp.procedures.texts import WrittenText

#: The input of the operation ``notify`` that takes the English.
_INPUT = "text_en"


def notice_key(step: Step) -> str:
    """The key of a message's English."""
    return f"{step.id}.text"


def notices_to_translate(outline: DiagramOutline) -> Iterator[tuple[Step, str]]:
    """The steps that send a message whose English the diagram does not map itself, with the Chinese as written."""
    for step in outline.steps:
        if step.notice is not None and not step.notice.text_en:
            yield step, step.notice.text


def english_inputs(
    outlines: Mapping[str, DiagramOutline], english: Mapping[str, Mapping[str, WrittenText]]
) -> FurtherInputs:
    """The English of all messages as input mappings: file path → element id → mapping."""
    return {
        path: {
            step.id: (IoMapping(f"={written.text}", _INPUT, Place(written.file, step.id, written.line)),)
            for step, _ in notices_to_translate(outline)
            if (written := english.get(path, {}).get(notice_key(step))) is not None and written.text
        }
        for path, outline in outlines.items()
    }
