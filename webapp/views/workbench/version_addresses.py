"""The addresses under which versions are compared, proposed and reviewed."""

from __future__ import annotations

from webapp.views.access import Access, Addresses
from webapp.views.workbench import comparisons, proposals, versions

_VERSIONS = "/workbench/places/<jurisdiction>/versions"
_DRAFT = "/workbench/drafts/<int:draft_id>/propose"
_PROPOSAL = "/workbench/proposals/<int:proposal_id>"
_POST = ("POST",)


def add_version_addresses(addresses: Addresses) -> None:
    """Add them to those of the workbench."""
    access = Access.WORKBENCH
    addresses.add("/workbench/compare", comparisons.show_comparison, access)
    addresses.add("/workbench/compare/<side>/<path:path>", comparisons.read_compared_file, access)
    addresses.add(_VERSIONS, versions.show_versions, access)
    addresses.add(f"{_VERSIONS}/<digest>/propose", versions.propose_again, access, _POST)
    addresses.add(_DRAFT, proposals.ask_proposal, access)
    addresses.add(_DRAFT, proposals.propose, access, _POST)
    addresses.add(_PROPOSAL, proposals.show_proposal, access)
    addresses.add(f"{_PROPOSAL}/comments", proposals.comment, access, _POST)
    addresses.add(f"{_PROPOSAL}/return", proposals.send_back, access, _POST)
    addresses.add(f"{_PROPOSAL}/approve", proposals.approve, access, _POST)
    addresses.add(f"{_PROPOSAL}/cancel", proposals.cancel, access, _POST)
    addresses.add(f"{_PROPOSAL}/withdraw", proposals.withdraw, access, _POST)
