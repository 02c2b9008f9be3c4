"""The live page of a toy network in a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from playwright.sync_api import Browser, Locator, Page

import convscope
from convscope.examine.scans import Scan
from convscope.progress import Progress
from examine.photos import write_photos
from server.client import scan_of_toy, toy, write_photo

Show: TypeAlias = Callable[..., Page]

# Of a copy, since Chromium warns where a canvas itself is read often.
_COLOURS = """canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return new Set(copy.getImageData(0, 0, canvas.width, canvas.height).data).size;
}"""


def wait_until_drawn(canvas: Locator, colours: int = 40) -> None:
    """Until a canvas shows many numbers of colours; a script that waits itself would be against the page's policy."""
    for _ in range(600):
        if canvas.evaluate(_COLOURS) > colours:
            return
        canvas.page.wait_for_timeout(50)
    raise AssertionError("Nothing was drawn.")


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("photos") / "stripes.png"
    write_photo(place)
    return place


@contextmanager
def serving(network: convscope.Network, photo: Path, **settings: Any) -> Iterator[str]:
    """What opens the page of a network, with its token."""
    progress, told, ready = Progress(), list[str](), threading.Event()

    def tell(url: str) -> None:
        told.append(url)
        ready.set()

    settings |= {"port": 0, "ready": tell, "progress": progress}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONVSCOPE_CACHE", str(photo.parent / "cache"))
        thread = threading.Thread(target=convscope.serve, args=(network, [photo]), kwargs=settings)
        thread.start()
        assert ready.wait(60)
        yield told[0]
        progress.cancel()
        thread.join()


@contextmanager
def showing(browser: Browser, url: str) -> Iterator[Show]:
    """Open the page with some words of its address, and a browser's settings.

    What it says on the console or asks of other servers is an error at the end.
    """
    contexts, said, asked = [], list[str](), list[str]()

    def shown(settings: dict[str, Any] | None = None, **words: str) -> Page:
        context = browser.new_context(**(settings or {}))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda one: asked.append(one.url))
        page.goto("&".join([url, *(f"{name}={word}" for name, word in words.items())]))
        page.wait_for_selector("main section")
        return page

    yield shown
    for context in contexts:
        context.close()
    refused = "status of 422"  # the browser itself says so of each question that is refused
    assert [words for words in said if refused not in words] == []
    assert [one for one in asked if not one.startswith((url.partition("?")[0], "blob:"))] == []


@pytest.fixture(scope="session")
def url(photo: Path) -> Iterator[str]:
    """What opens the page, with its token."""
    with serving(toy(), photo) as url:
        yield url


@pytest.fixture
def show(browser: Browser, url: str) -> Iterator[Show]:
    """The page of a toy network."""
    with showing(browser, url) as shown:
        yield shown


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """Of the toy network and ten photos that nobody labelled."""
    pytest.importorskip("datasketches")
    return scan_of_toy(tmp_path_factory.mktemp("scanned"))


@pytest.fixture(scope="session")
def scan_url(photo: Path, scan: Scan) -> Iterator[str]:
    with serving(toy(), photo, scan=scan) as url:
        yield url


@pytest.fixture
def show_scan(browser: Browser, scan_url: str) -> Iterator[Show]:
    """The same page, opened with the scan."""
    with showing(browser, scan_url) as shown:
        yield shown


@pytest.fixture(scope="session")
def classes_url(photo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("datasketches")
    folder = tmp_path_factory.mktemp("classes")
    scan = convscope.scan(toy(), write_photos(folder / "photos"), out=folder / "scan")
    with serving(toy(), photo, scan=scan) as url:
        yield url


@pytest.fixture
def show_classes(browser: Browser, classes_url: str) -> Iterator[Show]:
    """The same page, opened with a scan of twelve photos of two classes."""
    with showing(browser, classes_url) as shown:
        yield shown
