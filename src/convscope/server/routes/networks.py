"""The networks that are open, and those that a page may open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, Field, RootModel

from convscope.network.libraries import networks as named_networks
from convscope.server.answer import Answer, document_answer
from convscope.server.bench import Bench
from convscope.server.offers import open_offer, open_text
from convscope.server.routes.asking import UNCHANGED, Asked, Questioned

router = APIRouter(tags=["networks"])
_Names = RootModel[list[str]]


class NetworkOffer(BaseModel):
    """A network that is open, or that can be opened by its id."""

    id: str = Field(description="12 hexadecimal digits; api/networks/ID/... is api/... of one that is open.")
    name: str
    is_open: bool


def _bench(request: Request) -> Bench:
    bench: Bench = request.app.state.bench
    return bench


@router.get("/networks")
async def networks(request: Request) -> list[NetworkOffer]:
    """The networks that are open, the one that the server began with first, then those of the given folders."""
    bench = _bench(request)
    return [
        *(
            NetworkOffer(id=number, name=one.network.name, is_open=True)
            for number, one in bench.all().items()
        ),
        *(NetworkOffer(id=one.id, name=one.name, is_open=False) for one in bench.offers.values()),
    ]


@router.get("/networks/known", response_model=list[str], responses=UNCHANGED)
async def known(asked: Asked, questioned: Questioned) -> Response:
    """Names of the networks that can be opened by their name."""

    def make() -> Answer:
        return document_answer(_Names([one.name for one in named_networks()]))

    return await questioned.answered(make, asked.long, "known")


@router.post("/networks", status_code=201)
async def opening(
    request: Request,
    asked: Asked,
    offer: Annotated[str | None, Body(max_length=12, description="The id of one that can be opened.")] = None,
    text: Annotated[
        str | None,
        Body(max_length=8000, description="A name, or a network as a text, opened with random weights."),
    ] = None,
) -> NetworkOffer:
    """Open a network beside the others: one of the given folders by its id, or one by its name or text.

    No code is run and nothing is downloaded for it. Three are open beside the first; the one that was asked least
    recently gives way.
    """
    bench = _bench(request)

    def work() -> NetworkOffer:
        network = open_offer(bench.offers, offer) if offer is not None else open_text(text or "")
        return NetworkOffer(id=bench.put(network), name=network.name, is_open=True)

    return await asked.long.do(work)
