"""Every message of this package: code → (Chinese, English). Both name the same facts in braces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: FEEL-S…: the text is not FEEL. FEEL-L…: a limit was passed. FEEL-N…: why something is null. FEEL-V…: a host's value.
MESSAGES: Final[Mapping[str, tuple[str, str]]] = {
    "FEEL-S01": (
        "这里不应出现“{found}”。请检查前面是否缺少运算符、逗号或引号。",
        "“{found}” does not fit here. Check for a missing operator, comma or quotation mark before it.",
    ),
    "FEEL-S02": (
        "这里应为“{expected}”，却是“{found}”。请补上“{expected}”。",
        "Expected “{expected}” but found “{found}”. Add “{expected}” here.",
    ),
    "FEEL-S03": (
        "表达式没有写完，还缺少{expected_zh}，请补上。",
        "The expression ends too early: {expected_en} is missing. Add it.",
    ),
    "FEEL-S04": (
        '字符串没有结束。请在末尾加上半角引号 "（换行写作 \\n，引号写作 \\"）。',
        'The string does not end. Close it with a straight quotation mark " (write a line break as \\n, a quote as \\").',
    ),
    "FEEL-S05": ("注释没有结束。请加上 */。", "The comment does not end. Close it with */."),
    "FEEL-S06": (
        "这里用了全角符号“{found}”。请改用半角的“{wanted}”。",
        "“{found}” is a full-width sign. Use “{wanted}” instead.",
    ),
    "FEEL-S07": (
        "FEEL 中没有“{found}”。请改用“{wanted}”。",
        "FEEL has no “{found}”. Use “{wanted}” instead.",
    ),
    "FEEL-S08": (
        "嵌套超过 {limit} 层。请拆成几个较短的表达式。",
        "Nested more than {limit} levels deep. Split it into shorter expressions.",
    ),
    "FEEL-S09": (
        "表达式超过 {limit} 个字符。请拆成几个较短的表达式。",
        "Longer than {limit} characters. Split it into shorter expressions.",
    ),
    "FEEL-S10": (
        "不允许外部函数（external）。请用 FEEL 写出函数体。",
        "External functions are not allowed. Write the function's body in FEEL.",
    ),
    "FEEL-S11": (
        "数字“{found}”超出可表示的范围（34 位有效数字，指数不超过 6144）。请改小。",
        "The number “{found}” is beyond what can be represented (34 digits, exponents up to 6144). Take a smaller one.",
    ),
    "FEEL-S12": (
        '@ 后面的“{found}”不是日期、时间或时长。例如 @"2026-01-31"、@"10:30:00"、@"P3M"。',
        '“{found}” after @ is no date, time or duration. Examples: @"2026-01-31", @"10:30:00", @"P3M".',
    ),
    "FEEL-S13": (
        "“{first}”与“{second}”之间缺少运算符；若“{first} {second}”是一个名称，则它在这里不可用。",
        "An operator is missing between “{first}” and “{second}”; if “{first} {second}” is one name, it is not known here.",
    ),
    "FEEL-S14": (
        "“{found}”不是已知的类型。可用：number、string、boolean、date、time、date and time、list<…>、context<…> 等。",
        "“{found}” is not a known type. Use number, string, boolean, date, time, date and time, list<…>, context<…> …",
    ),
    "FEEL-S15": (
        "名称“{name}”重复。请改名或删去其中一个。",
        "The name “{name}” appears twice. Rename or remove one.",
    ),
    "FEEL-S16": (
        "数字“{found}”后面紧跟着其他字符。若是文字，请加引号；若是单位，请去掉。",
        "Other characters follow the number “{found}”. Quote it if it is text; drop the unit if it is one.",
    ),
    "FEEL-S17": (
        "“{found}”是保留字，不能用作名称。请换一个名称。",
        "“{found}” is a reserved word and cannot be a name. Take another.",
    ),
    "FEEL-S18": ("表达式为空。请填写内容。", "The expression is empty. Write one."),
    "FEEL-S19": (
        "按名称与按位置的参数不能混用。请统一写法。",
        "Arguments by name and by position cannot be mixed. Use one of the two.",
    ),
    "FEEL-S20": (
        "比较“{found}”只能单独用作单元格条件或写在括号里。若要组合，请写成 ? {found} … and ? …。",
        "The comparison “{found}” stands alone in a cell or in brackets. To combine it, write ? {found} … and ? ….",
    ),
    "FEEL-L01": (
        "计算超过 {limit} 步，已停止。请缩小循环或列表。",
        "Stopped after {limit} steps. Make the loops or lists smaller.",
    ),
    "FEEL-L02": (
        "列表超过 {limit} 项，已停止。请缩小列表或范围。",
        "Stopped: a list has more than {limit} items. Make the list or range smaller.",
    ),
    "FEEL-L03": (
        "文本超过 {limit} 个字符，已停止。请缩短文本。",
        "Stopped: a text has more than {limit} characters. Shorten it.",
    ),
    "FEEL-L04": (
        "函数互相调用超过 {limit} 层，已停止。请减少调用层数，或改用循环。",
        "Stopped: functions call each other more than {limit} levels deep. Call fewer, or use a loop.",
    ),
    "FEEL-L05": (
        "匹配模式“{pattern}”耗时过长，已停止。请简化模式。",
        "Stopped: the pattern “{pattern}” takes too long. Simplify it.",
    ),
    "FEEL-L06": (
        "值的嵌套太深，已停止。请减少列表和上下文的层数。",
        "Stopped: a value is nested too deeply. Use fewer levels of lists and contexts.",
    ),
    "FEEL-N01": ("没有名为“{name}”的值。", "There is no value named “{name}”."),
    "FEEL-N02": (
        "运算“{operator}”不能用于{left_zh}与{right_zh}。",
        "“{operator}” cannot be used on {left_en} and {right_en}.",
    ),
    "FEEL-N03": ("“{name}”不是函数，不能调用。", "“{name}” is not a function and cannot be called."),
    "FEEL-N04": ("{type_zh}没有名为“{name}”的成员。", "A {type_en} has no member “{name}”."),
    "FEEL-N05": (
        "函数“{function}”的参数“{parameter}”不能是{found_zh}。",
        "The argument “{parameter}” of “{function}” cannot be {found_en}.",
    ),
    "FEEL-N06": (
        "函数“{function}”需要 {least} 至 {most} 个参数，给出了 {given} 个。",
        "“{function}” takes {least} to {most} arguments, {given} were given.",
    ),
    "FEEL-N07": (
        "函数“{function}”没有名为“{parameter}”的参数。",
        "“{function}” has no parameter “{parameter}”.",
    ),
    "FEEL-N08": (
        "函数“{function}”的参数“{parameter}”的值“{value}”无效。",
        "“{value}” is not valid for the argument “{parameter}” of “{function}”.",
    ),
    "FEEL-N09": ("条件应为真或假，却是{found_zh}。", "A condition must be true or false, not {found_en}."),
    "FEEL-N10": (
        "只能遍历列表或范围，不能遍历{found_zh}。",
        "Only a list or a range can be gone through, not {found_en}.",
    ),
    "FEEL-N11": ("列表没有第 {index} 项。", "The list has no item {index}."),
    "FEEL-N12": ("不能对{found_zh}取负。", "Cannot negate {found_en}."),
    "FEEL-N13": (
        "范围的两端应是同一类可比较的值，且起点不大于终点。",
        "The ends of a range must be comparable values of one kind, the start not after the end.",
    ),
    "FEEL-N14": (
        "匹配模式“{pattern}”无效：{reason_zh}。",
        "The pattern “{pattern}” is not valid: {reason_en}.",
    ),
    "FEEL-N15": (
        "值不符合函数“{function}”的声明类型。",
        "The value does not fit the type declared by “{function}”.",
    ),
    "FEEL-N16": ("结果超出可表示的范围。", "The result is beyond what can be represented."),
    "FEEL-N17": ("除数为零。", "Division by zero."),
    "FEEL-N18": (
        "两个时间中只有一个带时区，不能比较或相减。请给另一个也加上时区。",
        "Only one of the two times has a time zone, so they cannot be compared or subtracted. Add one to the other.",
    ),
    "FEEL-N19": (
        "{found_zh}不能与“in”后面的条件比较。",
        "The tests after “in” cannot be applied to {found_en}.",
    ),
    "FEEL-V01": ("不能把 Python 的 {kind} 用作 FEEL 值。", "A Python {kind} cannot be a FEEL value."),
    "FEEL-V02": ("“{value}”不是有效的 {type}。", "“{value}” is not a valid {type}."),
}

#: What each kind of value is called in a message.
KIND_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "null": ("空值 null", "null"),
    "boolean": ("布尔值", "a boolean"),
    "number": ("数字", "a number"),
    "string": ("文本", "a string"),
    "date": ("日期", "a date"),
    "time": ("时间", "a time"),
    "date and time": ("日期时间", "a date and time"),
    "days and time duration": ("天数时长", "a days and time duration"),
    "years and months duration": ("年月时长", "a years and months duration"),
    "range": ("范围", "a range"),
    "function": ("函数", "a function"),
    "list": ("列表", "a list"),
    "context": ("上下文", "a context"),
}
