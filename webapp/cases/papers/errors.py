"""What can go wrong with the papers of a case and the templates of a place."""

from __future__ import annotations

from webapp.errors import RongcuoError


class PaperNotFound(RongcuoError):
    """No such paper or version, or one that shows what the reader may not read."""

    code = "CF-170"
    kind = "missing"
    zh = "没有这份文书，或者它不在您的知悉范围。"
    en = "There is no such paper, or it is not for you to read."


class PaperNotReady(RongcuoError):
    """The version is still being made, or could not be made. Facts: ``number``."""

    code = "CF-171"
    kind = "conflict"
    zh = "文书 {number} 尚未生成。请稍后刷新页面；生成失败的，请在文书页面重新生成。"
    en = "The paper {number} is not made yet. Reload the page in a moment; if making it failed, make it again from its page."


class PaperCorrectionNotPermitted(RongcuoError):
    """Only who issued a paper, or who hands out the tasks of the place, corrects it."""

    code = "CF-172"
    kind = "forbidden"
    zh = "只有出具这份文书的人，或本地负责指定任务的岗位可以更正。"
    en = "Only the person who issued this paper, or a role that hands out tasks here, may correct it."


class PaperReasonMissing(RongcuoError):
    """A correction was asked for without saying why."""

    code = "CF-173"
    zh = "没有填写更正原因。请写明更正什么、为什么（不超过 {limit} 字）。"
    en = "The reason is missing. Say what is corrected and why, in {limit} characters at the most."


class PaperNotFailed(RongcuoError):
    """Only a version that could not be made is made again."""

    code = "CF-174"
    kind = "conflict"
    zh = "这份文书没有生成失败，不需要重新生成。请刷新页面。"
    en = "Making this paper did not fail, so there is nothing to do again. Reload the page."


class PaperSealNotPermitted(RongcuoError):
    """A sealed form is kept by who issued the paper or by an officer who reads the whole file, and by nobody recused."""

    code = "CF-177"
    kind = "forbidden"
    zh = "只有出具这份文书的人，或办理机关中查阅全案的岗位可以上传盖章签署件。"
    en = "Only the person who issued this paper, or an officer who reads the whole file, may keep its sealed form."


class PaperSealOutdated(RongcuoError):
    """The version that was sealed has been corrected since. Facts: ``newest``."""

    code = "CF-178"
    kind = "conflict"
    zh = "这一版之后已有更正版（第 {newest} 版），没有保存。请打印第 {newest} 版，盖章签名后再上传。"
    en = "This version was corrected since (version {newest}); nothing was kept. Print version {newest}, seal and sign it, then upload it."


class TemplateNotFound(RongcuoError):
    """The place's procedure in force has no such paper."""

    code = "CF-175"
    kind = "missing"
    zh = "现行规程没有这种文书，或者还没有上传过新模板。请从文书模板页面进入。"
    en = "The procedure in force has no such paper, or no new template was uploaded. Go through the page of templates."


class TemplateChangedMeanwhile(RongcuoError):
    """Another version of the procedure was published since the template was looked at."""

    code = "CF-176"
    kind = "conflict"
    zh = "预览之后规程已有新版本，没有发布。请重新打开页面，核对后再发布。"
    en = "The procedure has a new version since the preview; nothing was published. Open the page again, look, then publish."


class PaperNumberTaken(RongcuoError):
    """Another paper bears the number: two places were in force with one mark, which publishing refuses. Facts: ``numbers``."""

    code = "CF-179"
    kind = "conflict"
    zh = "文号 {numbers} 已被别的地方用过：两地的机关代字相同。什么都没有提交。请流程设计员改正本地的机关代字并发布，再由系统管理员把本案迁移到新版本。"
    en = "The number {numbers} is taken by another place: both have the same mark. Nothing was submitted. Have a process designer change the mark and publish it, and a system administrator move this case to the new version."
