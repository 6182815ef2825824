"""DMN decisions: facts in; the conclusion, and the rules that led to it, out.

A model is loaded once from DMN 1.1–1.5 files and asked as often as wanted, from any thread:

>>> from webapp.decisions import load
>>> TABLE = '''
... <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="file" name="等级" namespace="urn:example">
...   <decision id="level" name="容错等级">
...     <decisionTable hitPolicy="UNIQUE">
...       <input label="程序">
...         <inputExpression typeRef="string"><text>assessment.f_procedure</text></inputExpression>
...         <inputValues><text>"collective","bypassed"</text></inputValues>
...       </input>
...       <output name="level" label="等级" typeRef="string"/>
...       <annotation name="source"/>
...       <rule id="rule_1">
...         <inputEntry><text>"collective"</text></inputEntry><outputEntry><text>"A"</text></outputEntry>
...         <annotationEntry><text>§3</text></annotationEntry>
...       </rule>
...     </decisionTable>
...   </decision>
... </definitions>'''
>>> model = load({"level.dmn": TABLE.encode()})
>>> model.decide("level", {"assessment": {"f_procedure": "collective"}})
'A'

`Model.explain` gives the same value with the rows that fired, the facts that met them and the legal basis:

>>> explanation = model.explain("level", {"assessment": {"f_procedure": "collective"}})
>>> rule = explanation.steps[-1].rules[0]
>>> rule.number, rule.cells[0].text, rule.cells[0].fact, rule.annotations
(1, '"collective"', 'collective', {'source': '§3'})

A column whose allowed values do not list ``null`` is required: without the fact there is no conclusion, only its name.

>>> asked = model.explain("level", {})
>>> asked.status, asked.missing
('incomplete', ('assessment.f_procedure',))

`Model.verify` finds what the author overlooked, with an example:

>>> for finding in model.verify():
...     print(finding.severity, finding.code, finding.example)
error DM-301 {'assessment.f_procedure': 'bypassed'}

What goes wrong is an error with a stable code, never an empty result:

>>> from webapp.decisions import DecisionError
>>> try:
...     model.decide("level", {"assessment": {"f_procedure": "bypassed"}})
... except DecisionError as error:
...     print(error.code, error.text("en"))
DM-204 No rule of table “容错等级” fits these facts, and it has no default output: 程序 = "bypassed".
"""

from __future__ import annotations

from webapp.decisions.catalogue import DecisionInfo, InputInfo, OutputInfo, RuleView, TableView
from webapp.decisions.errors import (
    AggregationImpossible,
    DecisionError,
    DecisionNameAmbiguous,
    DecisionNotFound,
    DecisionsError,
    DecisionsRefused,
    EvaluationLimitExceeded,
    FactNotAllowed,
    FactOfWrongType,
    FactsMissing,
    FactUnreadable,
    InputNotAllowed,
    InputOfWrongType,
    NoRuleMatched,
    OutputNotAllowed,
    OutputOfWrongType,
    RulesDisagree,
    SeveralRulesMatched,
)
from webapp.decisions.explanation import DecisionStep, Explanation, FiredCell, FiredRule, InputValue, StepNote
from webapp.decisions.findings import Finding
from webapp.decisions.model import Model, load

__all__ = [
    "AggregationImpossible",
    "DecisionError",
    "DecisionInfo",
    "DecisionNameAmbiguous",
    "DecisionNotFound",
    "DecisionStep",
    "DecisionsError",
    "DecisionsRefused",
    "EvaluationLimitExceeded",
    "Explanation",
    "FactNotAllowed",
    "FactOfWrongType",
    "FactUnreadable",
    "FactsMissing",
    "Finding",
    "FiredCell",
    "FiredRule",
    "InputInfo",
    "InputNotAllowed",
    "InputOfWrongType",
    "InputValue",
    "Model",
    "NoRuleMatched",
    "OutputInfo",
    "OutputNotAllowed",
    "OutputOfWrongType",
    "RuleView",
    "RulesDisagree",
    "SeveralRulesMatched",
    "StepNote",
    "TableView",
    "load",
]
