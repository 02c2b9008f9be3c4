"""The files of the page, which `web/` is built into, in the language spoken now."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from convscope.language import language, translated
from convscope.language.catalogue import LIVE, PAGE, catalogue
from convscope.language.templates import in_template

FOLDER = Path(__file__).parent.parent / "page"
WORDS = "words.json"
ICON = "icon.svg"


def document(name: str, status: int = 200) -> HTMLResponse:
    """A document of the page."""
    return HTMLResponse(spoken(FOLDER / name), status)


def spoken(page: Path) -> str:
    """A document in the language spoken now."""
    return in_template(page.read_text(encoding="utf-8"), _message)


class PageFiles(StaticFiles):
    """Scripts, styles and pictures as they are, and what the scripts say in another language."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER / "static")

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """The answer to a request for one of them."""
        if path == WORDS:
            return JSONResponse(words(language()))
        found = await super().get_response(path, scope)
        if path == ICON:  # a browser asks for it whenever the address changes, as it does with each edit
            found.headers["Cache-Control"] = "max-age=86400"
        return found


def words(code: str) -> dict[str, str]:
    """What the scripts of the page say, by their English, in the language of a code; English has none."""
    return {message: said for (context, message), said in catalogue(code).items() if context == LIVE}


def _message(message: str) -> str:
    return translated(message, PAGE)
