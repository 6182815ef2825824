"""For process designers and system administrators: change a place's procedure, prove it, publish it."""

from webapp.procedures.drafts import prepare_checks
from webapp.views.access import Access, Addresses
from webapp.views.workbench import (
    editors,
    files,
    giving_back,
    moving,
    new_places,
    pages,
    problems,
    swapping,
    texts,
)
from webapp.views.workbench.plain_addresses import add_plain_addresses
from webapp.views.workbench.proof_addresses import add_proof_addresses
from webapp.views.workbench.version_addresses import add_version_addresses

addresses = Addresses("workbench")
_DRAFT = "/workbench/drafts/<int:draft_id>"
_FILE = f"{_DRAFT}/files/<path:path>"
_TEXT = f"{_DRAFT}/text/<path:path>"
addresses.add("/workbench", pages.show_home, Access.WORKBENCH)
addresses.add(
    "/workbench/places/<jurisdiction>/drafts", pages.begin_draft, Access.PROCESS_DESIGNER, ("POST",)
)
addresses.add(_DRAFT, pages.show_draft, Access.WORKBENCH)
addresses.add(f"{_DRAFT}/take-over", pages.take_over, Access.PROCESS_DESIGNER, ("POST",))
addresses.add(f"{_DRAFT}/give-back", giving_back.ask_give_back, Access.PROCESS_DESIGNER)
addresses.add(f"{_DRAFT}/give-back", giving_back.give_back, Access.PROCESS_DESIGNER, ("POST",))
addresses.add(f"{_DRAFT}/discard", pages.discard, Access.WORKBENCH, ("POST",))
addresses.add(_FILE, files.read_file, Access.WORKBENCH)
addresses.add(_FILE, files.write_file, Access.PROCESS_DESIGNER, ("PUT",))
addresses.add(f"{_DRAFT}/copies/<path:path>", files.save_in_copy, Access.PROCESS_DESIGNER, ("POST",))
addresses.add(_TEXT, texts.edit_text, Access.WORKBENCH)
addresses.add(_TEXT, texts.save_text, Access.PROCESS_DESIGNER, ("POST",))
addresses.add(f"{_DRAFT}/presence", files.tell_presence, Access.WORKBENCH, ("POST",))
addresses.add(f"{_DRAFT}/names", problems.list_names, Access.WORKBENCH)
addresses.add(f"{_DRAFT}/problems", problems.list_problems, Access.WORKBENCH)
addresses.add(f"{_DRAFT}/problem-list", problems.show_problems, Access.WORKBENCH)
addresses.add(f"{_DRAFT}/fixes", problems.apply_fix, Access.PROCESS_DESIGNER, ("POST",))
addresses.add(f"{_DRAFT}/problem-list", problems.apply_fix_on_page, Access.PROCESS_DESIGNER, ("POST",))
addresses.add("/workbench/drafts/<int:draft_id>/diagrams/<name>", editors.edit_diagram, Access.WORKBENCH)
addresses.add("/workbench/drafts/<int:draft_id>/tables/<name>", editors.edit_decisions, Access.WORKBENCH)
addresses.add("/workbench/drafts/<int:draft_id>/forms/<name>", editors.edit_form, Access.WORKBENCH)
addresses.add("/workbench/element-templates", editors.list_element_templates, Access.WORKBENCH)
addresses.add("/workbench/moving", moving.choose_move, Access.SYSTEM_ADMINISTRATOR)
addresses.add("/workbench/moving/<jurisdiction>", moving.plan_move, Access.SYSTEM_ADMINISTRATOR)
addresses.add(
    "/workbench/moving/<jurisdiction>/mapping", moving.map_elements, Access.SYSTEM_ADMINISTRATOR, ["POST"]
)
addresses.add(
    "/workbench/moving/<jurisdiction>/start", moving.start_move, Access.SYSTEM_ADMINISTRATOR, ["POST"]
)
addresses.add("/workbench/moves/<int:move_id>", moving.show_move, Access.SYSTEM_ADMINISTRATOR)
addresses.add("/workbench/moves/<int:move_id>/undo", moving.undo_move, Access.SYSTEM_ADMINISTRATOR, ["POST"])
addresses.add(
    "/workbench/moves/<int:move_id>/cases/<int:case_id>/undo",
    moving.undo_case,
    Access.SYSTEM_ADMINISTRATOR,
    ["POST"],
)
addresses.add("/workbench/import", swapping.show_import, Access.WORKBENCH)
addresses.add("/workbench/import", swapping.take_import, Access.WORKBENCH, ["POST"])
addresses.add("/workbench/new-place", new_places.choose_template, Access.WORKBENCH)
addresses.add("/workbench/new-place", new_places.make_place, Access.WORKBENCH, ["POST"])
addresses.add("/workbench/new-place/sheet", new_places.download_place_sheet, Access.WORKBENCH)
addresses.add("/workbench/new-place/list", new_places.download_list_sheet, Access.WORKBENCH)
addresses.add("/workbench/places/<jurisdiction>/export", swapping.export_version, Access.WORKBENCH)
addresses.add("/workbench/places/<jurisdiction>/roles", swapping.list_open_roles, Access.STAFFING)
addresses.add(f"{_DRAFT}/export", swapping.export_draft, Access.WORKBENCH)
add_proof_addresses(addresses)
add_plain_addresses(addresses)
add_version_addresses(addresses)

blueprint = addresses.blueprint
# Whoever opens the workbench will soon have something checked.
blueprint.before_request(prepare_checks)
