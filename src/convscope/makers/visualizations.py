"""Feature visualization: the pictures that units of a network answer to most."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.graph import evaluate
from convscope.graph.forward.chunks import photos_at_a_time
from convscope.makers.drawing import Cell, drawn, preview
from convscope.makers.exemplars import exemplars_of
from convscope.makers.jobs import Job, batches_of, jobs_of
from convscope.makers.judging import as_inputs, peaks
from convscope.makers.pictures import LEVELS, Pictures, as_bytes
from convscope.makers.registration import Made, maker
from convscope.makers.session import Session
from convscope.makers.shelf import shelf_key
from convscope.makers.visualization_settings import VisualizeSettings
from convscope.network import Network
from convscope.synthesis import SPACES, STEPPERS, Ascent, Parameterization, ascend
from convscope.synthesis.start import start_from

Shape = tuple[int, int, int]

AT_ONCE = 8  # pictures in a batch: more is no faster on a CPU
BUDGET = 2**30  # bytes that the values of their layers may take


@maker("visualize", VisualizeSettings)
def visualize(network: Network, settings: VisualizeSettings, session: Session) -> Made:
    """Climb the units in batches, judge the pictures as they are saved, and set them beside photos."""
    shape = _shape(network, settings)
    batches = batches_of(jobs_of(network, settings, shape), _at_once(network, settings, shape))
    pictures = Pictures.resumed(session.resumed, shape)
    for batch in batches[pictures.batches :]:
        keys = _keys(network, settings, batch) if session.shelf else []
        if session.shelf and (kept := session.shelf.find(keys)):
            pictures.add(*kept)
            session.step += pictures.steps
            continue
        _climb(network, settings, shape, batch, session, pictures, len(batches))
        if session.stopped:
            break
        if session.shelf:
            session.shelf.put(
                keys, pictures.images[-len(batch) :], pictures.attention[-len(batch) :], pictures.steps
            )
    jobs = [job for batch in batches for job in batch][: len(pictures.images)]
    images = pictures.images.float() / LEVELS
    values, cells = _judged(network, images, jobs), _cells(network, settings, images, jobs)
    return Made(
        picture=drawn(pictures.images, pictures.attention, cells),
        images=images.permute(0, 2, 3, 1).numpy(),
        objective=", ".join(settings.units),
        value=sum(values) / len(values),
        steps=pictures.steps,
        facts={
            "pictures": [
                {
                    "objective": str(job.unit),
                    "sign": job.sign,
                    "seed": job.seed,
                    "value": value,
                    "peak": cell.peak,
                    "best_photo": cell.best,
                    "multiple": cell.multiple,
                    "photos": [{"photo": e.photo, "value": e.value} for e in cell.exemplars],
                }
                for job, value, cell in zip(jobs, values, cells, strict=True)
            ]
        },
    )


def _shape(network: Network, settings: VisualizeSettings) -> Shape:
    if len(network.input_shape) != 3:
        raise SynthesisError(
            f"{network.name} takes inputs of shape {network.input_shape}, which are no pictures.",
            "Use a network that takes (channels, rows, columns).",
        )
    channels, rows, columns = network.input_shape
    return channels, settings.size or rows, settings.size or columns


def _at_once(network: Network, settings: VisualizeSettings, shape: Shape) -> int:
    if STEPPERS[settings.stepper].alone:
        return 1
    return min(AT_ONCE, photos_at_a_time(network.graph(shape), keeps_values=True, budget=BUDGET))


def _climb(
    network: Network,
    settings: VisualizeSettings,
    shape: Shape,
    jobs: Sequence[Job],
    session: Session,
    pictures: Pictures,
    batches: int,
) -> None:
    """Climb one batch and add its pictures to those that are done."""
    space = SPACES[settings.space](shape)
    made = Parameterization(space, decorrelated=settings.decorrelated, range=settings.range)
    starts = [start_from(job.start, network, made, job.seed, settings.contrast) for job in jobs]

    def watch(ascent: Ascent) -> None:
        session.tick(
            steps=batches * settings.steps,
            value=float(ascent.history[-1].mean()),
            picture=lambda: preview(as_bytes(ascent.images)),
            state=lambda: pictures.state(ascent.state()),
        )

    ascent = ascend(
        network,
        [job.objective for job in jobs],
        made,
        torch.cat(starts),
        settings.climb(min(shape[1:])),
        seeds=[job.seed for job in jobs],
        watch=watch,
        state=pictures.ascent,
    )
    pictures.add(as_bytes(ascent.images), ascent.attention, ascent.steps)


def _keys(network: Network, settings: VisualizeSettings, jobs: Sequence[Job]) -> list[str]:
    """Of each picture, by all that decides it: not by what else is on the sheet or beside it."""
    aside = {"units", "first", "sign", "against", "patches", "seed", "start"}
    how = settings.model_dump(mode="json", exclude=aside)
    origin = [hashlib.sha256(photo.read_bytes()).hexdigest() for photo in settings.start_photos()]
    return [shelf_key(network.digest, how, str(job.objective), job.seed, job.start, *origin) for job in jobs]


@torch.no_grad()
def _judged(network: Network, images: Tensor, jobs: Sequence[Job]) -> list[float]:
    """The unit's own number for each picture, as it is saved and without movements."""
    inputs = as_inputs(network, images)
    graph = network.graph(inputs.shape[1:])
    values = []
    for job, one in zip(jobs, inputs, strict=True):
        bound = job.unit.bind(network, graph.input_shape)
        read = evaluate(graph, {graph.input: one[None]}, bound.reads)
        values.append(float(bound.score(read)))
    return values


def _cells(network: Network, settings: VisualizeSettings, images: Tensor, jobs: Sequence[Job]) -> list[Cell]:
    inputs = as_inputs(network, images)
    reached = [
        peaks(network, one[None], [job.unit], [job.sign])[0][0][0]
        for job, one in zip(jobs, inputs, strict=True)
    ]
    if settings.against is None:
        return [Cell(job.caption, peak) for job, peak in zip(jobs, reached, strict=True)]
    units, signs = [job.unit for job in jobs], [job.sign for job in jobs]
    found = exemplars_of(network, units, signs, settings.against, settings.patches)
    return [Cell(job.caption, peak, of) for job, peak, of in zip(jobs, reached, found, strict=True)]
