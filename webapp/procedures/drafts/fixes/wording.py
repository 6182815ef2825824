"""Fixes of a place's own words: those that belong to nothing, and those that its own files should simply say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from lxml import etree

from webapp.procedures.check_texts import wording_keys
from webapp.procedures.check_wording import check_wording
from webapp.procedures.drafts.fixes.model import Answers, Case, Changes, Fix, Mender
from webapp.procedures.drafts.fixes.xml_editing import BPMN, find_element, write_xml
from webapp.procedures.outline_xml import children_of, parse_file
from webapp.procedures.platform_words import platform_word_keys
from webapp.procedures.resolution import texts_path
from webapp.procedures.texts import WrittenText, read_written_texts
from webapp.procedures.toml_changes import drop_text, set_text

_GUIDANCE = ".documentation"


@dataclass(frozen=True, slots=True)
class _Stray:
    """A text that should not stand where it does: its table, key and words, and the keys that the table may hold."""

    section: str
    key: str
    text: str
    known: frozenset[str]


def drop_words(case: Case) -> Iterator[Fix]:
    """Take out the words that the problem is about."""
    if (stray := _find(case)) is not None:
        yield Fix(
            "drop",
            f"删去这一条“{_short(stray.text)}”",
            f"Remove '{_short(stray.text)}'",
            lambda _answers: {case.file: _without(case, stray)},
        )


def rename_words(case: Case) -> Iterator[Fix]:
    """Give the words the key that was meant: the nearest one that has none yet."""
    stray = _find(case)
    if stray is None:
        return
    held = _written(case).get(stray.section, {})
    for key in get_close_matches(stray.key, sorted(stray.known - held.keys()), n=1, cutoff=0.75):

        def rename(_answers: Answers, wanted: str = key) -> Changes:
            without = _without(case, stray)
            return {case.file: set_text(without, case.file, (stray.section,), wanted, stray.text)}

        yield Fix(f"rename:{key}", f"把键名改为 {key}", f"Change its key to {key}", rename)


def move_words(case: Case) -> Iterator[Fix]:
    """Write the words into the place's own diagram, as a name or as guidance, and take them out of the texts."""
    stray = _find(case)
    if stray is None or _with_words(case, stray) is None:
        return

    def move(_answers: Answers) -> Changes:
        content = _with_words(case, stray)
        return {} if content is None else {case.file: _without(case, stray), stray.section: content}

    yield Fix(
        "move",
        f"把“{_short(stray.text)}”写进流程图，并删去这一条",
        f"Write '{_short(stray.text)}' into the diagram and remove it here",
        move,
    )


def _find(case: Case) -> _Stray | None:
    """The words on the problem's line, while the checks still say the same of them."""
    if case.file not in {texts_path(case.code, "zh"), texts_path(case.code, "en")}:
        return None
    keys = {**wording_keys(case.pack), **platform_word_keys()}
    found = {(each.code, each.file, each.line) for each in check_wording(case.pack, keys)}
    if (case.problem.code, case.file, case.problem.line) not in found:
        return None
    for section, texts in _written(case).items():
        for key, text in texts.items():
            if text.line == case.problem.line:
                return _Stray(section, key, text.text, frozenset(keys.get(section, ())))
    return None


def _written(case: Case) -> Mapping[str, Mapping[str, WrittenText]]:
    return read_written_texts([(case.file, case.content)], [])


def _without(case: Case, stray: _Stray) -> bytes:
    return drop_text(case.content, case.file, (stray.section,), stray.key)


def _with_words(case: Case, stray: _Stray) -> bytes | None:
    """The diagram that says the words itself; None where they are neither a name nor guidance of a diagram."""
    root = parse_file(case.pack.files.get(stray.section, b"")) if stray.section.endswith(".bpmn") else None
    is_guidance = stray.key.endswith(_GUIDANCE)
    element = find_element(root, stray.key.removesuffix(_GUIDANCE))
    if root is None or element is None:
        return None
    if is_guidance:
        _set_guidance(element, stray.text)
    else:
        element.set("name", stray.text)
    return write_xml(root)


def _set_guidance(element: etree._Element, text: str) -> None:
    held = children_of(element, "documentation")
    if not held:
        held = [etree.Element(f"{{{BPMN}}}documentation")]
        element.insert(0, held[0])
    held[0].text = text


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 20 else f"{plain[:20]}…"


MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "PK-224": (rename_words, drop_words),
    "PK-225": (move_words, drop_words),
}
