"""What the verification of a table can find, each with how to mend it."""

from __future__ import annotations

from typing import Final

from webapp.decisions.findings import FindingKind

GAP: Final = FindingKind(
    "DM-301",
    "error",
    "有些事实没有一行符合，也没有默认输出：{box}。例如 {example}。请补一行，或给出默认输出。",
    "No rule fits these facts, and there is no default output: {box}. For example {example}. Add a rule, or a default output.",
)
GAP_POSSIBLE: Final = FindingKind(
    "DM-302",
    "warning",
    "可能没有一行符合（有的单元格无法静态分析，按“不符合”计）：{box}。例如 {example}。请核对，或给出默认输出。",
    "Possibly no rule fits (cells that cannot be analysed count as not fitting): {box}. For example {example}. "
    "Check it, or give a default output.",
)
MORE: Final = FindingKind(
    "DM-303",
    "warning",
    "同类问题还有 {count} 处以上未列出。请先处理已列出的。",
    "There are {count} or more further findings of this kind. Mend those listed first.",
)
OVERLAP: Final = FindingKind(
    "DM-304",
    "error",
    "命中策略为“唯一”（UNIQUE），第 {first} 行与第 {second} 行却可同时符合：{box}。例如 {example}。请改其中一行。",
    "Hit policy UNIQUE, yet rules {first} and {second} both fit: {box}. For example {example}. Change one of them.",
)
OVERLAP_POSSIBLE: Final = FindingKind(
    "DM-305",
    "warning",
    "第 {first} 行与第 {second} 行可能同时符合（有的单元格无法静态分析）。命中策略为{policy}，请核对。",
    "Rules {first} and {second} possibly both fit (some cells cannot be analysed). The hit policy is {policy}; check them.",
)
DISAGREEMENT: Final = FindingKind(
    "DM-306",
    "error",
    "命中策略为“任一”（ANY），第 {first} 行与第 {second} 行可同时符合而输出不同：{box}。例如 {example}。请统一输出或改条件。",
    "Hit policy ANY, yet rules {first} and {second} both fit with different outputs: {box}. For example {example}. "
    "Make the outputs the same, or change the conditions.",
)
DISAGREEMENT_POSSIBLE: Final = FindingKind(
    "DM-307",
    "warning",
    "命中策略为“任一”（ANY），第 {first} 行与第 {second} 行可同时符合，输出要计算后才知是否相同。例如 {example}。请核对。",
    "Hit policy ANY: rules {first} and {second} both fit, and whether their outputs agree shows only when computed. "
    "For example {example}. Check them.",
)
NEVER_FITS: Final = FindingKind(
    "DM-308",
    "error",
    "第 {rule} 行永远不会符合：列“{column}”的“{cell}”不接受任何允许的值。请改这一格，或删去该行。",
    "Rule {rule} can never fit: “{cell}” in column “{column}” accepts none of the allowed values. Change the cell or remove the rule.",
)
COVERED: Final = FindingKind(
    "DM-309",
    "error",
    "第 {rule} 行永远轮不到：命中策略为“首个”（FIRST），它的全部情形已由前面的第 {others} 行占去。请调整次序，或删去该行。",
    "Rule {rule} is never reached: with hit policy FIRST all its facts are taken by rules {others} before it. Reorder, or remove it.",
)
MASKED: Final = FindingKind(
    "DM-310",
    "error",
    "第 {rule} 行永远轮不到：命中策略为“优先”（PRIORITY），它的全部情形都被更优先的第 {others} 行盖过。请改条件，或删去该行。",
    "Rule {rule} never wins: with hit policy PRIORITY rules {others}, which come before it, take all its facts. "
    "Change its conditions, or remove it.",
)
REDUNDANT: Final = FindingKind(
    "DM-311",
    "warning",
    "第 {rule} 行多余：它的全部情形已由输出相同的第 {others} 行包含。可以删去。",
    "Rule {rule} is redundant: rules {others} with the same outputs hold all its facts. It can be removed.",
)
OUTPUT_OUTSIDE: Final = FindingKind(
    "DM-312",
    "error",
    "第 {rule} 行的输出“{column}”为 {value}，不在允许的值之内：{allowed}。请改输出，或补充允许的值。",
    "Output “{column}” of rule {rule} is {value}, outside its allowed values: {allowed}. Change it, or extend the allowed values.",
)
OUTPUT_WRONG_TYPE: Final = FindingKind(
    "DM-313",
    "error",
    "第 {rule} 行的输出“{column}”为 {value}，应为{type}。请改输出，或改列的类型。",
    "Output “{column}” of rule {rule} is {value}, but should be {type}. Change it, or the column's type.",
)
OUTPUT_EMPTY: Final = FindingKind(
    "DM-314",
    "warning",
    "第 {rule} 行的输出“{column}”是空的，结果将是空值。请填写，确为空值时写 null。",
    "Output “{column}” of rule {rule} is empty and gives null. Fill it in; where null is meant, write null.",
)
CATEGORY_UNLISTED: Final = FindingKind(
    "DM-315",
    "warning",
    "文本列“{column}”没有列出允许的值，写错一个字也查不出来。请在该列列出允许的值。",
    "Text column “{column}” lists no allowed values, so a mistyped value cannot be noticed. List its allowed values.",
)
VALUE_UNLISTED: Final = FindingKind(
    "DM-316",
    "error",
    "第 {rule} 行列“{column}”写了 {value}，它不在允许的值之内：{allowed}。请改这一格，或补充允许的值。",
    "Rule {rule} names {value} in column “{column}”, which is not an allowed value: {allowed}. "
    "Change the cell, or extend the allowed values.",
)
NOT_ANALYSED: Final = FindingKind(
    "DM-317",
    "warning",
    "第 {rule} 行列“{column}”的“{cell}”无法静态分析：它读取其他事实、作计算或调用函数。缺口与重叠按保守计算。",
    "“{cell}” in column “{column}” of rule {rule} cannot be analysed: it reads other facts, computes or calls functions. "
    "Gaps and overlaps are judged conservatively.",
)
TOO_LARGE: Final = FindingKind(
    "DM-318",
    "warning",
    "表太复杂，{what}没有查完。请把表拆成几张。",
    "The table is too tangled; the search for {what} was not finished. Split the table.",
)
SAME_PRIORITY: Final = FindingKind(
    "DM-319",
    "warning",
    "命中策略为“优先”（PRIORITY），第 {first} 行与第 {second} 行可同时符合、优先级相同而输出不同，将取靠前的一行。例如 {example}。",
    "Hit policy PRIORITY: rules {first} and {second} both fit with equal priority and different outputs; the earlier one is taken. "
    "For example {example}.",
)
UNQUOTED: Final = FindingKind(
    "DM-322",
    "error",
    "第 {rule} 行的“{column}”写了 {name}，这是一个名称，而没有这样的事实；结果会是空值。若是文本，请加英文双引号；"
    "若是事实，请声明为输入数据。",
    "“{column}” of rule {rule} says {name}, which is a name, and there is no such fact: it would be null. "
    "If it is a text, put it in double quotes; if it is a fact, declare it as input data.",
)
NO_RULES: Final = FindingKind(
    "DM-320",
    "error",
    "判断表没有一行规则，也没有默认输出。请添加规则。",
    "The table has no rules and no default output. Add rules.",
)
DEFAULT_OUTSIDE: Final = FindingKind(
    "DM-321",
    "error",
    "默认输出“{column}”为 {value}，不在允许的值之内：{allowed}。请改默认输出，或补充允许的值。",
    "The default output “{column}” is {value}, outside its allowed values: {allowed}. Change it, or extend the allowed values.",
)
MERGEABLE: Final = FindingKind(
    "DM-323",
    "suggestion",
    "第 {rules} 行输出相同，只有“{column}”一列不同，可以合并成一行，该列写 {cell}。依据不同的，分开写更清楚。",
    "Rules {rules} give the same and differ in “{column}” only: one rule with {cell} in that column says it. "
    "Where their legal bases differ, they are clearer apart.",
)
