"""The files of the page, in the language spoken now."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from convscope.language import language, translated
from convscope.language.catalogue import PAGE
from convscope.language.choice import SOURCE
from convscope.language.scripts import in_script
from convscope.language.templates import in_template

FOLDER = Path(__file__).parent.parent / "page"


def document(name: str, status: int = 200) -> HTMLResponse:
    """A document of the page."""
    return HTMLResponse(in_template((FOLDER / name).read_text(encoding="utf-8"), _message), status)


class PageFiles(StaticFiles):
    """Styles and pictures as they are, scripts with what they say translated."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        """The answer to a request for one of them."""
        found = await super().get_response(path, scope)
        if language() == SOURCE or not path.endswith(".js") or found.status_code != 200:
            return found
        source = (FOLDER / Path(path).name).read_text(encoding="utf-8")
        return Response(in_script(source, _message), media_type="text/javascript")


def _message(message: str) -> str:
    return translated(message, PAGE)
