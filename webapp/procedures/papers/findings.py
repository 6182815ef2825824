"""Findings about the papers of a pack. What is wrong inside a template comes from `webapp.papers` with its own codes."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from webapp.errors import Problem
from webapp.procedures.finding_texts import error_text, make_finding

CATALOGUE = MappingProxyType(
    {
        "PA-201": error_text(
            "任务“{name}”的 papers 读不懂：{reason}请写文书代码、以逗号分开的代码，或以 = 开头、由 if 和列表组成的 FEEL。",
            "The papers of the task '{name}' cannot be read: {reason_en} Write an id, ids with commas between, or FEEL "
            "after = made of if and lists.",
        ),
        "PA-202": error_text(
            "任务“{name}”要制作的文书“{found}”没有模板{hint}。请在 forms/<地方>/papers/ 下放入 {found}.docx，或改正代码。",
            "The task '{name}' makes the paper '{found}', which has no template{hint_en}. Put {found}.docx below "
            "forms/<place>/papers/, or correct the id.",
        ),
        "PA-203": error_text(
            "模板“{found}”还没有名称和代字。请在“文书”里补上（papers.toml 的 [papers.{found}]）。",
            "The template '{found}' has no name and no mark yet. Add them under Papers ([papers.{found}] of papers.toml).",
        ),
        "PA-204": error_text(
            "{place}“{found}”不是本规则包的字段{hint}。请改正占位符，或在表单中加上该字段。",
            "{place_en}'{found}' is no field of this pack{hint_en}. Correct the placeholder, or add the field to a form.",
        ),
        "PA-205": error_text(
            "{place}“{found}”只有一项，不能用 for 逐项列出。请直接打印。",
            "{place_en}'{found}' is a single fact and cannot be gone through with for. Print it.",
        ),
        "PA-206": error_text(
            "文书“{found}”与“{other}”的代字同为“{mark}”，文号会重复。请改用不同的代字。",
            "The papers '{found}' and '{other}' have the same mark '{mark}': their numbers would repeat. Give them different marks.",
        ),
        "PA-207": error_text(
            "“{name}”没有由人填写的表单，不能制作文书。请把 papers 移到用户任务、带表单的开始事件，或者接收带表单的消息的事件上。",
            "'{name}' has no form that a person fills in, so it makes no papers. Move papers to a user task, to a start event "
            "with a form, or to an event that receives a message with a form.",
        ),
        "PA-208": error_text(
            "任务“{name}”的 papers 读取的“{found}”不是本规则包的字段{hint}。请改正。",
            "The papers of the task '{name}' read '{found}', which is no field of this pack{hint_en}. Correct it.",
        ),
        "PA-209": error_text(
            "“本地不出具的文种”（[not_issued]）中的“{found}”不是文书代码{hint}。请改正。",
            "'{found}' among the papers not issued here ([not_issued]) is no id of a paper{hint_en}. Correct it.",
        ),
        "PA-210": error_text(
            "“本地不出具的文种”写明不出具“{found}”，“{name}”却会出具。请删去其中之一；走不到该环节的，在“不走到的步骤”（[unwalked]）中写明理由。",
            "'{found}' is named as not issued here, yet '{name}' makes it. Remove one of them; a step that is never reached is named "
            "with its reason among the steps not walked ([unwalked]).",
        ),
        "PA-211": error_text(
            "文书目录（papers.toml）的 records 写了表单“{found}”，但没有这个表单。请在 forms/<地方>/ 下放入 {found}.form，或从 records 中删去。",
            "The list of papers (records in papers.toml) names the form '{found}', which is not there. Put {found}.form below forms/<place>/, or take it "
            "out of records.",
        ),
        "PA-212": error_text(
            "机关代字“{mark}”已由{other}使用，两地的文号会相同。请在“文书”一页的“制发文书的机关”（[place]）中改用不同的机关代字。",
            "The mark '{mark}' is used by {other_en}: the numbers of both places would be the same. Give the place another mark "
            "on its page of papers, under 'The issuing organ' ([place]).",
        ),
    }
)


def paper_finding(
    code: str, file: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Problem:
    """A finding of the catalogue at its place; ``facts`` fill its template."""
    return make_finding(CATALOGUE, code, file, element_id, line, {"hint": "", "hint_en": "", **facts})
