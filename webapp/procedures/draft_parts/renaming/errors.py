"""What stands in the way of a rename."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.errors import Problem, RongcuoError


class RenameRefused(RongcuoError):
    """The id is not the place's own to rename, or the new one is none or taken. Facts: ``old``, ``new``, ``reason``."""

    code = "RC-3351"
    zh = "“{old}”不能改名为“{new}”：{reason}"
    en = "'{old}' cannot become '{new}': {reason_en}"


class RenameBreaks(RongcuoError):
    """With the new id the checks find errors that are not there now; ``problems`` says which. Nothing was saved."""

    code = "RC-3352"
    zh = "改名会带来 {count} 处新的错误，没有改动。多半是有地方以自动改不到的方式用着旧的代码。"
    en = "The new id would bring {count} new error(s); nothing was changed. Something uses the old id in a way that is not changed by itself."

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(count=len(self.problems))


class RenamePlanOutdated(RongcuoError):
    """The draft has changed since the changes were shown. Facts: ``old``."""

    code = "RC-3353"
    kind = "conflict"
    zh = "您看过改名“{old}”的影响之后，草稿又有改动，没有改名。下面是现在的影响，请再看一遍。"
    en = "The draft has changed since you saw what renaming '{old}' changes; nothing was renamed. Below is what it changes now: look again."
