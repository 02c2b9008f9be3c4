"""Fingers on the page, as Chromium hears them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Locator, Page

PHONE: dict[str, Any] = {"has_touch": True, "viewport": {"width": 390, "height": 844}}


def drag(page: Page, *paths: Sequence[tuple[float, float]]) -> None:
    """Move fingers at once, each from place to place in pixels of the window, and lift them."""
    session = page.context.new_cdp_session(page)
    for number, places in enumerate(zip(*paths, strict=True)):
        points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(places)]
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(200)  # a finger that is lifted while it moves flings, which swallows the next tap
    session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def tap(seen: Locator, x: float, y: float) -> None:
    """Tap on a place of something, by shares of its width and height, once nothing moves it any more.

    A place that was read before would miss what an answer of the server has pushed away since.
    """
    seen.scroll_into_view_if_needed()
    box = seen.bounding_box()
    assert box is not None
    seen.tap(position={"x": x * box["width"], "y": y * box["height"]})


def inside(seen: Locator, x: float, y: float) -> tuple[float, float]:
    """A place of something that is shown, by shares of its width and height."""
    seen.scroll_into_view_if_needed()
    box = seen.bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]
