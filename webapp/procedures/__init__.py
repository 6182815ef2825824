"""Packs of procedures: read, resolve, check, prove by scenarios, publish.

A pack is what a jurisdiction runs: diagrams, decision tables, forms, its ``jurisdiction.toml`` and the
scenarios that prove them. A folder of the repository, an export and a published version hold the same files
under the same paths and so have the same digest.

    pack = read_pack("town", Path("."))
    problems = check_pack(pack)
    results = run_scenarios(pack, pack.scenarios)
    with database.write() as session:
        publish(session, pack, actor, now(session))
"""

from webapp.procedures.checking import check_content, check_pack
from webapp.procedures.errors import (
    NothingPublished,
    PackNotFound,
    PackRefused,
    VersionDamaged,
    VersionNotFound,
)
from webapp.procedures.operations import OPERATIONS, STATUSES, perform_operation
from webapp.procedures.packs import Pack, collect_pack, read_pack
from webapp.procedures.proving import prove_pack
from webapp.procedures.publishing import (
    VersionLine,
    current_packs,
    current_version,
    find_current,
    find_version,
    get_version,
    list_current,
    list_jurisdictions,
    list_scenarios,
    list_versions,
    publish,
)
from webapp.procedures.registers import REGISTERS, RegisterBook
from webapp.procedures.scenario_results import ScenarioResult
from webapp.procedures.scenarios import run_scenario, run_scenarios
from webapp.procedures.shell import CheckReport, TestReport, check_from_path, test_from_path
from webapp.procedures.shipped import publish_shipped

__all__ = [
    "OPERATIONS",
    "REGISTERS",
    "STATUSES",
    "CheckReport",
    "NothingPublished",
    "Pack",
    "PackNotFound",
    "PackRefused",
    "RegisterBook",
    "ScenarioResult",
    "TestReport",
    "VersionDamaged",
    "VersionLine",
    "VersionNotFound",
    "check_content",
    "check_from_path",
    "check_pack",
    "collect_pack",
    "current_packs",
    "current_version",
    "find_current",
    "find_version",
    "get_version",
    "list_current",
    "list_jurisdictions",
    "list_scenarios",
    "list_versions",
    "perform_operation",
    "prove_pack",
    "publish",
    "publish_shipped",
    "read_pack",
    "run_scenario",
    "run_scenarios",
    "test_from_path",
]
