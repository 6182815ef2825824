"""What every reader of a decision's XML needs: places, FEEL texts, and somewhere to note faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webapp.decisions import refusals
from webapp.decisions.findings import FindingKind, FindingLog, Place
from webapp.decisions.syntax import Text
from webapp.decisions.xml_elements import attribute, child_text, line_of, type_ref_of

if TYPE_CHECKING:
    from lxml import etree


class ElementReader:
    """Reads single elements of one decision or knowledge model.

    What makes only this decision unusable goes to ``faults``; foreign code, which refuses the file, to ``refusals_log``.
    """

    def __init__(
        self, owner: Place, *, faults: FindingLog, refusals_log: FindingLog, default_language: str = ""
    ) -> None:
        self._file = owner.file
        self._decision_id = owner.decision_id
        self._faults = faults
        self._refusals_log = refusals_log
        self._default_language = default_language

    def place(self, element: etree._Element) -> Place:
        """Where an element of this decision stands."""
        return Place(self._file, attribute(element, "id") or None, line_of(element), self._decision_id)

    def text(self, element: etree._Element, type_ref: str | None = None) -> Text:
        """The FEEL inside ``element``'s ``text`` child; another language is refused."""
        language = attribute(element, "expressionLanguage") or self._default_language
        if language and not _is_feel(language):
            self.refuse_file(refusals.LANGUAGE_UNKNOWN, element, language=language)
        return Text(child_text(element, "text"), self.place(element), type_ref or type_ref_of(element))

    def refuse_file(self, finding_kind: FindingKind, element: etree._Element, /, **facts: object) -> None:
        """Note what of ``element`` keeps the whole file from being used."""
        self._refusals_log.add(finding_kind, self.place(element), **facts)

    def refuse(self, finding_kind: FindingKind, element: etree._Element, /, **facts: object) -> None:
        """Note a fault of ``element``: its decision cannot be used."""
        self._faults.add(finding_kind, self.place(element), **facts)


def _is_feel(language: str) -> bool:
    # Every DMN version has its own URI for FEEL; editors also write the bare word.
    parts = language.strip().upper().rstrip("/").split("/")
    return "FEEL" in parts
