"""The app: routes, files of the page, and the layers around them."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import FastAPI

from convscope.server.bench import Bench
from convscope.server.failures import FAILURES, say_failures
from convscope.server.gate.access import Access, Gate
from convscope.server.gate.bodies import Bodies
from convscope.server.gate.headers import SafeHeaders
from convscope.server.gate.rate import Rate
from convscope.server.gate.within import Within
from convscope.server.microscope import Microscope
from convscope.server.offers import Offer
from convscope.server.routes import (
    door,
    edits,
    embedding,
    kernels,
    maps,
    network,
    networks,
    outputs,
    photos,
    run_errors,
    runs,
    scan,
    units,
)
from convscope.server.routes.attributions import attribution_routes
from convscope.server.routes.jobs import job_routes
from convscope.server.routes.page_files import PageFiles
from convscope.version import VERSION


def questions(microscope: Microscope, offers: Mapping[str, Offer] | None = None) -> FastAPI:
    """The routes of a microscope, and of those beside it, open to whoever reaches them."""
    app = FastAPI(
        title="Convscope",
        version=VERSION,
        summary="One network and its photos: layers, values, kernels, attributions, jobs.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # they load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # its redirections would be absolute
    )
    app.state.microscope, app.state.bench = microscope, Bench(microscope, offers or {})
    for router in (
        network.router,
        networks.router,
        photos.router,
        outputs.router,
        maps.router,
        units.router,
        scan.router,
        kernels.router,
        edits.router,
        embedding.router,
        run_errors.router,  # before the arrays of a snapshot, whose last word is free
        runs.router,
        attribution_routes(),
        job_routes(),
    ):
        app.include_router(router, prefix="/api", responses=FAILURES)
    say_failures(app)
    return app


def application(microscope: Microscope, access: Access, offers: Mapping[str, Offer] | None = None) -> FastAPI:
    """The routes and the page, with who may ask around them.

    Args:
        microscope: answers.
        access: says who may ask.
        offers: networks that pages may open by a number.
    """
    app = questions(microscope, offers)
    app.state.access = access
    app.include_router(door.router)
    app.mount("/static", PageFiles(), name="static")
    # What is added last is asked first.
    app.add_middleware(Bodies)
    app.add_middleware(Gate, access=access)
    app.add_middleware(Rate)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Within)
    return app
