"""For case officers and applicants: the tasks that wait for them."""

from webapp.views.access import Access, Addresses
from webapp.views.tasks import handover, pages

addresses = Addresses("tasks")
addresses.add("/", pages.home, Access.SIGNED_IN)
addresses.add("/tasks", pages.list_tasks, Access.SIGNED_IN)
addresses.add("/tasks/<int:task_id>", pages.show_task, Access.SIGNED_IN)
addresses.add("/tasks/<int:task_id>/claim", pages.claim, Access.SIGNED_IN, ["POST"])
addresses.add("/tasks/<int:task_id>/release", pages.release, Access.SIGNED_IN, ["POST"])
addresses.add("/tasks/<int:task_id>/draft", pages.save_draft, Access.SIGNED_IN, ["POST"])
addresses.add("/tasks/<int:task_id>/complete", pages.complete, Access.SIGNED_IN, ["POST"])
addresses.add("/tasks/<int:task_id>/delegate", handover.delegate, Access.SIGNED_IN, ["POST"])
addresses.add("/tasks/<int:task_id>/assign", handover.assign, Access.SIGNED_IN, ["POST"])

blueprint = addresses.blueprint
