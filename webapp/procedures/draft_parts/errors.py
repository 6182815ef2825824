"""What stands in the way of changing the parts of a draft on plain pages."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class ProblemsFound(RongcuoError):
    """The checks find problems in what was asked; the classes below say in what. ``problems`` are these, and nothing was saved."""

    code = "RC-3339"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))


class PartNameRefused(RongcuoError):
    """A new file's name is no id. Facts: ``found``."""

    code = "RC-3340"
    zh = "“{found}”不能作名称。只能有小写英文字母、数字和下划线，以字母开头，不超过 60 个字符。"
    en = "'{found}' cannot be a name. Use small letters, digits and underscores, a letter first, at most 60 characters."


class PartExists(RongcuoError):
    """There is a file of that kind and name. Facts: ``path``."""

    code = "RC-3341"
    kind = "conflict"
    zh = "已经有“{path}”，没有覆盖。请换一个名称。"
    en = "'{path}' is there already and was not overwritten. Choose another name."


class PartNotCopied(RongcuoError):
    """What is to be copied is not there, is of another kind, or cannot be read. Facts: ``path``."""

    code = "RC-3342"
    zh = "“{path}”不能复制：它不在这份草稿里，不是这一类文件，或者读不懂。"
    en = "'{path}' cannot be copied: it is not in this draft, is of another kind, or cannot be read."


class TextsRefused(RongcuoError):
    """Texts were sent for what the draft does not have, or are too long. Facts: ``key``."""

    code = "RC-3343"
    zh = "“{key}”的文字没有保存：草稿里已没有它，或者文字超过 2000 字。请刷新页面再填。"
    en = "The text of '{key}' was not saved: the draft has it no more, or it is longer than 2000 characters. Reload and fill it in again."


class TemplateRefused(ProblemsFound):
    """A template cannot be used; ``problems`` says why. Nothing was saved."""

    code = "RC-3344"
    zh = "模板有 {count} 处问题，没有保存。请在 Word 或 WPS 中改正，再上传一次。"
    en = "The template has {count} problem(s) and was not saved. Correct them in Word or WPS and upload it again."


class PaperWordsMissing(RongcuoError):
    """A kind of paper has no Chinese name, no English name, or no mark."""

    code = "RC-3345"
    zh = "请填写文书的中文名称、英文名称和代字。"
    en = "Fill in the paper's Chinese name, its English name and its mark."


class OrganWordsMissing(RongcuoError):
    """It is not said who issues the place's papers: no organ in Chinese or English, no mark, or no source."""

    code = "RC-3354"
    zh = "请填写机关名称、机关的英文名称、机关代字和依据；没有出处的，依据写 assumed。"
    en = "Fill in the organ, its English name, its mark and the source; where nothing says so, the source is assumed."


class PaperNotInDraft(RongcuoError):
    """The draft has no such paper. Facts: ``paper``."""

    code = "RC-3346"
    kind = "missing"
    zh = "这份草稿没有文种“{paper}”。"
    en = "This draft has no paper '{paper}'."


class IssuingRefused(ProblemsFound):
    """A step cannot issue a paper, or not so; ``problems`` says why. Nothing was saved."""

    code = "RC-3347"
    zh = "这样出具有 {count} 处问题，没有保存。"
    en = "Issuing it so has {count} problem(s); nothing was saved."


class IssuingNotPlain(RongcuoError):
    """A step chooses among papers by an expression that only a person can word. Facts: ``step``."""

    code = "RC-3348"
    zh = "“{step}”用表达式决定出具哪些文书，不能在这里改。请在流程图的编辑器里改这一步的“文书”。"
    en = "'{step}' chooses its papers by an expression, which cannot be changed here. Change 'papers' of the step in the diagram's editor."


class ReasonMissing(RongcuoError):
    """Why a paper is not issued was not said in both languages."""

    code = "RC-3349"
    zh = "请用中文和英文写明为什么不出具这种文书。"
    en = "Say in Chinese and in English why this paper is not issued."


class WordingRefused(ProblemsFound):
    """Words that a place gives cannot be used where they stand; ``problems`` says why. Nothing was saved."""

    code = "RC-3350"
    zh = "有 {count} 处文字不能用在那里，没有保存。"
    en = "{count} text(s) cannot be used where they stand; nothing was saved."


class RenameRefused(RongcuoError):
    """The id is not the place's own to rename, or the new one is none or taken. Facts: ``old``, ``new``, ``reason``."""

    code = "RC-3351"
    zh = "“{old}”不能改名为“{new}”：{reason}"
    en = "'{old}' cannot become '{new}': {reason_en}"


class RenameBreaks(ProblemsFound):
    """With the new id the checks find errors that are not there now; ``problems`` says which. Nothing was saved."""

    code = "RC-3352"
    zh = "改名会带来 {count} 处新的错误，没有改动。多半是有地方以自动改不到的方式用着旧的代码。"
    en = "The new id would bring {count} new error(s); nothing was changed. Something uses the old id in a way that is not changed by itself."


class RenamePlanOutdated(RongcuoError):
    """The draft has changed since the changes were shown. Facts: ``old``."""

    code = "RC-3353"
    kind = "conflict"
    zh = "您看过改名“{old}”的影响之后，草稿又有改动，没有改名。下面是现在的影响，请再看一遍。"
    en = "The draft has changed since you saw what renaming '{old}' changes; nothing was renamed. Below is what it changes now: look again."
