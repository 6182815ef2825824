"""What an import says beside the findings of the checks: what was left out, what was changed, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from webapp.errors import Language

RemarkKind = Literal["skipped", "changed", "missing"]


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark in both languages. ``file`` is the path inside the pack, or the name as it came; ``line`` counts from 1."""

    code: str
    kind: RemarkKind
    file: str
    element_id: str | None
    line: int | None
    zh: str
    en: str

    def text(self, language: Language = "zh") -> str:
        """The remark with its place, in the reader's language."""
        line = f":{self.line}" if self.line else ""
        element = f" #{self.element_id}" if self.element_id else ""
        return f"{self.file}{line}{element} [{self.code}] {self.en if language == 'en' else self.zh}"


#: Code → the texts of a remark as `str.format` templates. IM-1 was left out, IM-2 was changed, IM-3 is missing.
REMARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "IM-101": ("隐藏文件或系统文件，没有读入。", "A hidden or system file: not read."),
        "IM-102": ("压缩包里的压缩包，没有打开。", "An archive inside the archive: not opened."),
        "IM-103": (
            "不是规程的文件（流程图、判断表、表单、文书模板、情景），没有读入。",
            "No file of a procedure (diagram, table, form, paper template, scenario): not read.",
        ),
        "IM-104": (
            "规程没有用到这个文件，没有带入。",
            "Nothing in the procedure uses this file: it was not taken along.",
        ),
        "IM-201": ("去掉了外层文件夹“{found}”。", "The outer folder '{found}' was taken off."),
        "IM-202": (
            "文件名按 {found} 编码读出。",
            "File names were read as {found}.",
        ),
        "IM-203": ("放到了 {found}。", "Put at {found}."),
        "IM-204": ("编码由 {found} 改为 UTF-8。", "Re-encoded from {found} to UTF-8."),
        "IM-205": (
            "文件按其中的标识改名为 {found}。",
            "The file was renamed {found}, after the id in it.",
        ),
        "IM-206": (
            "没有带共用部分，用的是本平台现有的。",
            "The shared parts did not come along: those of this platform are used.",
        ),
        "IM-207": (
            "文件里有 {found} 个流程；本平台一个文件放一个流程，已拆成：{now}。",
            "The file holds {found} processes; here each has a file of its own, and it was split into {now}.",
        ),
        "IM-211": ("流程“{found}”标为可执行。", "The process '{found}' was marked executable."),
        "IM-212": ("标识“{found}”改为“{now}”。", "The id '{found}' was changed to '{now}'."),
        "IM-213": (
            "“{found}”原来直接引出几条连线，补画了{what}。",
            "Several flows left '{found}' directly: {what_en} was drawn in.",
        ),
        "IM-214": (
            "网关“{found}”的最后一条无条件连线定为默认连线。",
            "The last flow of gateway '{found}', which has no condition, became its default.",
        ),
        "IM-215": (
            "没有完整的图形位置，已按从左到右重新排布。",
            "The drawing was missing or incomplete: laid out anew from left to right.",
        ),
        "IM-216": (
            "{engine} 的“{found}”改写为 {now}。",
            "'{found}' of {engine} was rewritten as {now}.",
        ),
        "IM-217": ("表达式 {found} 改写为 FEEL：{now}", "The expression {found} became FEEL: {now}"),
        "IM-218": (
            "{engine} 的“{found}”在本平台不需要，已删去。",
            "'{found}' of {engine} is not needed here and was removed.",
        ),
        "IM-219": (
            "步骤“{found}”没有依据，先标为 assumed（自拟）。请逐条补上条款。",
            "The step '{found}' names no clause and was marked 'assumed'. Fill in the clause.",
        ),
        "IM-220": (
            "声明为 Camunda 8 的流程图，以便编辑器按此打开。",
            "Declared as a Camunda 8 diagram, so that editors open it as one.",
        ),
        "IM-231": ("判断表由 DMN {found} 改写为 1.3。", "The table was rewritten from DMN {found} to 1.3."),
        "IM-232": (
            "判断表“{found}”补了批注列 source，每一行先标为 assumed（自拟）。",
            "The table '{found}' was given the annotation column 'source', with 'assumed' in each row.",
        ),
        "IM-241": ("表单的{found}改为“{now}”。", "The form's {found_en} became '{now}'."),
        "IM-301": (
            "岗位“{found}”在本地没有设立。请在 jurisdiction.toml 中补上，或改用已有的岗位。",
            "The role '{found}' is not known here. Add it to jurisdiction.toml, or use one that is.",
        ),
        "IM-302": (
            "表单“{found}”不在规程里。请画出表单，或改用已有的表单。",
            "The form '{found}' is not among the files. Draw it, or use one that is.",
        ),
        "IM-303": (
            "判断表“{found}”不在规程里。请补上该表，或改用已有的表。",
            "The table '{found}' is not among the files. Add it, or use one that is.",
        ),
        "IM-304": (
            "被调用的流程“{found}”不在规程里。请补上该流程图。",
            "The called process '{found}' is not among the files. Add its diagram.",
        ),
        "IM-305": (
            "网关“{found}”没有默认连线，而哪一条该作默认说不准。请选定一条。",
            "Gateway '{found}' has no default flow, and which one it should be cannot be told. Choose one.",
        ),
        "IM-306": (
            "表达式 {found} 不能稳妥地改写为 FEEL，原样留在步骤的属性“{now}”里。请改写。",
            "The expression {found} cannot safely become FEEL; it is kept in the step's property '{now}'. Rewrite it.",
        ),
        "IM-307": (
            "{engine} 的“{found}”在本平台没有对应，原样留在属性“{now}”里。请选择平台的操作，或删去。",
            "'{found}' of {engine} has no counterpart; it stays in the property '{now}'. Choose an operation or remove it.",
        ),
        "IM-308": (
            "用户任务“{found}”没有表单。请指定表单。",
            "The user task '{found}' has no form. Name one.",
        ),
        "IM-309": (
            "用户任务“{found}”没有写明由哪个岗位办理。请放进岗位的泳道，或填写候选岗位。",
            "The user task '{found}' does not say which role does it. Put it into the role's lane, or name the role.",
        ),
        "IM-311": (
            "没有 jurisdiction.toml：这是新地方，还没有名称、岗位和参数。请先用模板建立地方，再导入流程图。",
            "There is no jurisdiction.toml: the place has no names, roles or parameters. Make it from a template first.",
        ),
        "IM-312": (
            "从“{found}”到“{now}”的消息流跨两个流程，拆开后没有了。请改为调用流程，或者设一种消息。",
            "The message flow from '{found}' to '{now}' joined two processes and is gone. Call the process, or declare a message.",
        ),
    }
)

_KINDS: Mapping[str, RemarkKind] = {"1": "skipped", "2": "changed", "3": "missing"}


def remark(
    code: str, file: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Remark:
    """The remark ``code`` at its place; ``facts`` fill its template."""
    zh, en = REMARKS[code]
    shown = {name: _short(value) for name, value in facts.items()}
    return Remark(code, _KINDS[code[3]], file, element_id, line, zh.format(**shown), en.format(**shown))


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 120 else text[:119] + "…"
