"""Every finding about a template, in one list: code, text in both languages. All of them keep a template from being used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

#: Code → Chinese and English text, as `str.format` templates over the finding's facts.
FINDINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # The file itself.
        "PA-101": (
            "这不是 Word 文档（.docx），或者文件已损坏，读不出来。请在 Word 或 WPS 中另存为 .docx 再上传。",
            "This is no Word document (.docx), or a damaged one. Save it as .docx in Word or WPS and upload it again.",
        ),
        "PA-102": (
            "文档过大或经过异常压缩（{found}，上限 {limit}）。请删去图片和多余内容。",
            "The document is too large or oddly compressed ({found}, at most {limit}). Remove pictures and what is not needed.",
        ),
        "PA-103": (
            "文档含有宏、控件或嵌入对象（{part}）。文书模板只能是文字和表格，请删去。",
            "The document holds a macro, control or embedded object ({part}). A template is text and tables only: remove it.",
        ),
        "PA-104": (
            "文档引用了外部内容（{part} → {target}）。请删去链接或外部模板，改用普通文字。",
            "The document refers to something outside ({part} → {target}). Remove the link or attached template; use plain text.",
        ),
        "PA-105": (
            "“{part}”不是规范的 XML，或含有 DOCTYPE、实体：{reason}。请在 Word 或 WPS 中重新另存。",
            "'{part}' is not sound XML, or holds a DOCTYPE or entities: {reason}. Save the document anew in Word or WPS.",
        ),
        "PA-106": (
            "文档含有域代码“{found}”。只可使用页码（PAGE）和总页数（NUMPAGES）。",
            "The document holds the field code '{found}'. Only PAGE and NUMPAGES may be used.",
        ),
        # Placeholders.
        "PA-110": (
            "占位符写法有误：{reason}。请写成双花括号中的“实体.字段”。",
            "A placeholder is written wrongly: {reason}. Write entity.field in double braces.",
        ),
        "PA-111": (
            "占位符中不能使用{what}。只可写名称、字段、if 和 for。",
            "A placeholder may not use {what_en}. It may hold names, fields, if and for, nothing else.",
        ),
        "PA-112": (
            "占位符出现在不许可的位置（{where}）。占位符只能写在正文、表格、页眉或页脚的文字里。",
            "A placeholder stands where none may ({where}). It belongs into the text of the body, of tables, headers or footers.",
        ),
        "PA-113": (
            "名称“{found}”以下划线开头，不能使用。",
            "The name '{found}' begins with an underscore and may not be used.",
        ),
        "PA-114": (
            "“{found}”不是可用的标记。整段的 if 和 for 以 %p 开头，整行的以 %tr 开头；打印写在双花括号里。",
            "'{found}' is no mark for a template. Begin if and for with %p over paragraphs and %tr over rows; print in double braces.",
        ),
        "PA-115": (
            "填入内容后的文档不完整（{reason}）。if 或 for 跨段时请以 %p 开头，跨行时以 %tr 开头，各占一段或一行。",
            "Filled in, the document is broken ({reason}). Begin an if or for over paragraphs with %p, over rows with %tr, each in a paragraph or row of its own.",
        ),
        # The child that reads it.
        "PA-120": (
            "读取模板超出了限制（{reason}）。请简化模板。",
            "Reading the template passed a limit ({reason_en}). Simplify the template.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """One finding: its code, the paragraph (from 1; None for the file as a whole), the paragraph's beginning, its facts."""

    code: str
    paragraph: int | None = None
    excerpt: str = ""
    part: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def zh(self) -> str:
        """The finding with its place, in Chinese."""
        place = (
            f"{_PARTS.get(self.part, ('', ''))[0]}第 {self.paragraph} 段（{self.excerpt}）："
            if self.paragraph
            else ""
        )
        return place + FINDINGS[self.code][0].format(**self.facts)

    @property
    def en(self) -> str:
        """The finding with its place, in English."""
        part = _PARTS.get(self.part, ("", ""))[1]
        place = f"{part}Paragraph {self.paragraph} ({self.excerpt}): " if self.paragraph else ""
        return place + FINDINGS[self.code][1].format(**self.facts)


_PARTS = {"header": ("页眉", "Header: "), "footer": ("页脚", "Footer: "), "body": ("", "")}


class TemplateRefused(Exception):
    """A template that is not read any further, because of ``finding``."""

    def __init__(self, finding: TemplateFinding) -> None:
        self.finding = finding
        super().__init__(f"{finding.code}: {finding.en}")


def refuse(code: str, **facts: Any) -> TemplateRefused:
    """The refusal of a file as a whole."""
    return TemplateRefused(TemplateFinding(code, facts=facts))
