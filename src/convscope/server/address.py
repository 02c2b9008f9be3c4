"""Where the server listens, and by which names it is called there."""

from __future__ import annotations

import errno
import ipaddress
import socket
from collections.abc import Iterable

from convscope.errors import OutputError

PORT = 8750
LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
SHORTEST = 12  # characters of a token that somebody chose


class AddressTakenError(OutputError):
    """The place where the server shall listen cannot be had."""

    kind = "port"


def is_local(host: str) -> bool:
    """Whether only this machine reaches a host's address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_of(host: str, more: Iterable[str]) -> frozenset[str]:
    """Names by which browsers may call it; empty for any, where it listens to others and none is named."""
    named = frozenset(more)
    if is_local(host):
        return named | LOCAL | {host}
    return named | {host} if named else named


def check_token(host: str, token: str | None) -> None:
    """A token where others can reach the server, and one that nobody guesses.

    Raises:
        OutputError: there is none, or it is too short.
    """
    if token is None and not is_local(host):
        raise OutputError(
            f"{host} can be reached from other machines, so that a token is needed.",
            "Give one of your own with token='...', or put it into the environment variable CONVSCOPE_TOKEN.",
        )
    if token is not None and len(token) < SHORTEST:
        raise OutputError(
            f"The token has {len(token)} characters; at least {SHORTEST} are needed.", "Choose a longer one."
        )


def listening(host: str, port: int) -> socket.socket:
    """A socket at an address; port 0 stands for any that is free.

    Raises:
        AddressTakenError: it is taken, or cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        place = socket.create_server((host, port), family=family)
        # An answer is written in two parts; the second waits for the browser's word on the first otherwise, 40 ms.
        place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return place
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise AddressTakenError(
                f"Port {port} of {host} is taken.", "Choose another, or port=0 for any that is free."
            ) from error
        reason = (error.strerror or str(error)).lower()
        raise AddressTakenError(
            f"Nothing can listen at {host}, port {port}: {reason}.", "Choose another."
        ) from error
    except (OverflowError, UnicodeError) as error:
        raise AddressTakenError(
            f"There is no port {port} of {host!r}.", "Choose one from 0 to 65535."
        ) from error


def url_of(host: str, port: int, token: str) -> str:
    """What opens the page."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/?token={token}"
