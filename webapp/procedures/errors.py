"""What can go wrong with packs, scenarios, operations and published versions."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class PackNotFound(RongcuoError):
    """There is no such jurisdiction in the place that was searched."""

    code = "RC-3001"
    zh = "找不到“{pack}”的规则包：{place} 下没有 {folder}。请核对地区代码或文件夹路径。"
    en = "No pack '{pack}': {place} holds no {folder}. Check the jurisdiction's code or the path of the folder."


class PackRefused(RongcuoError):
    """The pack has errors: it is neither run nor published. ``problems`` says what to mend."""

    code = "RC-3002"
    zh = "规则包“{pack}”有 {count} 处错误，不予采用。第一处：{first}"
    en = "Pack '{pack}' has {count} error(s) and is refused. The first: {first_en}"

    def __init__(self, pack: str, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"] or list(self.problems)
        super().__init__(
            pack=pack,
            count=len(errors),
            first=errors[0].text("zh") if errors else "",
            first_en=errors[0].text("en") if errors else "",
        )


class PackFileUnreadable(RongcuoError):
    """A file of a pack cannot be taken in; ``problem`` says which and why."""

    code = "RC-3003"
    zh = "{reason}"
    en = "{reason_en}"

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(reason=problem.text("zh"), reason_en=problem.text("en"))


class VersionNotFound(RongcuoError):
    """No published version has this digest."""

    code = "RC-3004"
    zh = "没有摘要为 {digest} 的已发布版本。"
    en = "No published version has the digest {digest}."


class VersionDamaged(RongcuoError):
    """The stored files of a published version no longer give its digest."""

    code = "RC-3005"
    zh = "已发布版本 {digest} 的文件已被改动（现摘要 {found}），不予使用；请从备份恢复。"
    en = (
        "The files of published version {digest} were altered (they now give {found}); restore them from a "
        "backup."
    )


class NothingPublished(RongcuoError):
    """The jurisdiction has no published version yet."""

    code = "RC-3006"
    zh = "“{jurisdiction}”还没有发布过规则包。"
    en = "Nothing has been published for '{jurisdiction}' yet."


class UnknownOperation(RongcuoError):
    """A diagram asks for a service that the platform does not offer."""

    code = "RC-3011"
    zh = "平台没有名为“{operation}”的操作；可用的操作：{known}。"
    en = "The platform offers no operation '{operation}'; it offers: {known}."


class OperationInputMissing(RongcuoError):
    """A required input of an operation has no value."""

    code = "RC-3012"
    zh = "操作“{operation}”缺少必填的“{input}”（{label}）。请在该步骤的输入映射中给出，或补上来源事实。"
    en = (
        "Operation '{operation}' lacks its required input '{input}' ({label_en}). Map it in the step's "
        "inputs, or supply the fact it comes from."
    )


class OperationInputUnknown(RongcuoError):
    """An operation was given an input that it does not have."""

    code = "RC-3013"
    zh = "操作“{operation}”没有名为“{input}”的输入；可用的输入：{known}。"
    en = "Operation '{operation}' has no input '{input}'; its inputs are: {known}."


class OperationInputInvalid(RongcuoError):
    """An input of an operation has the wrong type or a value outside its list."""

    code = "RC-3014"
    zh = "操作“{operation}”的“{input}”应为{expected}，而得到的是 {found}。"
    en = "Input '{input}' of operation '{operation}' must be {expected_en}, but it is {found}."


class DifferenceUnexplained(RongcuoError):
    """A determination departs from the table's advice and does not say why."""

    code = "RC-3015"
    zh = "认定结论“{outcome}”与参考意见“{advised}”不一致，必须写明理由。请在认定表单补上理由。"
    en = "The determination '{outcome}' departs from the advice '{advised}': the reason is compulsory. Give it in the form of the determination."


class FourFormMissing(RongcuoError):
    """The four forms are applied without saying which of the four."""

    code = "RC-3016"
    zh = "运用“四种形态”时必须写明是第几种（1 至 4）。"
    en = "When the four forms are applied, say which of the four (1 to 4)."


class RegisterEntryMissing(RongcuoError):
    """The register holds no entry with this number."""

    code = "RC-3017"
    zh = "台账“{register}”中没有编号为 {number} 的记录。"
    en = "Register '{register}' holds no entry numbered {number}."


class RevisitsExceeded(RongcuoError):
    """The calendar year already holds as many revisits as the place allows."""

    code = "RC-3018"
    zh = "{year} 年已回访 {done} 次，一年最多 {most} 次，这次不予登记。请把回访安排到下一年，或者核对参数。"
    en = (
        "{year} already holds {done} revisit(s), and no more than {most} are allowed in a year: this one is not "
        "entered. Put it into the next year, or check the parameter."
    )


class VisitorsTooFew(RongcuoError):
    """A revisit takes at least two different persons."""

    code = "RC-3019"
    zh = "回访人至少应为不同的两人。请以列表给出每一名回访人。"
    en = "A revisit takes at least two different visitors. Give each of them, as a list."


class ScenarioStopped(RongcuoError):
    """A scenario cannot go on: its next step does not fit the state the case is in."""

    code = "RC-3021"
    zh = "{reason}"
    en = "{reason_en}"


def stop(zh: str, en: str) -> ScenarioStopped:
    """Why a scenario cannot go on, in both languages."""
    return ScenarioStopped(reason=zh, reason_en=en)
