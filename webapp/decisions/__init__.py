"""DMN decisions: facts in; the conclusion, and the rules that led to it, out."""

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
