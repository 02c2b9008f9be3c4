"""The live page in Chromium: first paint, the next paint after an interaction, panning 1,280 maps, the scripts' size.

The page of the embedded network, by the browser's own clock.  First paint is the first with content, on a page that
the browser has not loaded before.  The next paint is that behind the frame in which the layer's maps changed, after
the key that goes to the next layer.  While 1,280 maps are panned, the gap between two frames is what a person sees;
a software renderer, as where there is no graphics card, draws fewer.
"""

from __future__ import annotations

import gzip
import statistics
from collections.abc import Iterator
from shutil import which

from playwright.sync_api import Browser, sync_playwright

from benchmarks.measure import Figure
from benchmarks.served import served
from convscope.server.routes.page_files import FOLDER

TIMES = 10
SECONDS = 3  # of panning
WIDE = "conv_head"  # has 1,280 channels

_FIRST_PAINT = """async () => {
    for (;;) {
        const [found] = performance.getEntriesByName("first-contentful-paint");
        if (found) return found.startTime;
        await new Promise(go => setTimeout(go, 10));
    }
}"""
_NEXT_LAYER = """async () => {
    const began = performance.now();
    dispatchEvent(new KeyboardEvent("keydown", { key: "]" }));
    await new Promise(go => requestAnimationFrame(() => setTimeout(go)));
    return performance.now() - began;
}"""
_PAN = """async seconds => {
    const tiles = document.querySelector(".tiles"), gaps = [], began = performance.now();
    let last = began;
    while (last - began < 1000 * seconds) {
        tiles.scrollTop = ((last - began) / 2) % (tiles.scrollHeight - tiles.clientHeight);
        const now = await new Promise(go => requestAnimationFrame(() => go(performance.now())));
        gaps.push(now - last);
        last = now;
    }
    return gaps;
}"""


def run() -> Iterator[Figure]:
    """Milliseconds of paints and frames, and kilobytes of scripts."""
    size = sum(len(gzip.compress(script.read_bytes())) for script in FOLDER.glob("static/*.js"))
    yield Figure("scripts of all views", size / 1000, "kB", 250, "at most", "compressed by gzip")
    chromium = which("chromium") or which("google-chrome")
    with served(["chelsea.png"]) as (url, _), sync_playwright() as playwright:
        yield from _figures(playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"]), url)


def _figures(browser: Browser, url: str) -> Iterator[Figure]:
    paints = []
    for _ in range(TIMES):
        page = browser.new_context().new_page()
        page.goto(url)
        paints.append(page.evaluate(_FIRST_PAINT))
        page.context.close()
    about = f"{TIMES} times, each without the browser's cache; the slowest {max(paints):.0f} ms"
    yield Figure("first paint, median", statistics.median(paints), "ms", 1000, "at most", about)
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{url}&view=network")
    page.wait_for_selector(".tiles canvas")
    found = [page.evaluate(_NEXT_LAYER) for _ in range(TIMES)]
    about = f"{TIMES} layers one after another, the slowest {max(found):.0f} ms"
    yield Figure(
        "next layer to the next paint, median", statistics.median(found), "ms", 100, "at most", about
    )
    page.goto(f"{url}&view=network&layer={WIDE}")
    page.wait_for_selector(".tiles canvas")
    page.evaluate(_PAN, SECONDS)  # the maps come
    gaps = page.evaluate(_PAN, SECONDS)
    about = f"{len(gaps)} frames in {SECONDS} s, the longest gap {max(gaps):.0f} ms"
    yield Figure("frames while 1,280 maps are panned", len(gaps) / SECONDS, "a second", 60, "at least", about)
