"""The addresses of a draft's plain pages: everything of it that is no diagram, table or form."""

from __future__ import annotations

from webapp.views.access import Access, Addresses
from webapp.views.workbench import draft_papers, issuing, items, parts, renaming, settings, wording, words

_DRAFT = "/workbench/drafts/<int:draft_id>"
_SECTION = f"{_DRAFT}/place/<section_id>"
_PAPER = f"{_DRAFT}/papers/<kind>"
_POST = ("POST",)


def add_plain_addresses(addresses: Addresses) -> None:
    """Add them: whoever comes to the workbench reads, process designers change."""
    reads, changes = Access.WORKBENCH, Access.PROCESS_DESIGNER
    addresses.add(f"{_DRAFT}/place", settings.show_place, reads)
    addresses.add(_SECTION, settings.edit_entry, reads)
    addresses.add(_SECTION, settings.save_entry, changes, _POST)
    addresses.add(f"{_SECTION}/drop", settings.drop_entry, changes, _POST)
    addresses.add(f"{_DRAFT}/words", words.show_words, reads)
    addresses.add(f"{_DRAFT}/words", words.store_words, changes, _POST)
    addresses.add(f"{_DRAFT}/wording", wording.show_wording, reads)
    addresses.add(f"{_DRAFT}/wording", wording.store_wording, changes, _POST)
    addresses.add(f"{_DRAFT}/papers", draft_papers.show_papers, reads)
    addresses.add(f"{_DRAFT}/papers", draft_papers.add_kind, changes, _POST)
    addresses.add(f"{_DRAFT}/papers/organ", draft_papers.save_organ, changes, _POST)
    addresses.add(_PAPER, draft_papers.show_paper_kind, reads)
    addresses.add(f"{_DRAFT}/papers/not-issued", issuing.save_unissued, changes, _POST)
    addresses.add(f"{_DRAFT}/papers/not-issued/drop", issuing.remove_unissued, changes, _POST)
    addresses.add(f"{_PAPER}/steps", issuing.add_issuer, changes, _POST)
    addresses.add(f"{_PAPER}/steps/drop", issuing.remove_issuer, changes, _POST)
    addresses.add(f"{_PAPER}/preview", draft_papers.preview_template, reads, _POST)
    addresses.add(f"{_PAPER}/template", draft_papers.upload_template, changes, _POST)
    addresses.add(f"{_PAPER}/words", draft_papers.save_paper_words, changes, _POST)
    addresses.add(f"{_PAPER}/remove", draft_papers.remove_kind, changes, _POST)
    addresses.add(f"{_DRAFT}/lists", items.show_lists, reads)
    addresses.add(f"{_DRAFT}/lists", items.upload_list, changes, _POST)
    addresses.add(f"{_DRAFT}/lists/sheet.xlsx", items.download_list, reads)
    addresses.add(f"{_DRAFT}/lists/own", items.take_over_list, changes, _POST)
    addresses.add(f"{_DRAFT}/parts", parts.show_files, reads)
    addresses.add(f"{_DRAFT}/parts", parts.add_file, changes, _POST)
    addresses.add(f"{_DRAFT}/parts/file", parts.show_file, reads)
    addresses.add(f"{_DRAFT}/rename", renaming.ask_rename, reads)
    addresses.add(f"{_DRAFT}/rename", renaming.make_rename, changes, _POST)
    addresses.add(f"{_DRAFT}/parts/remove", parts.remove_file, changes, _POST)
