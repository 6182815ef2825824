"""Text blocks as safe HTML: light Markdown that escapes first, and HTML reduced to a few plain tags."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from markupsafe import Markup, escape

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s{0,3}[-*+]\s+(.*)")
_NUMBERED = re.compile(r"\s{0,3}\d{1,4}[.)]\s+(.*)")
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_ITALIC = re.compile(r"(?<![*\w])\*(?! )([^*\n]+)(?<! )\*(?![*\w])")
_CODE = re.compile(r"`([^`\n]+)`")
# Only addresses that cannot run a script; the text is already escaped when this is looked for.
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https?://|/(?!/)|mailto:)[^\s()<>\"']+)\)")

# Signs that mark text up, and private characters that stand for them while a value passes through Markdown.
_PROTECT = {ord(sign): 0xE000 + number for number, sign in enumerate("*`[#-+.")}
_UNPROTECT = {private: sign for sign, private in _PROTECT.items()}

#: The heading of a form is h1 or h2 of the page, so a text's own headings begin at h3.
_FIRST_HEADING = 3

# fmt: off
_PLAIN_TAGS = frozenset(
    {
        "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "div", "dl", "dt", "em", "h1",
        "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "s", "small", "span",
        "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"
    }
)
# fmt: on
_VOID_TAGS = frozenset({"br", "hr"})
_SILENT_TAGS = frozenset({"script", "style", "template", "iframe", "object", "noscript", "textarea", "title"})
_PLAIN_ATTRIBUTES = {
    "a": {"href", "title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|/(?!/)|#)[^\s\x00-\x1f]*", re.IGNORECASE)


def render_markdown(text: str) -> Markup:
    """Headings, lists, paragraphs, bold, italic, code and links; everything else stays as written,
    escaped."""
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        blocks.extend(_render_block(block.split("\n")))
    rendered = "\n".join(blocks).translate(_UNPROTECT)
    return Markup(rendered)  # noqa: S704 - every text in the blocks went through _render_line, which escapes.


def protect_markdown(text: str) -> str:
    """A value to be put into Markdown: its signs are shown as they are and mark nothing up."""
    return text.translate(_PROTECT)


def _render_block(lines: list[str]) -> list[str]:
    rendered: list[str] = []
    paragraph: list[str] = []
    items: list[str] = []
    tag = ""

    def close() -> None:
        if paragraph:
            rendered.append(f"<p>{'<br>'.join(paragraph)}</p>")
        if items:
            rendered.append(f"<{tag}>{''.join(items)}</{tag}>")
        paragraph.clear()
        items.clear()

    for line in lines:
        if heading := _HEADING.fullmatch(line.strip()):
            close()
            level = min(len(heading[1]) + _FIRST_HEADING - 1, 6)
            rendered.append(f"<h{level}>{_render_line(heading[2])}</h{level}>")
        elif item := _BULLET.fullmatch(line) or _NUMBERED.fullmatch(line):
            wanted = "ul" if _BULLET.fullmatch(line) else "ol"
            if paragraph or wanted != tag:
                close()
            tag = wanted
            items.append(f"<li>{_render_line(item[1])}</li>")
        elif line.strip():
            if items:
                close()
            paragraph.append(_render_line(line.strip()))
    close()
    return rendered


def _render_line(text: str) -> str:
    rendered = str(escape(text))
    rendered = _CODE.sub(r"<code>\1</code>", rendered)
    rendered = _BOLD.sub(r"<strong>\1</strong>", rendered)
    rendered = _ITALIC.sub(r"<em>\1</em>", rendered)
    return _LINK.sub(r'<a href="\2" rel="noopener noreferrer">\1</a>', rendered)


def sanitise_html(source: str) -> Markup:
    """The HTML with plain tags and attributes only."""
    return _Sanitiser.read(source)[0]


def list_unsafe_html(source: str) -> list[str]:
    """What `sanitise_html` leaves out: tags and attributes, each once."""
    return _Sanitiser.read(source)[1]


class _Sanitiser(HTMLParser):
    """Writes the document anew from what the parser saw, so that nothing passes which was not understood."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._open: list[str] = []
        self._silent: list[str] = []
        self._left_out: dict[str, None] = {}

    @classmethod
    def read(cls, source: str) -> tuple[Markup, list[str]]:
        parser = cls()
        parser.feed(source)
        parser.close()
        for tag in reversed(parser._open):
            parser._written.append(f"</{tag}>")
        text = "".join(parser._written)
        return Markup(text), list(parser._left_out)  # noqa: S704 - tags from a closed list, all text escaped.

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT_TAGS:
            self._silent.append(tag)
        if self._silent or tag not in _PLAIN_TAGS:
            self._left_out[f"<{tag}>"] = None
            return
        self._written.append(f"<{tag}{''.join(self._plain_attributes(tag, attrs))}>")
        if tag not in _VOID_TAGS:
            self._open.append(tag)

    def _plain_attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[str]:
        kept = []
        for name, value in attrs:
            is_known = name in _PLAIN_ATTRIBUTES.get(tag, set())
            if is_known and (name != "href" or _SAFE_ADDRESS.fullmatch(value or "")):
                kept.append(f' {name}="{html.escape(value or "")}"')
            else:
                self._left_out[f"{name}="] = None
        return kept

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
            return
        if tag in self._open:
            # Close what was left open inside, as a browser does.
            while self._open:
                closed = self._open.pop()
                self._written.append(f"</{closed}>")
                if closed == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._written.append(html.escape(data))
