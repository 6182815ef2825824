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
