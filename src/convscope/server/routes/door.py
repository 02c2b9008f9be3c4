"""The door: the page for who has the token or the cookie, a form for who has neither."""

from __future__ import annotations

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from convscope.server.failures import busy
from convscope.server.gate.access import Access
from convscope.server.routes.page_files import document

router = APIRouter(include_in_schema=False)


@router.get("/")
async def door(request: Request, token: str | None = None) -> Response:
    """The page; its script takes the token out of the address.

    There is no redirection: a browser that follows a link of another site would not send the cookie along with it.
    """
    access: Access = request.app.state.access
    opens = access.opens(token) if token is not None else False
    if opens is None:
        return busy()
    if opens:
        return access.remember(document("index.html"))
    if access.is_known(request):
        return document("index.html")
    return document("enter.html", 401)


@router.post("/")
async def enter(request: Request) -> Response:
    """What the form sends: the token, for which the browser gets the cookie."""
    access: Access = request.app.state.access
    words = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=4)
    opens = access.opens(words.get("token", [""])[0].strip())
    if opens is None:
        return busy()
    back = RedirectResponse("./", 303)
    return access.remember(back) if opens else back
