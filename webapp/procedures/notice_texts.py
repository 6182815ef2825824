"""What messages say beside the diagram: ``"<element id>.text"``, FEEL like the Chinese in the diagram.

English stands in ``texts.en.toml``; a place's own Chinese for what a shared diagram says, in a message or in a notice that
it records, in ``texts.zh.toml``. Both become inputs of the element that says it, so that they are checked and evaluated as the diagram's own is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.engine.diagram import IoMapping
from webapp.engine.findings import Place
from webapp.engine.surroundings import FurtherInputs
from webapp.procedures.diagram_outlines import DiagramOutline, Step
from webapp.procedures.texts import WrittenText

#: The inputs of the operation ``notify`` that take the Chinese and the English.
_CHINESE, _ENGLISH = "text", "text_en"

#: Texts with the places where they are written: file path → key → text.
Written = Mapping[str, Mapping[str, WrittenText]]


def notice_key(step: Step) -> str:
    """The key of what a message says."""
    return f"{step.id}.text"


def notices_to_translate(outline: DiagramOutline) -> Iterator[tuple[Step, str]]:
    """The steps that send a message whose English the diagram does not map itself, with the Chinese as written."""
    for step in outline.steps:
        if step.notice is not None and not step.notice.text_en:
            yield step, step.notice.text


def list_speaking(outline: DiagramOutline) -> Iterator[Step]:
    """The steps that say something: they send a message, or record a notice with its text."""
    return (step for step in outline.steps if step.said)


def notice_inputs(
    outlines: Mapping[str, DiagramOutline], english: Written, chinese: Written
) -> FurtherInputs:
    """What is written beside the diagrams for what they say, as input mappings: file path → element id → mappings.

    The Chinese takes the place of the diagram's own.
    """
    return {path: dict(_inputs_of(path, outline, english, chinese)) for path, outline in outlines.items()}


def _inputs_of(
    path: str, outline: DiagramOutline, english: Written, chinese: Written
) -> Iterator[tuple[str, tuple[IoMapping, ...]]]:
    translated = {step.id for step, _ in notices_to_translate(outline)}
    for step in list_speaking(outline):
        texts = [(_CHINESE, chinese), *([(_ENGLISH, english)] if step.id in translated else [])]
        mappings = tuple(
            IoMapping(f"={written.text}", target, Place(written.file, step.id, written.line))
            for target, by_file in texts
            if (written := by_file.get(path, {}).get(notice_key(step))) is not None and written.text
        )
        if mappings:
            yield step.id, mappings
