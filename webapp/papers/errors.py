"""Why a paper could not be made."""

from __future__ import annotations

from webapp.errors import RongcuoError


class PaperNotMade(RongcuoError):
    """The child process that fills a template gave up, passed a limit, or met a name without a value."""

    code = "RC-3500"
    zh = "文书未能生成：{reason}"
    en = "The paper could not be made: {reason_en}"


class PaperTooMuchMemory(PaperNotMade):
    """Filling the template in needed more memory than a child process may take."""

    code = "RC-3501"


class PaperTookTooLong(PaperNotMade):
    """Filling the template in took longer than a child process may take."""

    code = "RC-3502"
