"""What a proposal would change for cases: scenarios that end otherwise, and advice that past cases would get otherwise.

The background measures each waiting proposal against the version in force (`measure_impact`, a slice a turn), and its page
shows what is known so far (`get_impact`). A place's first version has no cases and no former scenarios: its own are held
against its template's. Each advice on record is first asked again of the version that gave it; only where
that gives it again, the proposed version's answer counts.
"""

from webapp.cases.impact.pages import (
    AdviceChange,
    CaseLink,
    ImpactPage,
    ScenarioChange,
    TableImpact,
    TemplateScenario,
    TemplateStanding,
)
from webapp.cases.impact.reading import get_impact
from webapp.cases.impact.working import measure_impact

__all__ = [
    "AdviceChange",
    "CaseLink",
    "ImpactPage",
    "ScenarioChange",
    "TableImpact",
    "TemplateScenario",
    "TemplateStanding",
    "get_impact",
    "measure_impact",
]
