"""What moving cases refuses as a whole, and what keeps one case beside the engine's own reasons."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.errors import RongcuoError


class MoveNotFound(RongcuoError):
    """There is no such move, or the case is not part of it."""

    code = "CF-180"
    kind = "missing"
    zh = "没有这次迁移。请从工作台的“迁移在办案件”进入。"
    en = "There is no such move. Go through “Move running cases” in the workbench."


class MoveVersionsUnfit(RongcuoError):
    """The two versions are not two versions of that place."""

    code = "CF-181"
    zh = "请选择同一地方的两个不同版本。"
    en = "Choose two different versions of one place."


class MoveUnderWay(RongcuoError):
    """Another move of the place's cases is not finished."""

    code = "CF-182"
    kind = "conflict"
    zh = "这个地方还有一次迁移正在进行。请等它完成后再开始。"
    en = "Another move of this place's cases is still going on. Wait until it is finished."


class NothingToMove(RongcuoError):
    """No running case is on the version to move from."""

    code = "CF-183"
    kind = "conflict"
    zh = "这个版本上没有在办案件。请选择另一个版本。"
    en = "No case is running on this version. Choose another one."


class CaseMovedOn(RongcuoError):
    """The case has been acted on since it was moved, so that it cannot be taken back."""

    code = "CF-184"
    kind = "conflict"
    zh = "案件 {case_no} 迁移后已经继续办理，不能撤回。它留在新版本上办结，或再迁移到别的版本。"
    en = (
        "Case {case_no} has gone on since it was moved and cannot be taken back. It finishes on the new version, or is"
        " moved again."
    )


class MappingUnfit(RongcuoError):
    """A mapping names what one of the versions does not have."""

    code = "CF-185"
    zh = "对应关系「{old}」→「{new}」不成立：版本中没有其中一个元素。请重新选择。"
    en = "The mapping “{old}” → “{new}” does not hold: one of them is not in its version. Choose again."


#: What keeps one case where it is, by stable code, in both languages. No fact of a case stands in them.
CASE_MOVE_FINDINGS: Mapping[str, tuple[str, str]] = {
    "CF-186": (
        "此案有未解决的整案异常。请先在异常列表中重试，解决后再迁移。",
        "The case as a whole has an incident. Retry it in the list of incidents first, then move the case.",
    ),
    "CF-187": (
        "此案已办结步骤「{name}」的表单「{form}」在新版本中没有，已填的内容将无法显示。请指定这一步对应的步骤，或在新版本中保留这份表单。",
        (
            "The form “{form}” of the finished step “{name}” is not in the new version; what was filled in could not be"
            " shown. Say which step it becomes, or keep the form in the new version."
        ),
    ),
    "CF-188": (
        "现行版本规定办过「{name}」的人不得办理其他步骤，新版本中没有这一步，回避关系会丢失。请指定它对应的步骤。",
        (
            "Whoever did “{name}” is kept from other steps; the new version lacks that step, and the separation would be"
            " lost. Say which step it becomes."
        ),
    ),
    "CF-189": (
        "迁移没有成功（{kind}），案件留在原版本上照常办理。查明原因后可以再次迁移。",
        "The move did not succeed ({kind}); the case goes on on its version. Move it again when the cause is found.",
    ),
    "CF-190": (
        "案件在排队期间已经结束或换了版本，没有迁移。",
        "The case has ended or changed its version while it waited; it was not moved.",
    ),
}  # fmt: skip
