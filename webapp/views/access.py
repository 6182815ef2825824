"""Who may call which address: every endpoint declares it, and what declares nothing is refused.

A blueprint lists its addresses with `Addresses`, so that rule, view and permission stand on one line:

    addresses = Addresses("tasks")
    addresses.add("/tasks", pages.list_tasks, Access.SIGNED_IN)
    blueprint = addresses.blueprint

The use cases behind a view check again what only they can know: this case, this task, this role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask.sansio.app import App
from flask.typing import ResponseReturnValue

from webapp import people
from webapp.people import Actor
from webapp.views.errors import AddressForbidden, SignedOutMeanwhile, TokenNeeded
from webapp.views.platform import find_actor, is_for_programs

#: What a person may still do whose password must be changed first.
_OPEN_WITH_OLD_PASSWORD = frozenset({"sign_in.change_password", "sign_in.sign_out"})

View = Callable[..., ResponseReturnValue]


class Access(Enum):
    """What a reader must be to call an address."""

    EVERYBODY = "everybody"
    SIGNED_IN = "signed_in"
    SYSTEM_ADMINISTRATOR = people.SYSTEM_ADMIN
    SECURITY_ADMINISTRATOR = people.SECURITY_ADMIN
    AUDIT_ADMINISTRATOR = people.AUDIT_ADMIN
    PROCESS_DESIGNER = people.PROCESS_DESIGNER
    WORKBENCH = "workbench"
    STAFFING = "staffing"


#: The roles of the product, one of which opens an address.
_ROLES: Mapping[Access, tuple[str, ...]] = {
    Access.SYSTEM_ADMINISTRATOR: (people.SYSTEM_ADMIN,),
    Access.SECURITY_ADMINISTRATOR: (people.SECURITY_ADMIN,),
    Access.AUDIT_ADMINISTRATOR: (people.AUDIT_ADMIN,),
    Access.PROCESS_DESIGNER: (people.PROCESS_DESIGNER,),
    Access.WORKBENCH: (people.PROCESS_DESIGNER, people.SYSTEM_ADMIN),
    Access.STAFFING: (people.PROCESS_DESIGNER, people.SYSTEM_ADMIN, people.SECURITY_ADMIN),
}


def meets(actor: Actor, access: Access) -> bool:
    """Whether somebody who has signed in may call what asks for ``access``."""
    if access in {Access.EVERYBODY, Access.SIGNED_IN}:
        return True
    return any(actor.has_product_role(role) for role in _ROLES[access])


class Addresses:
    """The addresses of one blueprint, each with its permission."""

    def __init__(self, name: str) -> None:
        self.blueprint = Blueprint(name, __name__)
        self.declared: dict[str, Access] = {}
        self.blueprint.record_once(lambda state: declare(state.app, self.declared))

    def add(self, rule: str, view: View, access: Access, methods: Sequence[str] = ("GET",)) -> None:
        """Serve ``view`` at ``rule``; the endpoint bears the view's name."""
        self.blueprint.add_url_rule(rule, view_func=view, methods=list(methods))
        self.declared[f"{self.blueprint.name}.{view.__name__}"] = access


def declare(app: App, declared: dict[str, Access]) -> None:
    """Add permissions of endpoints to those the app knows."""
    app.extensions.setdefault("access", {}).update(declared)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The permission that ``endpoint`` declares, or None: then nobody may call it."""
    found: Access | None = app.extensions.get("access", {}).get(endpoint)
    return found


def install(app: Flask) -> None:
    """Refuse, before any view runs, whoever does not meet the endpoint's permission."""

    @app.before_request
    def check_access() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # No such address: answered as missing, whoever asks.
        return _check(access_of(current_app, request.endpoint))


def _check(access: Access | None) -> ResponseReturnValue | None:
    if access is None:
        raise AddressForbidden
    if access is Access.EVERYBODY:
        return None
    actor = find_actor()
    if actor is None:
        return _ask_to_sign_in()
    if not meets(actor, access):
        raise AddressForbidden
    if actor.must_change_password and request.endpoint not in _OPEN_WITH_OLD_PASSWORD:
        if is_for_programs():
            raise TokenNeeded
        return redirect(url_for("sign_in.change_password"))
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if is_for_programs():
        raise TokenNeeded
    if request.accept_mimetypes.best == "application/json":
        raise SignedOutMeanwhile
    arguments: dict[str, Any] = {}
    if request.method == "GET":
        arguments["next"] = request.full_path.rstrip("?")
    target = url_for("sign_in.sign_in", **arguments)
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": target}
    return redirect(target)
