"""The addresses of a draft's plain pages: everything of it that is no diagram, table or form."""

from __future__ import annotations

from webapp.views.access import Access, Addresses
from webapp.views.workbench import settings

_DRAFT = "/workbench/drafts/<int:draft_id>"
_SECTION = f"{_DRAFT}/place/<section_id>"


def add_plain_addresses(addresses: Addresses) -> None:
    """Add them: whoever comes to the workbench reads, process designers change."""
    reads, changes = Access.WORKBENCH, Access.PROCESS_DESIGNER
    addresses.add(f"{_DRAFT}/place", settings.show_place, reads)
    addresses.add(_SECTION, settings.edit_entry, reads)
    addresses.add(_SECTION, settings.save_entry, changes, ("POST",))
    addresses.add(f"{_SECTION}/drop", settings.drop_entry, changes, ("POST",))
