"""What can go wrong with proposals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from webapp.errors import Problem, RongcuoError

_STATES = {
    "waiting": ("等待审核", "waiting for review"),
    "returned": ("已退回", "returned"),
    "withdrawn": ("已撤回", "withdrawn"),
    "scheduled": ("已通过，等待发布", "approved and to be published"),
    "published": ("已发布", "published"),
    "cancelled": ("已取消发布", "cancelled"),
}


class ProposalNotFound(RongcuoError):
    """There is no such proposal. Facts: ``proposal``."""

    code = "RC-3701"
    kind = "missing"
    zh = "没有编号为 {proposal} 的提案。请从工作台打开。"
    en = "There is no proposal {proposal}. Open it from the workbench."


class ProposalMessageMissing(RongcuoError):
    """Nothing says what is proposed, returned or cancelled and why."""

    code = "RC-3702"
    zh = "没有填写说明，什么也没有改变。请写明改了什么、为什么，再提交。"
    en = "No explanation was given and nothing was changed. Say what and why, then send it again."


class NothingToPropose(RongcuoError):
    """What is proposed is the version in force already."""

    code = "RC-3703"
    kind = "conflict"
    zh = "内容和现行版本完全相同，没有可以发布的改动。"
    en = "The content is the same as the version in force: there is nothing to publish."


class ProposalHasErrors(RongcuoError):
    """The checks or a scenario fail. ``problems`` says what to mend."""

    code = "RC-3704"
    zh = "检查或情景没有通过，有 {count} 处错误。第一处：{first} 请在问题清单里逐个改正后再提交。"
    en = "The checks or a scenario fail with {count} error(s). The first: {first_en} Mend them in the list of problems, then try again."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(each for each in problems if each.severity == "error")
        first = self.problems[0]
        super().__init__(count=len(self.problems), first=first.text("zh"), first_en=first.text("en"))


class BaseNotCurrent(RongcuoError):
    """Another version came into force since; what it changed would be undone unless somebody says that it is meant.

    Facts: ``base``, ``current``: the beginnings of the digests.
    """

    code = "RC-3705"
    kind = "conflict"
    zh = "提案从版本 {base} 开始，而现行版本已是 {current}。请先看现行版本改了什么；照样发布会替换那些改动，须勾选确认。"
    en = "The proposal began with version {base}, but {current} is in force now. See what that changed: publishing all the same replaces it, and has to be confirmed."


class DraftChangedMeanwhile(RongcuoError):
    """Somebody saved the draft after the page was opened that proposes it. Facts: ``draft``."""

    code = "RC-3706"
    kind = "conflict"
    zh = "草稿 {draft} 在您打开页面之后又被修改，没有提交。请刷新页面，看过改动后再提交。"
    en = "Draft {draft} was changed after you opened the page and was not proposed. Reload, look at the changes, then propose it."


class SecondPersonNeeded(RongcuoError):
    """Whoever edited or proposed something does not approve it."""

    code = "RC-3707"
    kind = "forbidden"
    zh = "您修改过这份草稿，或者是提出人，不能由您审核通过。请另一位流程设计员或系统管理员审核。"
    en = "You edited this draft or proposed it, so you cannot approve it. Another process designer or system administrator has to."


class ProposalDecided(RongcuoError):
    """The proposal does not stand any more where it would have to. Facts: ``proposal``, ``found``."""

    code = "RC-3708"
    kind = "conflict"
    zh = "提案 {proposal} 现在的状态是“{found}”，不能再这样处理。请刷新页面。"
    en = "Proposal {proposal} is {found_en} now; this cannot be done any more. Reload the page."

    def __init__(self, proposal: int, found: str) -> None:
        zh, en = _STATES[found]
        super().__init__(proposal=proposal, found=zh, found_en=en)


class PublishDayPassed(RongcuoError):
    """The day from which it is to be in force is over. Facts: ``day``, ``today``."""

    code = "RC-3709"
    zh = "发布日期 {day} 已经过去，今天是 {today}。请选择今天或以后的日期。"
    en = "The day {day} is over; today is {today}. Choose today or a later day."

    def __init__(self, day: date, today: date) -> None:
        super().__init__(day=day.isoformat(), today=today.isoformat())


class ProposalDamaged(RongcuoError):
    """The frozen files no longer give the digest that was proposed. Facts: ``proposal``, ``found``, ``digest``."""

    code = "RC-3710"
    kind = "conflict"
    zh = "提案 {proposal} 保存的文件已被改动（摘要应为 {digest}，现为 {found}），不予发布。请从备份恢复，或退回后重新提交。"
    en = "The files kept with proposal {proposal} were altered (digest {found}, not {digest}) and are not published. Restore them from a backup, or return the proposal and propose again."


class NotTheProposer(RongcuoError):
    """Only whoever made a proposal takes it back."""

    code = "RC-3711"
    kind = "forbidden"
    zh = "只有提出人可以撤回提案。审核人请用“退回修改”。"
    en = "Only whoever made the proposal can take it back. A reviewer returns it."


class CommentUnfit(RongcuoError):
    """A comment is empty, too long, or names a file that the proposal does not have."""

    code = "RC-3712"
    zh = "评论没有保存：请填写不超过 4000 字的内容，并选择提案里的文件。"
    en = "The comment was not kept: write at most 4000 characters, and choose a file of the proposal."
