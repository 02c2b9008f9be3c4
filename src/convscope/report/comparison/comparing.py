"""Compare attribution methods on photos by metrics."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from convscope.errors import Cancelled, ImageError
from convscope.explanation.request import Request
from convscope.explanation.targets import Target
from convscope.graph.forward.resources import repeated
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network
from convscope.progress import Progress
from convscope.record import recorded
from convscope.registry import find_method, find_metric
from convscope.render.notebook import default_progress
from convscope.report.comparison.comparison import Comparison
from convscope.report.comparison.judging import JudgedPhoto, judge
from convscope.report.comparison.rows import rows_of
from convscope.report.provenance import provenance
from convscope.report.regions import Regions, given_regions

METRICS = ("insertion", "deletion", "average-drop", "average-gain", "infidelity", "sparseness")

# Those of the registry that people look for most and that take at most a few dozen passes a photo.
QUICK = (
    *("grad-cam", "grad-cam++", "hirescam", "layercam", "xgrad-cam", "eigen-cam"),
    *("saliency", "input-x-gradient", "smoothgrad", "integrated-gradients", "deeplift"),
    *("guided-backprop", "deconvnet"),
)


def default_methods(network: Network) -> tuple[str, ...]:
    """The quick methods that apply to this network."""
    return tuple(name for name in QUICK if find_method(name).fits(network.graph()))


@recorded(reads=("sources", "regions"), found=Comparison.figures)
def compare(
    network: Network,
    sources: Sequence[PhotoSource | Photo],
    *,
    methods: Sequence[str] | None = None,
    metrics: Sequence[str] | None = None,
    target: Target = None,
    layer: str | None = None,
    regions: Regions | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    seed: int = 0,
    shown: int = 6,
    progress: Progress | None = None,
) -> Comparison:
    """Compare methods on photos; one that cannot be read is left out and told.

    Args:
        network: takes photos.
        sources: anything that `convscope.images.decode` reads, several.
        methods: names of the registry; by default `default_methods`.
        metrics: names of the registry; by default `METRICS`.
        target: what to explain of each photo; by default its most probable class.
        layer: by which layer class activation maps explain; by default the last one with rows and columns.
        regions: where the object is, by the photo's name: (rows, columns) of the network's view; or the folder with
            a mask (PHOTO.png) or boxes (PHOTO.xml) of each photo.
        options: of methods and metrics, by their names.
        seed: of all random numbers.
        shown: of how many photos the maps are kept.
        progress: told after each method and each metric of a photo.  Once it is cancelled, the photos that are
            finished are compared.

    Raises:
        Cancelled: before the first photo was finished.
        ImageError: none of the photos can be read.
        ConvscopeError: of the kind that says what is wrong.
    """
    began = time.perf_counter()
    annotated = given_regions(network, sources, regions)
    request = Request(
        methods=tuple(find_method(name) for name in methods or default_methods(network)),
        metrics=tuple(find_metric(name) for name in metrics or METRICS),
        target=target,
        layer=layer,
        regions=annotated.by_photo,
        options=options or {},
        seed=seed,
    )
    if not sources:
        raise ImageError("There is no photo to compare methods on.", "Give at least one.")
    judged, failures = _judged(network, sources, request, shown, default_progress(progress))
    targets, rows = tuple(each.target for each in judged), rows_of(request, judged)
    return Comparison(
        photos=tuple(each.photo for each in judged),
        targets=targets,
        metrics=request.metrics,
        rows=rows,
        failures=failures,
        provenance=provenance(
            network,
            {**request.settings(), **annotated.settings(), "shown": shown},
            time.perf_counter() - began,
        ),
    )


def _judged(
    network: Network, sources: Sequence[Any], request: Request, shown: int, progress: Progress
) -> tuple[list[JudgedPhoto], tuple[ImageError, ...]]:
    """Judge the photos one by one, with what was wrong with the others.

    A cancelled comparison keeps those that were finished.
    """
    pieces = len(request.methods) + len(request.metrics)
    total = len(sources) * pieces
    done = 0

    def piece_done() -> None:
        nonlocal done
        done += 1
        progress.step(done, total, what="comparing")
        if done % pieces:  # a finished photo counts
            progress.check()

    judged: list[JudgedPhoto] = []
    failures: list[ImageError] = []
    progress.step(0, total, what="comparing")
    try:
        with repeated(len(sources)):
            for number, source in enumerate(sources, start=1):
                progress.check()
                try:
                    photo = source if isinstance(source, Photo) else decode(source)
                    found = judge(network, photo, request, piece_done)
                except ImageError as error:
                    failures.append(error)
                    done = number * pieces
                    continue
                judged.append(found if len(judged) < shown else replace(found, maps=()))
    except Cancelled:
        if not judged:
            raise
        progress.note(f"Stopped: {len(judged)} of {len(sources)} photos are compared.")
    if not judged:
        raise failures[0]
    return judged, tuple(failures)
