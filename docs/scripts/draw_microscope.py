"""Take the pictures of the live page: ``python docs/scripts/draw_microscope.py [RUN]``.

With a run that has kept snapshots, that of the view *Training* as well.  It needs Chromium and playwright.
"""

from __future__ import annotations

import io
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import convscope
from convscope.progress import Progress

PLACE = Path(__file__).parent.parent / "pictures" / "microscope"
PHOTO = Path(str(resources.files("skimage"))) / "data" / "chelsea.png"
VIEWS = {
    "open": {"view": "open"},
    "network": {"view": "network", "unit": "blocks.1.1.conv_dw:0"},
    "number": {"view": "number", "unit": "blocks.0.0.bn1.act:7@35,31"},
    "zoom": {"view": "zoom"},
    "zoom-number": {"view": "zoom", "unit": "conv_stem:2@10,11"},
    "lecture": {"view": "lecture", "step": "filters", "place": "0@3,0"},
    "lecture-digit": {"view": "lecture", "step": "digit-convolution", "place": "6@9,13"},
}


@contextmanager
def served(**settings: object) -> Iterator[str]:
    """The address of a page that runs."""
    progress, told, ready = Progress(), list[str](), threading.Event()

    def tell(url: str) -> None:
        told.append(url)
        ready.set()

    settings |= {"port": 0, "ready": tell, "progress": progress}
    network = settings.pop("network")
    thread = threading.Thread(target=convscope.serve, args=(network, [PHOTO]), kwargs=settings)
    thread.start()
    ready.wait()
    try:
        yield told[0]
    finally:
        progress.cancel()
        thread.join()


def take(page: Page, url: str, name: str, words: Mapping[str, str], *, opens: str = "") -> None:
    """Take the picture of a view."""
    page.goto("&".join([url, *(f"{key}={value}" for key, value in words.items())]))
    page.wait_for_selector("main section")
    if opens:
        page.locator("summary", has_text=opens).first.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(5000)  # until what is asked for a moment later has come, too
    page.evaluate("scrollTo(0, 0)")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.save(PLACE / f"{name}.jpg", quality=82)


def main(run: str | None = None) -> None:
    """Take all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1100}, reduced_motion="reduce")
        page.set_default_timeout(120_000)
        with served(network=convscope.open_network("efficientnet-lite0")) as url:
            for name, words in VIEWS.items():
                take(page, url, name, words)
        if run is not None:
            with served(network=convscope.open_network("convscope/digits"), runs=[run]) as url:
                take(page, url, "training", {"view": "training"}, opens="What it got wrong")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
