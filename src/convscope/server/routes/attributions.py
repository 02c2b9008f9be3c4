"""Attributions: a route for each method of the registry, its options the query as the registry's model has them."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, create_model

from convscope.attribution import Method
from convscope.explanation import explain
from convscope.language import translated
from convscope.registry import methods
from convscope.server.answer import Answer, array_answer
from convscope.server.routes.asking import ARRAY, UNCHANGED, Asked, HeldPhoto, Questioned
from convscope.server.schemas import MethodCard

# What every method is asked beside its own options.
_ASKED: dict[str, Any] = {
    "target": (
        str | None,
        Field(None, max_length=2000, description="An objective; by default what the task asks first."),
    ),
    "layer": (
        str | None,
        Field(None, max_length=2000, description="By which layer; several with commas between."),
    ),
    "seed": (int, Field(0, ge=0, lt=2**63, description="Of all random numbers.")),
}


def attribution_routes() -> APIRouter:
    """The routes of all methods that are registered now."""
    router = APIRouter(tags=["attributions"])

    @router.get("/methods")
    async def listed(asked: Asked) -> list[MethodCard]:
        """The methods, with which of them apply to the network."""
        graph = asked.network.graph()
        return [_card(method, fits=method.fits(graph)) for method in methods().values()]

    for method in methods().values():
        _add(router, method)
    return router


def _add(router: APIRouter, method: Method[Any]) -> None:
    is_own = method.function.__module__.startswith("convscope.")
    model = create_model(f"Asked of {method.name}", __base__=method.options, **_ASKED)

    async def attribution(
        asked: Asked, questioned: Questioned, held: HeldPhoto, query: BaseModel
    ) -> Response:
        given = query.model_dump(mode="json")
        options = {name: value for name, value in given.items() if name not in _ASKED}

        def make() -> Answer:
            found = explain(
                asked.network,
                asked.shelf.photo(held),
                method.name,
                given["target"],
                given["layer"],
                seed=given["seed"],
                **options,
            )
            about = {
                "target": found.target,
                "layer": found.layer,
                "scale": found.scale,
                "limit": found.limit,
                "facts": dict(found.facts),
                "notes": list(found.notes),
                "passes": found.passes,
            }
            return array_answer(found.values, about=json.dumps(about))

        # What another package computes may be another thing after the next start.
        session = None if is_own else asked.session
        return await questioned.answered(make, asked.long, method.name, held, **given, session=session)

    attribution.__annotations__["query"] = Annotated[model, Query()]
    router.add_api_route(
        f"/photos/{{photo}}/attributions/{method.name}",
        attribution,
        methods=["GET"],
        response_class=Response,
        responses=ARRAY | UNCHANGED,
        summary=method.summary,
        description=f"{method.summary}. The header X-Convscope-About holds what was explained and how, as JSON.",
        operation_id=f"attribution {method.name}",
    )


def _card(method: Method[Any], *, fits: bool) -> MethodCard:
    return MethodCard(
        name=method.name,
        family=method.family,
        summary=translated(method.summary),
        source=method.source,
        scale=method.scale,
        uses_layer=method.uses_layer,
        fits=fits,
        options=method.options.model_json_schema(),
    )
