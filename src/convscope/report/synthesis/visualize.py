"""Feature visualization: the pictures that units of a network answer to most."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.graph import evaluate
from convscope.graph.chunks import photos_at_a_time
from convscope.images import photos_in
from convscope.network import Network
from convscope.report.synthesis.drawing import Cell, drawn, preview
from convscope.report.synthesis.exemplars import exemplars_of
from convscope.report.synthesis.jobs import Job, batches_of, jobs_of
from convscope.report.synthesis.judging import as_inputs, peaks
from convscope.report.synthesis.maker import Made, Settings, maker
from convscope.report.synthesis.pictures import LEVELS, Pictures, as_bytes
from convscope.report.synthesis.session import Session
from convscope.report.synthesis.shelf import shelf_key
from convscope.synthesis import SPACES, STANDARD, STEPPERS, Ascent, Climb, Jitter, Parameterization, ascend
from convscope.synthesis.after import Blur, ClipSmallNorm
from convscope.synthesis.climb import After
from convscope.synthesis.parameterization import Range
from convscope.synthesis.start import STARTS, start_from
from convscope.synthesis.transforms import NONE, Crop, Transform

Shape = tuple[int, int, int]

AT_ONCE = 8  # pictures in a batch: more is no faster on a CPU
BUDGET = 2**30  # bytes that the values of their layers may take


class VisualizeSettings(Settings):
    """What decides a feature visualization."""

    units: tuple[str, ...] = Field(
        min_length=1, description="Objectives; a layer alone stands for its channels."
    )
    first: int | None = Field(None, ge=1, description="Of a layer alone, only so many channels.")
    sign: Literal["positive", "negative", "both"] = Field("positive", description="What to reach.")
    diverse: int = Field(1, ge=1, le=64, description="Pictures of each unit that differ from each other.")
    diversity: float = Field(20.0, ge=0, description="Weight of their difference.")
    steps: int = Field(256, ge=1, le=100_000, description="Steps of the ascent.")
    size: int | None = Field(None, ge=8, le=4096, description="Rows and columns; by default the network's.")
    start: str | None = Field(
        None, description="noise, grey, zeros or a photo; by default zeros for classes, else noise."
    )
    contrast: float = Field(0.05, gt=0, le=4, description="Of the noise at the start, a photo's being 1.")
    space: Literal["fourier", "pixels", "pyramid", "phase"] = Field("fourier", description="Coordinates.")
    decorrelated: bool = Field(True, description="Whether colours are decorrelated as in photos.")
    range: Range = Field("sigmoid", description="How values become colours.")
    stepper: Literal["adam", "sgd", "lbfgs"] = Field("adam", description="How a gradient becomes a step.")
    rate: float = Field(0.08, gt=0, description="Size of a step.")
    transforms: Literal["standard", "crops", "jitter", "none"] = Field(
        "standard", description="Random movements that the picture must survive."
    )
    l1: float = Field(0, ge=0, description="Penalty: mean magnitude.")
    l2: float = Field(0, ge=0, description="Penalty: mean square.")
    tv: float = Field(0, ge=0, description="Penalty: total variation.")
    blur: float = Field(0, ge=0, le=20, description="Blur after each step, in pixels.")
    clip: float = Field(0, ge=0, lt=1, description="Share of the pixels that become grey after each step.")
    tolerance: float | None = Field(
        None, ge=0, description="Stop when the objective rises by less than this part."
    )
    transparency: bool = Field(False, description="Show only where the ascent pulled most.")
    against: Path | None = Field(None, description="A folder of photos to compare with.")
    patches: int = Field(4, ge=1, le=32, description="Photo patches beside each picture.")

    def photos(self) -> Sequence[Path]:
        """See `Settings.photos`."""
        return [*self.start_photos(), *(photos_in([self.against]) if self.against else [])]

    def start_photos(self) -> Sequence[Path]:
        """The photo that the ascent begins with, if it does."""
        return [] if self.start in (None, *STARTS) else [Path(str(self.start))]

    def climb(self, side: int) -> Climb:
        """How to climb, pictures of a side."""
        transforms: Mapping[str, tuple[Transform, ...]] = {
            "standard": STANDARD,
            "crops": (Crop(0.5, 0.95, side),),
            "jitter": (Jitter(16),),
            "none": NONE,
        }
        after: list[After] = []
        if self.blur:
            after.append(Blur(self.blur))
        if self.clip:
            after.append(ClipSmallNorm(self.clip))
        return Climb(
            steps=self.steps,
            stepper=STEPPERS[self.stepper](self.rate),
            transforms=transforms[self.transforms],
            after=after,
            tolerance=self.tolerance,
            attention=self.transparency,
        )


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
