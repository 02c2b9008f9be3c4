"""Edits on the live page: from a key that paints a pixel, or a value that a channel is held at, to the next paint.

The page of the embedded network in Chromium, by the browser's own clock: from the event that edits until the frame
behind the one in which the predictions changed.  Each edit is one that was not asked before.  The server is a process
of its own on the same machine; its processor time for an edit is told, too, which depends less on what else runs.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from playwright.sync_api import Page, sync_playwright

from benchmarks.measure import Figure
from benchmarks.served import served

EDITS = 15
GOAL = 100.0  # ms
_UNIT = "blocks.4.0.bn2.act:12"
_CLICKS = os.sysconf("SC_CLK_TCK")

# Until the frame behind a change of the predictions.
_PAINTED = """async act => {
    const table = document.querySelector("main table tbody"), began = performance.now();
    const changed = new Promise(done => {
        const watch = new MutationObserver(() => { watch.disconnect(); done(); });
        watch.observe(table, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    if (act === null) {
        const photo = document.querySelector("[role=application]");
        for (const key of ["ArrowRight", "Enter"]) {
            photo.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
        }
    } else {
        const labels = [...document.querySelectorAll("label")];
        const field = labels.find(one => one.textContent.includes("Hold it at")).querySelector("input");
        field.value = act;
        field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    await changed;
    await new Promise(go => requestAnimationFrame(() => setTimeout(go)));
    return performance.now() - began;
}"""


def run() -> Iterator[Figure]:
    """Milliseconds to the next paint, of one pixel and of one channel."""
    chromium = which("chromium") or which("google-chrome")
    with served(["chelsea.png"]) as (url, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, values in (
            ("one pixel", [None] * EDITS),
            ("one channel", [0.5 * n for n in range(EDITS)]),
        ):
            page = browser.new_page()
            page.set_default_timeout(120_000)
            page.goto(f"{url}&view=edit&unit={_UNIT}")
            page.wait_for_selector("main table tbody tr")
            page.wait_for_selector("main .maps canvas")
            yield from _figures(page, name, values, process)
            page.close()


def _figures(page: Page, name: str, values: list[None] | list[float], process: int) -> Iterator[Figure]:
    page.evaluate("document.querySelector('[role=application]').focus()")
    if values[0] is None:
        page.get_by_role("slider", name="Brush").fill("1")
    page.evaluate(_PAINTED, values[0])  # what is computed once is computed now
    before = _seconds(process)
    found = [page.evaluate(_PAINTED, value) for value in values[1:]]
    used = 1000 * (_seconds(process) - before) / len(found)
    about = (
        f"{len(found)} edits, the slowest {max(found):.0f} ms; the server computes {used:.0f} ms for each; "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    yield Figure(f"{name} to the next paint, median", statistics.median(found), "ms", GOAL, "at most", about)


def _seconds(process: int) -> float:
    """Of the processor, that a process has used."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _CLICKS
