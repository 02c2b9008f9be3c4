"""What opens a page in a browser and holds it to silence."""

from collections.abc import Callable

from playwright.sync_api import Page

Opener = Callable[..., Page]
