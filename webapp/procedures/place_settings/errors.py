"""What stands in the way of changing what a place says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from webapp.errors import Problem, RongcuoError


class EntryNotFound(RongcuoError):
    """The place's file has no such section or entry. Facts: ``found``."""

    code = "RC-3330"
    kind = "missing"
    zh = "没有“{found}”这一项。它可能已被别人删去，请回到列表看一看。"
    en = "There is no entry '{found}'. Somebody may have removed it; go back to the list."


class EntryExists(RongcuoError):
    """An entry of that id is there already. Facts: ``found``."""

    code = "RC-3331"
    kind = "conflict"
    zh = "已经有“{found}”这一项，没有新增。请换一个代码，或者打开它修改。"
    en = (
        "There is an entry '{found}' already and none was added. Choose another id, or open it and change it."
    )


class EntryRefused(RongcuoError):
    """What was filled in cannot be taken. ``fields`` says by field what is wrong, ``problems`` what the checks find besides."""

    code = "RC-3332"
    zh = "有 {count} 处需要改正，没有保存。"
    en = "{count} to be corrected; nothing was saved."

    def __init__(self, fields: Mapping[str, tuple[str, str]], problems: Iterable[Problem] = ()) -> None:
        self.fields = dict(fields)
        self.problems = tuple(problems)
        super().__init__(count=len(self.fields) + len(self.problems))


class NothingInherited(RongcuoError):
    """There is no value below the place's own that it could go back to. Facts: ``found``."""

    code = "RC-3333"
    kind = "conflict"
    zh = "“{found}”没有可沿用的值，也不能删去。"
    en = "'{found}' has no inherited value to go back to and cannot be removed."
