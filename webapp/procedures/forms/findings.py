"""Every finding that checking a form can make, in one list: code, severity, text in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from webapp.errors import Problem
from webapp.procedures.finding_texts import error_text, make_finding, warning_text

CATALOGUE = MappingProxyType(
    {
        # The file.
        "FM-101": error_text(
            "不是有效的 JSON:{reason}。请改正此处。",
            "This is not valid JSON: {reason}. Mend it at this place.",
        ),
        "FM-102": error_text(
            "文件不是 UTF-8 编码。请另存为 UTF-8。", "The file is not encoded in UTF-8. Save it as UTF-8."
        ),
        "FM-103": error_text(
            "表单过大：{found}，上限为 {limit}。请拆分表单。",
            "The form is too large: {found}; at most {limit} is allowed. Split the form.",
        ),
        "FM-104": error_text(
            "“{name}”应为{expected}，而现在是 {found}。请改正。",
            "'{name}' must be {expected_en}, but it is {found}. Mend it.",
        ),
        "FM-105": error_text(
            "同一处写了两次“{name}”，后一次会覆盖前一次。请删去一处。",
            "'{name}' is written twice in the same place, so the first is lost. Remove one.",
        ),
        "FM-106": error_text(
            "表单没有 id，或 id“{found}”不合规：须以小写字母开头，只含小写字母、数字和下划线。",
            "The form's id '{found}' is missing or unusable: a lower-case letter first, "
            "then such letters, digits or '_'.",
        ),
        # Components and keys.
        "FM-110": error_text(
            "不支持组件类型“{found}”。请改用：{allowed}。",
            "The component type '{found}' is not supported. Use one of: {allowed}.",
        ),
        "FM-111": error_text(
            "这个{type}没有 key。请填写，形如 assessment.f_motive。",
            "This {type} has no key. Give it one, such as assessment.f_motive.",
        ),
        "FM-112": error_text(
            "key“{key}”不是“实体.字段”的形式（小写字母、数字、下划线）。请改为如 assessment.f_motive。",
            "The key '{key}' is not of the form entity.field (lower-case letters, digits, '_'). "
            "Write it like assessment.f_motive.",
        ),
        "FM-113": error_text(
            "key“{key}”重复：第 {other} 行已用过。请改名。",
            "The key '{key}' is used twice, first on line {other}. Rename one of them.",
        ),
        "FM-114": error_text(
            "动态列表里的 key“{key}”须是单个名称（小写字母、数字、下划线），不带点。",
            "Inside a dynamic list the key '{key}' must be one plain name "
            "(lower-case letters, digits, '_'), without a dot.",
        ),
        "FM-115": warning_text(
            "“{key}”没有 label，使用者看不到它的名称。请补上。",
            "'{key}' has no label, so nobody can see what it is. Add one.",
        ),
        "FM-116": error_text(
            "动态列表里不能再放{type}。请移到列表之外。",
            "A {type} cannot stand inside a dynamic list. Move it out of the list.",
        ),
        "FM-117": warning_text(
            "“{key}”里没有任何组件。请补上或删去。", "'{key}' holds no components. Add some or remove it."
        ),
        "FM-118": error_text(
            "列宽“{found}”无效：须为 1 至 16 的整数。",
            "The column width '{found}' is not valid: a whole number from 1 to 16.",
        ),
        # Expressions.
        "FM-120": error_text(
            "{name} 的表达式无法解析：{reason} 表达式：{text}",
            "The expression of {name} cannot be read: {reason_en} Expression: {text}",
        ),
        "FM-121": error_text(
            "{name} 须是以“=”开头的 FEEL 表达式，而现在是“{text}”。",
            "{name} must be a FEEL expression that begins with '=', not '{text}'.",
        ),
        "FM-122": error_text(
            "隐藏条件循环依赖：{found}。请去掉其中一个条件。",
            "The hide conditions go round in a circle: {found}. Remove one of them.",
        ),
        "FM-123": error_text(
            "“{key}”必填，却总是隐藏。请去掉必填或改写隐藏条件。",
            "'{key}' is required but always hidden. Drop 'required' or change the condition.",
        ),
        "FM-124": warning_text(
            "“{key}”总是隐藏，不会出现在页面上。请改写条件或删去。",
            "'{key}' is always hidden and never seen. Change the condition or remove it.",
        ),
        # Limits, options, defaults.
        "FM-130": error_text(
            "“{key}”的下限 {low} 大于上限 {high}。请改正。",
            "The lower limit {low} of '{key}' is above its upper limit {high}. Mend one of them.",
        ),
        "FM-131": error_text(
            "“{key}”的 pattern 无法使用：{reason}",
            "The pattern of '{key}' cannot be used: {reason_en}",
        ),
        "FM-132": error_text(
            "“{key}”没有选项。请填写 values、valuesKey 或 valuesExpression 之一。",
            "'{key}' has no options. Give it values, valuesKey or valuesExpression.",
        ),
        "FM-133": error_text(
            "“{key}”的选项值“{found}”重复。请删去一个。",
            "The option value '{found}' of '{key}' is given twice. Remove one.",
        ),
        "FM-134": error_text(
            "“{key}”的默认值“{found}”不合要求：{reason}",
            "The default '{found}' of '{key}' is not acceptable: {reason_en}",
        ),
        "FM-135": error_text(
            "“{key}”必填，又只读，而且没有默认值，没有人能填写。请去掉其一或给出默认值。",
            "'{key}' is required and read-only without a default, so nobody can fill it in. "
            "Drop one or give a default.",
        ),
        "FM-136": error_text(
            "“{key}”的选项超过 {limit} 个。请改用 valuesExpression 从数据取选项，或分级。",
            "'{key}' has more than {limit} options. Take them from data with valuesExpression, "
            "or split them.",
        ),
        "FM-140": warning_text(
            "html 内容中的 {found} 不安全，显示时会去掉。请改用普通标签。",
            "The html holds {found}, which is not safe and is left out on the page. Use plain tags.",
        ),
    }
)


def form_finding(
    code: str, file: str, *, element_id: str | None = None, line: int | None = None, **facts: Any
) -> Problem:
    """A finding of the catalogue at its place; ``facts`` fill the template."""
    return make_finding(CATALOGUE, code, file, element_id, line, facts)
