"""Why a case cannot be moved to another version, and what changes for it there: by stable code, in both languages.

No fact of a case stands in these texts: whoever moves cases does not read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from webapp.engine.tokens import Token
from webapp.errors import Language

#: What keeps a case where it is.
_REFUSALS: Mapping[str, tuple[str, str]] = {
    "EN-301": (
        "案件已经结束，没有可迁移的步骤。",
        "The case has ended; there is nothing to move.",
    ),
    "EN-302": (
        "步骤「{name}」在新版本中不存在。请指定它在新版本中对应的步骤。",
        "The step “{name}” does not exist in the new version. Say which step it becomes there.",
    ),
    "EN-303": (
        "步骤「{name}」在新版本中是另一种元素（{target}）。请指定同一种元素。",
        "The step “{name}” is another kind of element in the new version ({target}). Name one of the same kind.",
    ),
    "EN-304": (
        "步骤「{name}」正在调用流程「{callee}」，新版本中它调用的不是这个流程。请等被调用的流程办结，或在新版本中保留这一调用。",
        (
            "The step “{name}” is running the process “{callee}”, which it does not call in the new version. Wait until that"
            " has ended, or keep the call in the new version."
        ),
    ),
    "EN-305": (
        "步骤「{name}」正在逐项征求意见或表决，新版本的清单、结果或次序与现在不同，已有的结果无法保留。请等它结束。",
        (
            "The step “{name}” is collecting votes or opinions; its list, results or order differ in the new version, so that"
            " what is there could not be kept. Wait until it is over."
        ),
    ),
    "EN-306": (
        "汇合处「{name}」已经收到经「{flow}」到达的一路，新版本中这一路不再到达该汇合处，会丢失。请指定对应的流线。",
        (
            "The join “{name}” has received a branch through “{flow}”, which does not lead to it in the new version: it would"
            " be lost. Say which flow it becomes."
        ),
    ),
    "EN-307": (
        "汇合处「{name}」在新版本中还要等「{flow}」，而此案没有哪一步能走到那里。请等并行的各路都到齐。",
        (
            "The join “{name}” waits for “{flow}” in the new version, which nothing in this case can reach. Wait until the"
            " parallel branches have come together."
        ),
    ),
    "EN-308": (
        "汇合处「{name}」在新版本中会立即放行，而此案还有并行的步骤未办。请等它们办结。",
        (
            "The join “{name}” would go on at once in the new version, while steps beside it are still open. Wait until they"
            " are done."
        ),
    ),
    "EN-309": (
        "并行的步骤本应在「{name}」汇合，新版本中没有这个汇合处，以后的步骤会重复办理。请指定对应的汇合处，或等各路到齐。",
        (
            "Parallel steps were to come together at “{name}”, which the new version lacks: what follows would be done twice."
            " Name the join it becomes, or wait until they have come together."
        ),
    ),
    "EN-310": (
        "步骤「{name}」和另一个正在办理的步骤都对应到「{target}」。请分别指定。",
        "The step “{name}” and another one under way would both become “{target}”. Give each its own.",
    ),
    "EN-311": (
        "「{name}」是否与别的事件先到先得，新旧版本不一致。请指定对应的事件，或等它发生。",
        (
            "Whether “{name}” waits in a race with other events is not the same in both versions. Name the event it becomes,"
            " or wait until it has come."
        ),
    ),
    "EN-312": (
        "新版本在「{name}」处增加的等待或输入算不出来（{fault}）。请等这一步办结。",
        "What the new version adds at “{name}” cannot be reckoned ({fault}). Wait until this step is done.",
    ),
    "EN-313": (
        "新版本为「{name}」指定的办理人算不出来（{fault}）。请等这一步办结。",
        "Who is to do “{name}” in the new version cannot be reckoned ({fault}). Wait until this step is done.",
    ),
    "EN-314": (
        "步骤「{name}」在新版本中在另一个子流程里，已有的数据范围无法保留。请指定同一层的步骤。",
        (
            "The step “{name}” is inside another subprocess in the new version; its data could not be kept. Name a step on the"
            " same level."
        ),
    ),
    "EN-315": (
        "「{name}」在新版本中附着在别的步骤上，正在计的期限或等待无法保留。请指定对应的事件，或指定取消。",
        (
            "“{name}” is attached to another step in the new version; the deadline or wait that is running could not be kept."
            " Name the event it becomes, or that it is cancelled."
        ),
    ),
    "EN-316": (
        "新版本中没有流程「{process}」，此案正在其中办理。请在新版本中保留这个流程。",
        "The new version has no process “{process}”, in which this case stands. Keep the process in the new version.",
    ),
}  # fmt: skip
#: What changes for a case, and is worth knowing.
_REMARKS: Mapping[str, tuple[str, str]] = {
    "EN-321": (
        "「{name}」的期限在新版本中写法不同；已在计的期限不变。",
        "The deadline “{name}” is written otherwise in the new version; the one that is running stays.",
    ),
    "EN-322": (
        "「{name}」的办理期限在新版本中写法不同；此案已定的期限不变。",
        "The due date of “{name}” is written otherwise in the new version; the one that was set stays.",
    ),
    "EN-323": (
        "「{name}」的草稿里已填的 {count} 项在新版本的表单中没有，提交时不会带上：{fields}。",
        "What is filled in a draft of “{name}” and not in the form of the new version will not be submitted ({count}): {fields}.",
    ),
    "EN-324": (
        "「{name}」在新版本中由别的岗位或人员办理，已按新版本确定。",
        "Others do “{name}” in the new version; who that is has been reckoned anew.",
    ),
    "EN-325": (
        "「{name}」的完成条件在新版本中不同，自下一项结果起按新版本判断。",
        "The completion condition of “{name}” differs in the new version; it counts from the next result on.",
    ),
    "EN-326": (
        "「{name}」的输入在新版本中写法不同；已带入的值不变。",
        "The inputs of “{name}” are written otherwise in the new version; the values taken in stay.",
    ),
    "EN-327": (
        "「{name}」在新版本中使用另一份表单（{form}）。",
        "“{name}” has another form in the new version ({form}).",
    ),
}  # fmt: skip
MOVE_FINDINGS: Mapping[str, tuple[str, str]] = {**_REFUSALS, **_REMARKS}

FindingSeverity = Literal["refusal", "warning"]


@dataclass(frozen=True, slots=True)
class MoveFinding:
    """A refusal or a remark about one element of the version that a case runs on.

    ``choices`` are the elements or flows of the new version that the administrator may name for it; ``may_cancel``:
    the answer may also be that it has no counterpart.
    """

    code: str
    process_id: str
    element_id: str
    facts: Mapping[str, Any]
    choices: tuple[str, ...] = ()
    may_cancel: bool = False

    @property
    def severity(self) -> FindingSeverity:
        """Refusals keep the case where it is."""
        return "refusal" if self.code in _REFUSALS else "warning"

    def text(self, language: Language = "zh") -> str:
        """The finding in the reader's language."""
        zh, en = MOVE_FINDINGS[self.code]
        return (en if language == "en" else zh).format(**self.facts)


def found_at(
    code: str, token: Token, /, *, choices: tuple[str, ...] = (), may_cancel: bool = False, **facts: Any
) -> MoveFinding:
    """A finding about the element that a token stands on."""
    node = token.task_spec.node
    return MoveFinding(
        code,
        token.workflow.spec.process_id,
        node.id,
        {"name": node.name or node.id, **facts},
        choices,
        may_cancel,
    )
