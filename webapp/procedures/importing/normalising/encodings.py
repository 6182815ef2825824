"""Texts in whatever encoding they came, as UTF-8."""

from __future__ import annotations

import codecs
import re

#: Longest mark first: the mark of UTF-32 begins as that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}?\?>")
_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UTF8_NAMES = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
#: GB18030 reads all that GBK and GB2312 write.
_CHINESE = frozenset({"gbk", "gb2312", "gb18030", "cp936"})


def read_text(content: bytes, *, is_xml: bool) -> tuple[str, str | None] | None:
    """The text, and the name of its encoding where that is not plain UTF-8; None when it cannot be told.

    The mark at the beginning counts first, then what the XML declaration says, then UTF-8, then GBK: a file that
    declares one and is the other comes out right.
    """
    for mark, encoding, name in _MARKS:
        if content.startswith(mark):
            text = _decode(content[len(mark) :] if encoding == "utf-8" else content, encoding)
            return None if text is None else (text, name)
    declared = _DECLARED.match(content) if is_xml else None
    named = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    for encoding in dict.fromkeys((named, "utf-8", "gb18030")):
        text = _decode(content, encoding)
        if text is not None:
            is_plain = encoding in _UTF8_NAMES and named in _UTF8_NAMES
            return text, None if is_plain else _shown(encoding)
    return None


def to_utf8(content: bytes, *, is_xml: bool) -> tuple[bytes, str | None]:
    """The bytes in UTF-8, and the encoding that they were in; as they came, with None, when nothing is to be done."""
    found = read_text(content, is_xml=is_xml)
    if found is None or found[1] is None:
        return content, None
    text, encoding = found
    if is_xml:
        text = _DECLARATION.sub('<?xml version="1.0" encoding="UTF-8"?>', text, count=1)
    return text.encode("utf-8"), encoding


def _decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode("gb18030" if encoding in _CHINESE else encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _shown(encoding: str) -> str:
    return "GBK" if encoding in _CHINESE else encoding.upper()
