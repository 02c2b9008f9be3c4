"""The named kernels that slide over photos in the kernel lab; the page itself lets them slide."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from convscope.filters import KERNELS, Kernel, kernel, matrix
from convscope.filters.application import LUMINANCE
from convscope.language import translated
from convscope.render.overlay import PERCENTILE
from convscope.server.schemas import FilterCard, FiltersCard

router = APIRouter(tags=["kernel lab"])


@router.get("/filters")
def filters() -> FiltersCard:
    """The named kernels with their usual options, as ``convscope filter`` has them, and what luminance is."""
    return FiltersCard(
        luminance=LUMINANCE.tolist(), percentile=PERCENTILE, kernels=[_card(kernel(name)) for name in KERNELS]
    )


@router.get("/filters/kernel")
def named(
    text: Annotated[
        str,
        Query(min_length=1, max_length=2000, description="A name, gaussian:sigma=2, or a matrix 1 0/0 -1."),
    ],
) -> FilterCard:
    """A kernel by its text: a name, with options where wanted, or its weights."""
    is_named = text.lstrip()[:1].isalpha()
    return _card(kernel(text) if is_named else matrix(text))


def _card(one: Kernel) -> FilterCard:
    return FilterCard(
        name=one.name,
        summary=translated(one.summary).replace("``", ""),
        weights=one.weights.tolist(),
        is_picture=one.kind == "picture",
    )
