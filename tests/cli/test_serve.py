"""``convscope serve`` as a process: it opens, answers, and ends at once."""

import http.cookiejar
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from cli.typed import typed
from server.client import write_photo

TEXT = "input 3x16x16 -> conv 4 3x3 -> relu -> conv 4 3x3 -> relu -> globalavgpool -> flatten -> dense 2"
OF_TEXT = ("--network", TEXT, "--weights", "random", "--no-browser")


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    write_photo(tmp_path / "stripes.png")
    command = [sys.executable, "-m", "convscope.cli", "serve", "stripes.png", "--port", "0", *OF_TEXT]
    environment = {**os.environ, "CONVSCOPE_CACHE": str(tmp_path / "cache")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes)  # type: ignore[call-overload]
    yield process, process.stdout.readline().strip()
    process.kill()
    process.communicate()


def browser() -> tuple[urllib.request.OpenerDirector, http.cookiejar.CookieJar]:
    jar = http.cookiejar.CookieJar()
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)), jar


def test_the_address_opens_the_page_and_its_answers(started: tuple[subprocess.Popen[str], str]) -> None:
    _, url = started
    asked, _ = browser()
    assert b"Convscope" in asked.open(url).read()
    assert json.load(asked.open(urljoin(url, "api/photos")))[0]["name"] == "stripes.png"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_it_is_told_also_while_it_computes(
    started: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    process, url = started
    asked, jar = browser()
    asked.open(url).read()
    photo = json.load(asked.open(urljoin(url, "api/photos")))[0]["id"]
    with socket.create_connection((urlsplit(url).hostname, urlsplit(url).port)) as waiting:
        path = f"/api/photos/{photo}/attributions/rise?samples=100000"
        cookie = "; ".join(f"{one.name}={one.value}" for one in jar)
        waiting.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        time.sleep(1)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "convscope: interrupted; nothing half-written was left."


def test_it_ends_when_it_is_told_also_while_a_job_is_made_and_leaves_nothing_half(
    started: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, url = started
    asked, _ = browser()
    asked.open(url).read()
    settings = json.dumps({"units": ["conv1:2"], "steps": 100_000}).encode()
    headers = {"Content-Type": "application/json"}
    job = json.load(asked.open(urllib.request.Request(urljoin(url, "api/jobs/visualize"), settings, headers)))
    while json.load(asked.open(urljoin(url, f"api/jobs/{job['id']}")))["state"] != "running":
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "convscope: interrupted; nothing half-written was left."
    assert [place.name for place in tmp_path.rglob(".*")] == []
    assert list(tmp_path.glob("*.png")) == [tmp_path / "stripes.png"]


def test_a_port_that_is_taken_is_said_in_one_sentence(tmp_path: Path) -> None:
    write_photo(tmp_path / "a.png")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        found = typed("serve", str(tmp_path / "a.png"), "--port", str(port), *OF_TEXT)
    assert found.code == 2
    assert f"Port {port} of 127.0.0.1 is taken." in found.err


def test_other_machines_are_let_in_only_by_a_token(tmp_path: Path) -> None:
    write_photo(tmp_path / "a.png")
    found = typed("serve", str(tmp_path / "a.png"), "--host", "0.0.0.0", *OF_TEXT)
    assert found.code == 2
    assert "token" in found.err


def test_a_network_without_a_photo_is_refused(tmp_path: Path) -> None:
    write_photo(tmp_path / "a.png")
    asked = ("--network", "input 12x8x8 -> conv 4 3x3 -> relu", "--weights", "random", "--port", "0")
    found = typed("serve", str(tmp_path / "a.png"), *asked, "--no-browser")
    assert (found.code, "take one photo" in found.err) == (2, True)


def test_a_generator_is_refused_with_the_command_that_makes_pictures(tmp_path: Path) -> None:
    write_photo(tmp_path / "a.png")
    asked = ("--network", "vae", "--weights", "random", "--port", "0", "--no-browser")
    found = typed("serve", str(tmp_path / "a.png"), *asked)
    assert (found.code, "convscope generate" in found.err) == (2, True)


def test_a_photo_that_is_not_there_is_said_before_anything_is_served(tmp_path: Path) -> None:
    write_photo(tmp_path / "a.png")
    found = typed("serve", str(tmp_path / "a.png"), str(tmp_path / "b.png"), "--port", "0", *OF_TEXT)
    assert (found.code, found.out) == (2, "")
    assert "b.png" in found.err


def test_a_first_file_that_is_no_picture_is_said_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    found = typed("serve", str(tmp_path / "a.png"), "--port", "0", *OF_TEXT)
    assert (found.code, found.out) == (2, "")
    assert "a.png" in found.err
