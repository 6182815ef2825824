"""The embedded server: an address it cannot have is one clear sentence; a stop loses no request."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from webapp.serving import AddressRefused, InFlight, PortInUse, open_server


def quiet_app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"ok"]


def test_a_port_that_another_program_holds_is_named_with_the_way_out() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(PortInUse) as refused:
            open_server(quiet_app, "127.0.0.1", port)
    assert str(port) in refused.value.text("zh")
    assert "RONGCUO_PORT" in refused.value.text("en")


def test_an_address_of_another_machine_is_refused_with_its_reason() -> None:
    with pytest.raises(AddressRefused) as refused:
        open_server(quiet_app, "192.0.2.1", 8000)
    assert "192.0.2.1" in refused.value.text("en")


def test_a_request_counts_as_under_way_until_its_answer_is_read_to_the_end() -> None:
    counted = InFlight(quiet_app)
    answer = counted({}, lambda *_: None)
    assert not counted.wait_until_none(0)
    assert b"".join(answer) == b"ok"
    assert counted.wait_until_none(0)


def test_a_request_that_raises_does_not_count_for_ever() -> None:
    def broken(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
        raise RuntimeError("broken")

    counted = InFlight(broken)
    with pytest.raises(RuntimeError):
        counted({}, lambda *_: None)
    assert counted.wait_until_none(0)


def test_waiting_for_requests_ends_as_soon_as_the_last_one_is_answered() -> None:
    counted = InFlight(quiet_app)
    answer = iter(counted({}, lambda *_: None))
    waited: list[bool] = []
    waiter = threading.Thread(target=lambda: waited.append(counted.wait_until_none(10)))
    waiter.start()
    list(answer)
    waiter.join()
    assert waited == [True]


def test_a_start_loads_no_library_that_only_single_commands_need() -> None:
    """Migrations and spreadsheets are slow to load: whoever starts a server that needs neither must not wait for them."""
    heavy = ("alembic", "openpyxl")
    start = "import sys, webapp.cli; webapp.cli.find_run('serve')"
    show = f"print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", f"{start}; {show}"], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
