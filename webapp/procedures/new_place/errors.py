"""Why a new place is not made."""

from __future__ import annotations

from webapp.errors import RongcuoError


class NewPlaceCodeRefused(RongcuoError):
    """The code cannot name a place. Facts: ``found``."""

    code = "RC-3641"
    zh = "“{found}”不能作地区代码：须以小写英文字母开头，只含小写字母、数字和下划线，且不是 shared。"
    en = "'{found}' cannot be a place's code: a lower-case letter first, then such letters, digits and '_'; not 'shared'."


class PlaceExists(RongcuoError):
    """There is a place of that code. Facts: ``found``."""

    code = "RC-3642"
    kind = "conflict"
    zh = "已有代码为“{found}”的地方。请换一个代码；要修改那个地方，请打开它的草稿。"
    en = "There is a place with the code '{found}'. Choose another; to change that place, open a draft of it."


class PlaceNameMissing(RongcuoError):
    """A name is empty in one of the two languages. Facts: ``what``, ``what_en``."""

    code = "RC-3643"
    zh = "没有填写{what}。名称须写中文和英文。"
    en = "{what_en} is missing. Names are given in Chinese and in English."


class ZoneUnknown(RongcuoError):
    """No such time zone is known. Facts: ``found``."""

    code = "RC-3644"
    zh = "不认识时区“{found}”。请用 Asia/Shanghai 这样的名称。"
    en = "The time zone '{found}' is not known. Use a name such as Asia/Shanghai."


class TemplateHasNo(RongcuoError):
    """A role or parameter is set that the template does not have. Facts: ``found``."""

    code = "RC-3645"
    zh = "模板没有“{found}”这个岗位或参数。请改正名称。"
    en = "The template has no role or parameter '{found}'. Correct the name."


class ParameterValueRefused(RongcuoError):
    """A value does not fit the parameter's unit. Facts: ``name``, ``found``, ``expected``, ``expected_en``."""

    code = "RC-3646"
    zh = "参数“{name}”的值“{found}”不对，应为{expected}。"
    en = "The value '{found}' of parameter '{name}' must be {expected_en}."


class ParameterSourceMissing(RongcuoError):
    """A parameter was changed and nobody says on what ground. Facts: ``name``."""

    code = "RC-3647"
    zh = "参数“{name}”改了，但没有写依据。请写条款，或者写 assumed（自拟）。"
    en = "Parameter '{name}' was changed without a source mark. Write the clause, or 'assumed'."


class YearRefused(RongcuoError):
    """The own days of a year cannot be written down. Facts: ``found`` (the year), ``reason``, ``reason_en``."""

    code = "RC-3648"
    zh = "本地日历“{found}”年有误：{reason}。请改正。"
    en = "The own days of '{found}' cannot be taken: {reason_en}. Mend them."
