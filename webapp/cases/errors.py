"""What a case use case refuses, each with a stable code."""

from __future__ import annotations

from collections.abc import Mapping

from webapp.errors import RongcuoError


class CaseNotFound(RongcuoError):
    """The case does not exist, or the actor may not know that it does."""

    code = "CF-101"
    kind = "missing"
    zh = "没有这个案件，或者您无权查看。请从案件列表进入。"
    en = "There is no such case, or you may not see it. Go through the list of cases."


class TaskNotFound(RongcuoError):
    """The task does not exist, or the actor may not know that it does."""

    code = "CF-102"
    kind = "missing"
    zh = "没有这项任务，或者您无权查看。请从待办列表进入。"
    en = "There is no such task, or you may not see it. Go through your task list."


class TaskAlreadyClaimed(RongcuoError):
    """Somebody else holds the task."""

    code = "CF-103"
    kind = "conflict"
    zh = "这项任务已由 {assignee} 签收。如需办理，请对方先退回。"
    en = "{assignee} has already claimed this task. Ask them to release it first."


class TaskNotYours(RongcuoError):
    """The actor does not hold the task, or is not among its candidates."""

    code = "CF-104"
    kind = "forbidden"
    zh = "这项任务不在您名下。请先签收，再办理。"
    en = "You do not hold this task. Claim it first, then complete it."


class TaskNotOpen(RongcuoError):
    """The task was completed or cancelled meanwhile."""

    code = "CF-105"
    kind = "conflict"
    zh = "这项任务已经办结或已取消，您刚才填写的内容没有提交。请查看案件的最新进展。"
    en = "This task has been completed or cancelled; what you typed was not submitted. Look at the case's latest state."


class TaskChanged(RongcuoError):
    """The page was opened on an older state of the task."""

    code = "CF-106"
    kind = "conflict"
    zh = "您打开页面之后，这项任务已有变化。请核对最新内容后再提交；您填写的内容仍在页面上。"
    en = "The task changed after you opened the page. Check what is new and submit again; what you typed is still on the page."


class FactsRefused(RongcuoError):
    """The form's rules refuse what was submitted. ``errors`` maps field keys to texts in the submitter's language."""

    code = "CF-107"
    zh = "有 {count} 处需要改正：{fields}。"
    en = "{count} entries need mending: {fields}."

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(
            count=len(errors), fields="; ".join(f"{key}: {text}" for key, text in errors.items())
        )


class StartNotPermitted(RongcuoError):
    """The actor holds no role that may open a matter here."""

    code = "CF-108"
    kind = "forbidden"
    zh = "您在“{jurisdiction}”没有可以提出申请的角色。请联系安全管理员授予。"
    en = "You hold no role in “{jurisdiction}” that may open a matter. Ask the security administrator."


class ProcedureNotPublished(RongcuoError):
    """No procedure of that jurisdiction is in force."""

    code = "CF-109"
    kind = "missing"
    zh = "没有代码为“{jurisdiction}”的现行程序。请从“程序”页选择。"
    en = "No procedure with code “{jurisdiction}” is in force. Choose one on the procedures page."


class EvidenceTooLarge(RongcuoError):
    """The uploaded file is larger than the platform keeps."""

    code = "CF-110"
    zh = "文件“{file_name}”超过 {limit_mb} MB 的上限。请压缩或拆分后再上传。"
    en = "The file “{file_name}” is over the limit of {limit_mb} MB. Compress or split it and upload again."


class EvidenceRefused(RongcuoError):
    """The uploaded file is empty, unnamed, or of a kind that is not kept."""

    code = "CF-111"
    zh = "不能接收文件“{file_name}”：{reason_zh}。"
    en = "The file “{file_name}” cannot be kept: {reason_en}."


class CommentEmpty(RongcuoError):
    """A remark without text, or longer than is kept."""

    code = "CF-112"
    zh = "请填写意见，不超过 {limit} 字。"
    en = "Write a comment of at most {limit} characters."


class CommentNotPermitted(RongcuoError):
    """Who reads only a part of the file takes no part in the remarks of those who handle the case."""

    code = "CF-135"
    kind = "forbidden"
    zh = "交流只供查阅全卷的办案人员使用。有话要说的，请在任务的表单里填写，或者上传材料。"
    en = (
        "Comments are for those who handle the case and read the whole file. Say it in the form of a task, or upload a "
        "paper."
    )


class MessageNotAwaited(RongcuoError):
    """The case does not wait for that message now."""

    code = "CF-113"
    kind = "conflict"
    zh = "案件目前的环节不能执行“{message}”：还没到这一步、期限已过，或者已经办过。请查看案件的最新进展。"
    en = "The case cannot take “{message_en}” at its present step: too early, too late, or done already. Look at the case's latest state."


class MessageNotPermitted(RongcuoError):
    """The actor's roles may not send that message."""

    code = "CF-114"
    kind = "forbidden"
    zh = "您没有执行“{message}”的权限。请由有此权限的角色办理。"
    en = "Your roles do not allow “{message_en}”. Leave it to a role that may."


class IncidentNotFound(RongcuoError):
    """The incident does not exist or was resolved meanwhile."""

    code = "CF-115"
    kind = "missing"
    zh = "没有这个异常，或已处理完毕。请查看异常列表。"
    en = "There is no such incident, or it has been resolved. Look at the list of incidents."


class SubmissionKeyRefused(RongcuoError):
    """The page carried no submission key, or one that was used for something else."""

    code = "CF-118"
    kind = "conflict"
    zh = "这个页面不能再次提交，刚才的内容没有保存。请刷新页面后重新提交。"
    en = "This page cannot be submitted again; nothing was kept. Reload the page and submit once more."


class RecusalUnknownPerson(RongcuoError):
    """A recusal names nobody who has an account."""

    code = "CF-129"
    zh = "没有登录名为“{account}”的人，不能登记回避。请核对后重试。"
    en = "Nobody has the login name “{account}”; the recusal cannot be recorded. Check it and try again."


class TaskRecused(RongcuoError):
    """Who stands aside in the case is to claim, hold or complete a task of it."""

    code = "CF-121"
    kind = "forbidden"
    zh = "{person}在本案已经回避，不能办理这项任务。请由他人办理；如回避有误，请有权指定任务的人解除。"
    en = (
        "{person} stands aside in this case and cannot do this task. Leave it to somebody else; if the recusal is a "
        "mistake, ask those who hand out tasks to lift it."
    )


class TaskSeparated(RongcuoError):
    """What the person completed before in this case keeps them from the task."""

    code = "CF-122"
    kind = "forbidden"
    zh = "{person}在本案已经办理“{done}”，按规程“{task}”须由另一人办理。请由他人签收，或者请有权的人指定。"
    en = (
        "{person} completed “{done}” in this case, so “{task}” must be done by somebody else. Let another person claim "
        "it, or have it handed to one."
    )


class AssignmentNotPermitted(RongcuoError):
    """The actor hands out no tasks here."""

    code = "CF-123"
    kind = "forbidden"
    zh = "您没有指定任务、登记回避的权限。请由规程指定的岗位办理。"
    en = (
        "Your roles do not hand out tasks or record recusals. Leave it to the roles that the procedure names."
    )


class PersonNotEligible(RongcuoError):
    """A task is to be handed to somebody who may not do it, or to nobody."""

    code = "CF-124"
    zh = "任务“{task}”不能交给“{person}”。请从名单里选择可以办理的人。"
    en = "The task “{task}” cannot be handed to “{person}”. Choose somebody from the list."


class ReasonMissing(RongcuoError):
    """What must be given a reason was given none, or one longer than is kept."""

    code = "CF-125"
    zh = "请写明理由，不超过 {limit} 字。"
    en = "Give the reason, in at most {limit} characters."


class RecusalReasonUnknown(RongcuoError):
    """The kind of a recusal's reason is none of those offered."""

    code = "CF-126"
    zh = "没有“{reason}”这种回避事由。请从名单里选择。"
    en = "“{reason}” is no reason to stand aside. Choose one from the list."


class RecusedAlready(RongcuoError):
    """The person stands aside already."""

    code = "CF-127"
    kind = "conflict"
    zh = "{person}在本案已经回避，不用再登记。请查看案件页的“回避”。"
    en = "{person} stands aside in this case already. See “Recusal” on the case page."


class RecusalNotFound(RongcuoError):
    """The recusal does not exist, was lifted meanwhile, or is the actor's own."""

    code = "CF-128"
    kind = "missing"
    zh = "没有这项回避，或者已经解除；本人的回避不能由本人解除。请查看案件页的“回避”。"
    en = "There is no such recusal, or it has been lifted; nobody lifts their own. See “Recusal” on the case page."


class NotInPractice(RongcuoError):
    """The clock can only be moved in practice mode."""

    code = "CF-116"
    kind = "forbidden"
    zh = "只有演练环境可以拨动时钟。"
    en = "The clock can be moved in practice mode only."


class ClockMovesForwardOnly(RongcuoError):
    """The practice clock was asked to stand still, to run backwards or to jump too far."""

    code = "CF-117"
    zh = "演练时钟只能向前拨，一次不超过十年。"
    en = "The practice clock only moves forward, ten years at the most in one step."


class CalendarChanged(RongcuoError):
    """The calendar was saved by somebody else since the page was opened."""

    code = "CF-140"
    kind = "conflict"
    zh = "日历在打开页面之后已被他人修改，没有保存。请重新打开页面，核对后再改。"
    en = "Somebody has changed the calendar since this page was opened; nothing was saved. Open the page again, then change it."


class CalendarSourceMissing(RongcuoError):
    """A year's days were given without saying where they come from."""

    code = "CF-141"
    zh = "没有填写依据。请写明通知的名称；尚未公布时写明按什么预计。"
    en = "The source is missing. Name the notice; before it is issued, say what the days are expected from."


class CalendarYearOutOfRange(RongcuoError):
    """The calendar has no such year. Facts: ``first``, ``last``."""

    code = "CF-142"
    zh = "年份须在 {first} 年至 {last} 年之间。请检查年份。"
    en = "The year must be from {first} to {last}. Check it."


class RegisterNotReadable(RongcuoError):
    """The register does not exist, or no role of the reader reads it."""

    code = "CF-150"
    kind = "missing"
    zh = "没有这本台账，或者您的岗位不查阅它。请从台账页面进入。"
    en = "There is no such register, or no role of yours reads it. Go through the page of registers."


class ExportTooLarge(RongcuoError):
    """More records were found than one file takes. Facts: ``found``, ``limit``."""

    code = "CF-151"
    zh = "符合条件的有 {found} 条，一次最多导出 {limit} 条，没有导出。请缩小期间或者加上别的条件。"
    en = "{found} records were found, and one file takes {limit}; nothing was exported. Narrow the period or add a condition."


class SubjectNotNamed(RongcuoError):
    """It was not said whom the question is about."""

    code = "CF-152"
    zh = "没有写明要查谁。请填写姓名，或者选择单位。"
    en = "It is not said whom this is about. Enter a name, or choose a unit."
