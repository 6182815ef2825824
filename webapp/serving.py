"""The embedded web server: waitress, stopped without losing the request that is under way."""

from __future__ import annotations

import errno
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

import waitress

from webapp.errors import RongcuoError

WsgiApp = Callable[[dict[str, Any], Any], Iterable[bytes]]

#: How long a stopping server waits for requests under way.
DRAIN_SECONDS = 15.0


class PortInUse(RongcuoError):
    """Another program listens on the port."""

    code = "RC-1901"
    zh = "端口 {host}:{port} 已被占用。请停止占用它的程序，或设置 RONGCUO_PORT 换一个端口。"
    en = "The port {host}:{port} is in use. Stop the program that holds it, or choose another with RONGCUO_PORT."


class AddressRefused(RongcuoError):
    """The address cannot be listened on."""

    code = "RC-1902"
    zh = "不能在 {host}:{port} 上提供服务：{reason}。请检查 RONGCUO_HOST 和 RONGCUO_PORT。"
    en = "Cannot serve on {host}:{port}: {reason}. Check RONGCUO_HOST and RONGCUO_PORT."


class InFlight:
    """Counts the requests that have come in and whose answers are not made yet."""

    def __init__(self, app: WsgiApp) -> None:
        self._app = app
        self._count = 0
        self._changed = threading.Condition()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with self._changed:
            self._count += 1
        try:
            answer = self._app(environ, start_response)
        except BaseException:
            self._done()
            raise
        return self._watch(answer)

    def _watch(self, answer: Iterable[bytes]) -> Iterator[bytes]:
        try:
            yield from answer
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
            self._done()

    def _done(self) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait_until_none(self, seconds: float) -> bool:
        """Wait until no request is under way; False when ``seconds`` were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, timeout=seconds)


def open_server(app: WsgiApp, host: str, port: int, threads: int = 8) -> tuple[Any, InFlight]:
    """Listen on ``host:port``. What proxies report is handed on as it came: the application knows how many it believes.

    Raises: `PortInUse`, `AddressRefused`.
    """
    counted = InFlight(app)
    listener = _listen(host, port)
    server = waitress.create_server(
        counted,
        sockets=[listener],
        threads=threads,
        ident=None,
        channel_timeout=60,
        clear_untrusted_proxy_headers=False,
    )
    return server, counted


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket of our own: waitress leaves its half-made server behind when it cannot bind."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as failure:
        raise AddressRefused(host=host, port=port, reason=failure.strerror or str(failure)) from failure
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1024)
    except OSError as failure:
        listener.close()
        if failure.errno == errno.EADDRINUSE:
            raise PortInUse(host=host, port=port) from failure
        raise AddressRefused(host=host, port=port, reason=failure.strerror or str(failure)) from failure
    return listener


def run_until_stopped(server: Any, counted: InFlight) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is under way and return.

    waitress by itself drops the request in flight: so the first signal only stops new connections and starts
    a thread that waits for the answers to be made and sent; that thread then ends the loop.
    """
    main = threading.main_thread()
    leaving = threading.Event()

    def leave() -> None:
        finish_requests(server, counted)
        signal.pthread_kill(main.ident or 0, signal.SIGUSR1)

    def on_stop(_number: int, _frame: FrameType | None) -> None:
        if not leaving.is_set():
            leaving.set()
            threading.Thread(target=leave, name="rongcuo-drain", daemon=True).start()

    def on_drained(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, on_stop)
    signal.signal(signal.SIGINT, on_stop)
    signal.signal(signal.SIGUSR1, on_drained)
    server.run()


def finish_requests(server: Any, counted: InFlight) -> None:
    """Take no new connections, and wait until the requests under way are answered and sent."""
    server.accepting = False
    counted.wait_until_none(DRAIN_SECONDS)
    _wait_until_sent(server)


def _wait_until_sent(server: Any) -> None:
    """Wait until waitress has handed every made answer to the sockets."""
    until = time.monotonic() + DRAIN_SECONDS
    pause = threading.Event()
    while time.monotonic() < until:
        channels = list(server.active_channels.values())
        if not any(channel.total_outbufs_len or channel.requests for channel in channels):
            return
        pause.wait(0.02)
