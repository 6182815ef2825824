"""FEEL: the expression language of DMN 1.5. Text in, value out.

A text is compiled once, against the names in scope, and evaluated as often as wanted, from any thread:

>>> from decimal import Decimal
>>> from webapp.feel import compile_expression, compile_unary_tests, host_function
>>> expression = compile_expression('if 申请.金额 > 100 then "重大" else "一般"', names=["申请"])
>>> expression.evaluate({"申请": {"金额": Decimal(250)}})
'重大'
>>> sorted(expression.references)
[('申请', '金额')]

A missing or ill-fitting value is null, never an exception; the notes say why:

>>> value, notes = compile_expression("fee + 1").evaluate_with_notes({})
>>> value is None, notes[0].text("en"), notes[0].column
(True, 'There is no value named “fee”.', 1)

A name that the grammar would misread may stand in backticks, as widespread engines write it:

>>> compile_expression("`case no` + 1", names=["case no"]).evaluate({"case no": Decimal(7)})
Decimal('8')

A cell of a decision table holds unary tests:

>>> cell = compile_unary_tests('[18..65], > 100')
>>> cell.matches(Decimal(30), {}), cell.matches(Decimal(70), {}), cell.is_any
(True, False, False)

The host may offer functions of its own, and learns when compiling what can never work:

>>> def working_days(start, days):
...     return days
>>> functions = {"working days": host_function(["start", "days"], working_days)}
>>> compile_expression("working days(days: 5, start: null)", functions=functions).evaluate({})
Decimal('5')
>>> [warning.text("en") for warning in compile_unary_tests('"A" or "B"').warnings][0]
'A condition must be true or false, not a string.'

A text that is not FEEL raises `FeelSyntaxError` with a stable code, a place and words that help; passing a limit
(steps, list size, depth …) raises `FeelLimitExceeded`.

>>> from webapp.feel import FeelSyntaxError
>>> try:
...     compile_expression("1 + ")
... except FeelSyntaxError as error:
...     print(error.code, error.line, error.column, error.text("en"))
FEEL-S03 1 5 Line 1, column 5: The expression ends too early: a value is missing. Add it.
"""

from __future__ import annotations

from webapp.feel.calling import call_function
from webapp.feel.comparing import equal, is_member
from webapp.feel.convert import (
    NotAValue,
    from_json,
    from_python,
    plain_text,
    quote,
    to_json,
    to_python,
    to_text,
)
from webapp.feel.dotted import value_at, with_value_at
from webapp.feel.errors import FeelError, FeelLimitExceeded, FeelSyntaxError, Note, NullResult, Place
from webapp.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests, open_scope
from webapp.feel.limits import DEFAULT, Budget, Limits
from webapp.feel.runtime import Scope
from webapp.feel.temporal import (
    DaysDuration,
    FeelDate,
    FeelDateTime,
    FeelTime,
    MonthsDuration,
    TemporalOutOfRange,
)
from webapp.feel.typesystem import SIMPLE_TYPES, coerce, is_instance, list_of
from webapp.feel.values import ANY, FeelType, Function, HostFunction, Range, Value, host_function, kind_of

__all__ = [
    "ANY",
    "DEFAULT",
    "SIMPLE_TYPES",
    "Budget",
    "DaysDuration",
    "Expression",
    "FeelDate",
    "FeelDateTime",
    "FeelError",
    "FeelLimitExceeded",
    "FeelSyntaxError",
    "FeelTime",
    "FeelType",
    "Function",
    "HostFunction",
    "Limits",
    "MonthsDuration",
    "NotAValue",
    "Note",
    "NullResult",
    "Place",
    "Range",
    "Scope",
    "TemporalOutOfRange",
    "UnaryTests",
    "Value",
    "call_function",
    "coerce",
    "compile_expression",
    "compile_unary_tests",
    "equal",
    "from_json",
    "from_python",
    "host_function",
    "is_instance",
    "is_member",
    "kind_of",
    "list_of",
    "open_scope",
    "plain_text",
    "quote",
    "to_json",
    "to_python",
    "to_text",
    "value_at",
    "with_value_at",
]
