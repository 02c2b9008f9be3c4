"""A browser, and a report of a real photo by the embedded network."""

import os
import shutil
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from convscope.network import open_network
from convscope.report import Written, look, write_index, write_look
from opener import Opener

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    # A camera of moving shapes, which nobody need allow.
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
)

# Of what is expected to happen, how long until it counts as not happening: nothing is claimed about its speed.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "Chromium is not installed: the command chromium was not found."
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    with sync_playwright() as playwright:
        # Each launch gets a new folder for the user's data.
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Open a file; what it says on the console or asks of the network is an error at the end."""
    contexts = []
    said: list[str] = []
    asked: list[str] = []

    def opened(path: Path, **settings: Any) -> Page:
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


@pytest.fixture(scope="session")
def written(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Written:
    chelsea = Path(str(resources.files("skimage"))) / "data" / "chelsea.png"
    seen = look(open_network("efficientnet-lite0"), chelsea, methods=["grad-cam", "saliency"])
    return write_look(seen, tmp_path_factory.mktemp("reports"), set())


@pytest.fixture(scope="session")
def index(written: Written) -> Path:
    return write_index([written, written], [], written.report.parent)
