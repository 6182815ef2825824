"""What can go wrong with decisions: each class states one fact, with a stable code and a text in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from webapp.decisions.findings import Finding, Language


class DecisionsError(Exception):
    """Base of all errors of this library. ``zh`` and ``en`` are `str.format` templates over ``facts``."""

    code: ClassVar[str] = "DM-000"
    zh: ClassVar[str] = "决策处理出错。"
    en: ClassVar[str] = "A decision could not be handled."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(f"{self.code}: {self.text('en')}")

    def text(self, language: Language = "zh") -> str:
        """The message in the reader's language."""
        template = self.en if language == "en" else self.zh
        return template.format(**self.facts)


class DecisionsRefused(DecisionsError):
    """The files cannot be used; ``findings`` says for each fault where it is and how to mend it."""

    code = "DM-001"
    zh = "决策文件未通过检查，共 {count} 处错误。{first}"
    en = "The decision files were refused; errors: {count}. {first}"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(count=len(self.findings))

    def text(self, language: Language = "zh") -> str:
        """How many errors there are, and the first of them with its place."""
        first = self.findings[0].text(language) if self.findings else ""
        return (self.en if language == "en" else self.zh).format(count=len(self.findings), first=first)


class DecisionError(DecisionsError):
    """A decision was asked for and gave no value. Never an empty result instead."""

    code = "DM-200"
    zh = "决策没有得出结论。"
    en = "A decision came to no conclusion."


class DecisionNotFound(DecisionError):
    """No decision or decision service has the id or name that was asked for."""

    code = "DM-201"
    zh = "没有名为“{name}”的决策。现有：{known}。"
    en = "There is no decision “{name}”. There are: {known}."


class DecisionNameAmbiguous(DecisionError):
    """Several files hold a decision of the name; the id tells them apart."""

    code = "DM-202"
    zh = "有多个决策名为“{name}”，请用编号调用：{ids}。"
    en = "Several decisions are named “{name}”; ask by id: {ids}."


class FactsMissing(DecisionError):
    """Required facts are not known. ``missing`` names them all, through the whole requirement graph."""

    code = "DM-203"
    zh = "决策“{decision}”缺少必需的事实：{listed}。"
    en = "Decision “{decision}” lacks required facts: {listed}."

    def __init__(self, *, decision: str, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(decision=decision, listed="、".join(self.missing))


class NoRuleMatched(DecisionError):
    """A single-hit or aggregating table found no rule for the facts and lists no default output."""

    code = "DM-204"
    zh = "判断表“{decision}”没有一行符合这些事实，也没有默认输出：{given}。"
    en = "No rule of table “{decision}” fits these facts, and it has no default output: {given}."


class SeveralRulesMatched(DecisionError):
    """More than one rule of a UNIQUE table fits; ``rules`` are their numbers from 1."""

    code = "DM-205"
    zh = "判断表“{decision}”的命中策略为“唯一”（UNIQUE），却有多行同时符合：第 {rules} 行。事实：{given}。"
    en = "Table “{decision}” has hit policy UNIQUE, yet several rules fit: {rules}. Facts: {given}."


class RulesDisagree(DecisionError):
    """Rules of an ANY table fit together and differ in output."""

    code = "DM-206"
    zh = "判断表“{decision}”的命中策略为“任一”（ANY），符合的各行输出却不同：第 {rules} 行。事实：{given}。"
    en = "Table “{decision}” has hit policy ANY, yet the rules that fit differ in output: {rules}. Facts: {given}."


class InputNotAllowed(DecisionError):
    """An input lies outside the column's allowed values (``inputValues``, or those of its type)."""

    code = "DM-207"
    zh = "判断表“{decision}”的列“{column}”不接受值 {value}，允许的值为：{allowed}。"
    en = "Column “{column}” of table “{decision}” does not accept {value}; allowed values: {allowed}."


class InputOfWrongType(DecisionError):
    """An input cannot be taken as the type that its column names."""

    code = "DM-208"
    zh = "判断表“{decision}”的列“{column}”应为{type_zh}，得到的是 {value}。"
    en = "Column “{column}” of table “{decision}” takes {type_en}, but the value is {value}."


class OutputNotAllowed(DecisionError):
    """An output lies outside the column's allowed values (``outputValues``, or those of its type)."""

    code = "DM-209"
    zh = "判断表“{decision}”第 {rules} 行的输出“{column}”为 {value}，不在允许的值之内：{allowed}。"
    en = "Output “{column}” of rule {rules} of table “{decision}” is {value}, outside its allowed values: {allowed}."


class OutputOfWrongType(DecisionError):
    """An output cannot be taken as the type that its column names."""

    code = "DM-210"
    zh = "判断表“{decision}”第 {rules} 行的输出“{column}”应为{type_zh}，得到的是 {value}。"
    en = "Output “{column}” of rule {rules} of table “{decision}” should be {type_en}, but is {value}."


class AggregationImpossible(DecisionError):
    """SUM of what are no numbers, or MIN or MAX of values that have no order."""

    code = "DM-211"
    zh = "判断表“{decision}”不能对这些输出做 {aggregation} 汇总：{values}。"
    en = "Table “{decision}” cannot apply {aggregation} to these outputs: {values}."


class FactOfWrongType(DecisionError):
    """A fact cannot be taken as the type of the input data it is for."""

    code = "DM-212"
    zh = "事实“{name}”应为{type_zh}，得到的是 {value}。"
    en = "Fact “{name}” should be {type_en}, but is {value}."


class FactNotAllowed(DecisionError):
    """A fact lies outside the allowed values of the type of its input data."""

    code = "DM-213"
    zh = "事实“{name}”的值 {value} 不在允许的值之内：{allowed}。"
    en = "Fact “{name}” has the value {value}, outside its allowed values: {allowed}."


class EvaluationLimitExceeded(DecisionError):
    """A limit of the expression language was passed (steps, list size, depth …); see `webapp.feel.Limits`."""

    code = "DM-214"
    zh = "决策“{decision}”的计算超过限度：{reason_zh}"
    en = "The evaluation of decision “{decision}” went past a limit: {reason_en}"


class DecisionBroken(DecisionError):
    """The decision holds FEEL that cannot be read; `Model.verify` tells where."""

    code = "DM-216"
    zh = "决策“{decision}”写法有误，不能计算：{fault_zh}"
    en = "Decision “{decision}” is broken and cannot be evaluated: {fault_en}"


class FactUnreadable(DecisionError):
    """A fact handed in from Python stands for no FEEL value."""

    code = "DM-215"
    zh = "事实“{name}”不能用于决策：{reason_zh}"
    en = "Fact “{name}” cannot be used in a decision: {reason_en}"
