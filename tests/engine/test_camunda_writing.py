"""One diagram in every way of writing it down: prefixes, encodings, line ends, comments. It runs the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import pytest

from tests.engine.camunda_place import Camunda, source
from webapp.feel import from_json


def _without_prefix(written: bytes) -> bytes:
    text = written.decode().replace("<bpmn:", "<").replace("</bpmn:", "</")
    return text.replace("xmlns:bpmn=", "xmlns=", 1).replace('"bpmn:tFormal', '"tFormal').encode()


def _commented(written: bytes) -> bytes:
    """Comments anywhere, also before a condition's text."""
    text = written.decode().replace('"bpmn:tFormalExpression">', '"bpmn:tFormalExpression"><!-- why -->')
    return text.replace("<bpmn:process", "<!-- ours -->\n<bpmn:process").encode()


def _encoded(written: bytes, encoding: str) -> bytes:
    return written.decode().replace("UTF-8", encoding, 1).encode(encoding)


WRITTEN: Mapping[str, Callable[[bytes], bytes]] = {
    "as it is": lambda written: written,
    "prefix bpmn2": lambda written: (
        written.replace(b"<bpmn:", b"<bpmn2:")
        .replace(b"</bpmn:", b"</bpmn2:")
        .replace(b"xmlns:bpmn=", b"xmlns:bpmn2=")
    ),
    "prefix semantic, zeebe renamed": lambda written: (
        written.replace(b"<bpmn:", b"<semantic:")
        .replace(b"</bpmn:", b"</semantic:")
        .replace(b"xmlns:bpmn=", b"xmlns:semantic=")
        .replace(b"zeebe:", b"z8:")
        .replace(b"xmlns:zeebe", b"xmlns:z8")
    ),
    "no prefix": _without_prefix,
    "byte order mark": lambda written: b"\xef\xbb\xbf" + written,
    "CRLF": lambda written: written.replace(b"\n", b"\r\n"),
    "comments": _commented,
    "CDATA": lambda written: written.replace(b">=approved = true<", b"><![CDATA[=approved = true]]><"),
    "no declaration": lambda written: written.split(b"\n", 1)[1],
    **{
        encoding: partial(_encoded, encoding=encoding)
        for encoding in ("GBK", "GB18030", "UTF-16", "windows-1252", "ISO-8859-1", "US-ASCII")
    },
    "windows-1252 with umlauts": lambda written: (
        written.decode()
        .replace("UTF-8", "Windows-1252", 1)
        .replace("Tell the sender", "Grüße – „danke“")
        .encode("cp1252")
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_however_it_is_written_it_runs_the_same(way: str) -> None:
    written = WRITTEN[way](source("approve_invoice"))
    place = Camunda(
        sources={"a.bpmn": written}, process_id="approve_invoice", first={"invoice": {"amount": 100}}
    )
    place.submit("Activity_0approve", approved=True)
    assert place.run.is_ended
    assert place.plain("total") == from_json(113)


def test_the_words_of_an_old_encoding_are_read_right() -> None:
    written = WRITTEN["windows-1252 with umlauts"](source("approve_invoice"))
    place = Camunda(
        sources={"a.bpmn": written}, process_id="approve_invoice", first={"invoice": {"amount": 1}}
    )
    place.submit("Activity_0approve", approved=False)
    assert place.task("Activity_reject").name == "Grüße – „danke“"
