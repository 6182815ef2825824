"""Why a value is not accepted: which field, what is wrong and how to mend it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from webapp.errors import Language

CATALOGUE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "required": ("请填写“{label}”。", "Fill in “{label}”."),
        "required_choice": ("请选择“{label}”。", "Choose “{label}”."),
        "required_check": ("请勾选“{label}”。", "Tick “{label}”."),
        "required_row": ("“{label}”至少要填写一行。", "“{label}” needs at least one row."),
        "too_short": (
            "“{label}”至少要 {limit} 个字，现有 {found} 个。请补充。",
            "“{label}” needs at least {limit} characters; it has {found}. Add to it.",
        ),
        "too_long": (
            "“{label}”最多 {limit} 个字，现有 {found} 个。请缩短。",
            "“{label}” takes at most {limit} characters; it has {found}. Shorten it.",
        ),
        "bad_character": (
            "“{label}”含有不能保存的控制字符。请删去后重新填写。",
            "“{label}” holds a control character that cannot be stored. Remove it.",
        ),
        "bad_pattern": (
            "“{label}”的格式不对。请按说明填写。",
            "“{label}” is not in the expected form. See its hint.",
        ),
        "bad_email": (
            "“{label}”不是邮箱地址。请填写如 name@example.cn。",
            "“{label}” is not an e-mail address. Write one such as name@example.cn.",
        ),
        "bad_phone": (
            "“{label}”不是电话号码。请只填数字，可含 +、-、空格和括号。",
            "“{label}” is not a telephone number. Use digits, and +, -, spaces or brackets.",
        ),
        "not_text": ("“{label}”应为文字。", "“{label}” must be text."),
        "not_number": (
            "“{label}”不是数字。请只填数字，如 12 或 12.5。",
            "“{label}” is not a number. Write digits only, such as 12 or 12.5.",
        ),
        "too_many_digits": (
            "“{label}”位数过多。整数部分最多 {limit} 位。",
            "“{label}” has too many digits. At most {limit} may stand before the point.",
        ),
        "too_precise": (
            "“{label}”最多保留 {limit} 位小数。请改正。",
            "“{label}” takes at most {limit} decimal places. Round it.",
        ),
        "not_whole": ("“{label}”须为整数。", "“{label}” must be a whole number."),
        "too_small": ("“{label}”不能小于 {limit}。", "“{label}” must not be below {limit}."),
        "too_large": ("“{label}”不能大于 {limit}。", "“{label}” must not be above {limit}."),
        "too_early": ("“{label}”不能早于 {limit}。", "“{label}” must not be before {limit}."),
        "too_late": ("“{label}”不能晚于 {limit}。", "“{label}” must not be after {limit}."),
        "not_date": (
            "“{label}”不是有效的日期。请填写如 2026-03-02。",
            "“{label}” is not a date. Write it like 2026-03-02.",
        ),
        "not_time": (
            "“{label}”不是有效的时间。请填写如 09:30。",
            "“{label}” is not a time. Write it like 09:30.",
        ),
        "not_datetime": (
            "“{label}”不是有效的日期和时间。请填写如 2026-03-02 09:30。",
            "“{label}” is not a date and time. Write it like 2026-03-02 09:30.",
        ),
        "not_checkbox": ("“{label}”只能勾选或不勾选。", "“{label}” can only be ticked or not."),
        "not_offered": (
            "“{label}”中没有选项“{found}”。请从列出的选项中选择。",
            "“{label}” does not offer “{found}”. Choose one of those listed.",
        ),
        "not_chosen_here": (
            "“{label}”中没有所选的选项。请从列出的选项中选择。",
            "“{label}” does not offer what was chosen. Choose one of those listed.",
        ),
        "one_only": ("“{label}”只能选一项。", "Choose only one for “{label}”."),
        "too_many": (
            "“{label}”最多 {limit} 项。请减少。",
            "“{label}” takes at most {limit} entries. Remove some.",
        ),
        "not_rows": ("“{label}”应为若干行。", "“{label}” must be a list of rows."),
        "row": ("第 {row} 行：{reason}", "Row {row}: {reason}"),
        "not_declared": (
            "表单中没有字段“{key}”。请改正名称。",
            "The form has no field “{key}”. Correct its name.",
        ),
        "not_shown": (
            "按现有填写，“{label}”不出现在表单上，不能填写。",
            "With these facts “{label}” is not on the form, so it cannot be filled in.",
        ),
        "too_complex": (
            "表单的条件过于复杂，无法判定。请联系流程设计人员。",
            "The form's conditions are too complex to be worked out. Tell whoever designs the procedure.",
        ),
        "read_only": ("“{label}”只读，不能改动。", "“{label}” is read-only and cannot be changed."),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason. ``facts`` fill the template; ``label`` is added by `text`. A row's refusal wraps the
    field's."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, label: str, language: Language) -> str:
        """The reason in the reader's language."""
        zh, en = CATALOGUE[self.code]
        return (en if language == "en" else zh).format(**{"label": label, **self.facts})
