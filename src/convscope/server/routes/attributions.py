"""Attributions: a route for each method of the registry, its options the query as the registry's model has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, create_model

from convscope.attribution import Method, Options
from convscope.explanation import Attribution, explain
from convscope.explanation.judged import faithfulness_of
from convscope.language import translated
from convscope.progress import Progress
from convscope.registry import methods
from convscope.server.answer import Answer, array_answer, document_answer
from convscope.server.routes.asking import ARRAY, UNCHANGED, Asked, HeldPhoto, Questioned
from convscope.server.schemas import CurvesCard, MethodCard

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
    # What another package computes may be another thing after the next start.
    is_own = method.function.__module__.startswith("convscope.")
    model = create_model(f"Asked of {method.name}", __base__=Options, **_taken(method), **_ASKED)

    def explained(asked: Asked, held: HeldPhoto, given: Mapping[str, Any], progress: Progress) -> Attribution:
        options = {name: value for name, value in given.items() if name not in _ASKED}
        return explain(
            asked.network,
            asked.shelf.photo(held),
            method.name,
            given["target"],
            given["layer"],
            seed=given["seed"],
            progress=progress,
            **options,
        )

    async def attribution(
        asked: Asked, questioned: Questioned, held: HeldPhoto, query: BaseModel
    ) -> Response:
        given, progress = query.model_dump(mode="json"), Progress()

        def make() -> Answer:
            found = explained(asked, held, given, progress)
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

        session = None if is_own else asked.session
        return await questioned.answered(
            make, asked.long, method.name, held, progress=progress, **given, session=session
        )

    async def faithfulness(
        asked: Asked, questioned: Questioned, held: HeldPhoto, query: BaseModel
    ) -> Response:
        given, progress = query.model_dump(mode="json"), Progress()

        def make() -> Answer:
            found = explained(asked, held, given, progress)
            judge, judged = faithfulness_of(asked.network, asked.shelf.photo(held), found, progress=progress)
            return document_answer(CurvesCard(judge=str(judge), **asdict(judged)))

        session = None if is_own else asked.session
        return await questioned.answered(
            make, asked.long, f"{method.name}/faithfulness", held, progress=progress, **given, session=session
        )

    for route in (attribution, faithfulness):
        route.__annotations__["query"] = Annotated[model, Query()]
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
    router.add_api_route(
        f"/photos/{{photo}}/attributions/{method.name}/faithfulness",
        faithfulness,
        methods=["GET"],
        response_model=CurvesCard,
        responses=UNCHANGED,
        summary=f"How faithful {method.name} is: insertion and deletion with their curves.",
        operation_id=f"faithfulness-{method.name}",
    )


def _taken(method: Method[Any]) -> dict[str, Any]:
    """The options that may be asked for by others: free text may be a folder of this machine."""
    fields = method.options.model_fields
    return {name: (one.annotation, one) for name, one in fields.items() if one.annotation is not str}


def _schema(method: Method[Any]) -> dict[str, Any]:
    """JSON schema of these options, their descriptions in the language that is spoken."""
    taken = create_model(method.name, __base__=Options, **_taken(method))
    found: dict[str, Any] = taken.model_json_schema()
    for one in found.get("properties", {}).values():
        said: str = one["description"]
        one["description"] = translated(said)
    return found


def _card(method: Method[Any], *, fits: bool) -> MethodCard:
    return MethodCard(
        name=method.name,
        family=method.family,
        summary=translated(method.summary),
        source=method.source,
        scale=method.scale,
        uses_layer=method.uses_layer,
        fits=fits,
        options=_schema(method),
    )
