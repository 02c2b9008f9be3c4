"""Connections over a real socket."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from convscope.progress import Progress
from convscope.server import serving
from convscope.server.gate import impatience
from server.client import toy, write_photo


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(impatience, "SECONDS", 0.3)
    monkeypatch.setenv("CONVSCOPE_CACHE", str(tmp_path / "cache"))
    write_photo(tmp_path / "a.png")
    progress, told, ready = Progress(), list[str](), threading.Event()

    def tell(url: str) -> None:
        told.append(url)
        ready.set()

    settings = {"port": 0, "ready": tell, "progress": progress}
    thread = threading.Thread(target=serving.serve, args=(toy(), [tmp_path / "a.png"]), kwargs=settings)
    thread.start()
    assert ready.wait(60)
    yield told[0]
    progress.cancel()
    thread.join()


@pytest.mark.parametrize("before", ["", "GET /static/page.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_a_request_that_comes_byte_by_byte_is_not_waited_for(url: str, before: str) -> None:
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as slow:
        slow.sendall(f"{before}GET / HTTP/1.1\r\nX-Slow: ".encode())
        ends = time.monotonic() + 30
        with pytest.raises(ConnectionError):  # noqa: PT012  # it is written to until it is closed
            while time.monotonic() < ends:
                slow.sendall(b"x")
                time.sleep(0.05)


def test_an_answer_that_takes_long_is_waited_for(url: str) -> None:
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as asked:
        asked.settimeout(30)
        asked.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
        for byte in b"token=bad":
            time.sleep(0.1)
            asked.sendall(bytes([byte]))
        assert asked.recv(1 << 16).startswith(b"HTTP/1.1 303")
