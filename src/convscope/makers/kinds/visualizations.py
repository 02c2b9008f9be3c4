"""Feature visualization: the pictures that activate units of a network most."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor

from convscope.errors import SynthesisError
from convscope.graph import evaluate
from convscope.graph.forward.chunks import chunk_size
from convscope.makers.picture_cache import PictureCache, picture_key
from convscope.makers.progress import Making
from convscope.makers.registration import maker
from convscope.makers.result import Synthesis
from convscope.makers.visualization.climb import climb_of
from convscope.makers.visualization.drawing import Cell, drawn
from convscope.makers.visualization.exemplars import exemplars_of
from convscope.makers.visualization.finished import Finished
from convscope.makers.visualization.peaks import as_inputs, peaks
from convscope.makers.visualization.settings import VisualizeSettings
from convscope.makers.visualization.subjects import Subject, batches_of, subjects_of
from convscope.network import Network
from convscope.objectives import Objective
from convscope.progress import Part
from convscope.synthesis import SPACES, STEPPERS, Fourier, Parameterization, ascend
from convscope.synthesis.pictures import LEVELS, as_bytes
from convscope.synthesis.start import start_from

Shape = tuple[int, int, int]

AT_ONCE = 8  # pictures in a batch: more is no faster on a CPU
BUDGET = 2**30  # bytes that the values of their layers may take


def with_units(network: Network, settings: VisualizeSettings, units: Sequence[str]) -> VisualizeSettings:
    """The settings with other units, for as many pictures as before, all of which are climbed at once.

    Raises:
        ConvscopeError: a unit that the network does not have.
        SynthesisError: they make more or fewer pictures, or these are made one after the other.
    """
    shape, changed = _shape(network, settings), settings.model_copy(update={"units": tuple(units)})
    sets, others = (subjects_of(network, one, shape) for one in (settings, changed))
    if len(batches_of(sets, _at_once(network, settings, shape))) > 1:
        raise SynthesisError(
            "These pictures are made one after the other, so that not all of them could change.",
            "Make fewer at a time.",
        )
    before, after = (sum(map(len, several)) for several in (sets, others))
    if before != after:
        raise SynthesisError(
            f"{', '.join(units)} makes {after:d} pictures, and {before:d} are being made.",
            "Name as many units as before, such as one channel.",
        )
    return changed


@maker("visualize", VisualizeSettings, steer=with_units)
def visualize(network: Network, settings: VisualizeSettings, making: Making) -> Synthesis:
    """Climb the units in batches, judge the pictures as they are saved, and set them beside photos."""
    shape = _shape(network, settings)
    batches = batches_of(subjects_of(network, settings, shape), _at_once(network, settings, shape))
    pictures = Finished.resumed(making.resumed, shape)
    for batch in batches[pictures.batches :]:
        keys = _keys(network, settings, batch) if making.cache else []
        if making.cache and not making.steering.changes and (kept := making.cache.find(keys)):
            pictures.add(*kept)
            continue
        _climb(network, settings, shape, batch, making, pictures, len(batches))
        if making.stopped:
            break
        if making.cache and not making.steering.changes:
            making.cache.put(
                keys, pictures.images[-len(batch) :], pictures.attention[-len(batch) :], pictures.steps
            )
    if (units := making.steering.ended(making.done)) is not None:
        settings = with_units(network, settings, units)
        batches = subjects_of(network, settings, shape)
    subjects = [subject for batch in batches for subject in batch][: len(pictures.images)]
    images = pictures.images.float() / LEVELS
    values, cells = _judged(network, images, subjects), _cells(network, settings, images, subjects)
    return Synthesis(
        picture=drawn(pictures.images, pictures.attention, cells),
        images=images.permute(0, 2, 3, 1).numpy(),
        objective=", ".join(settings.units),
        value=sum(values) / len(values),
        steps=pictures.steps,
        facts={
            "pictures": [
                {
                    "objective": str(subject.unit),
                    "sign": subject.sign,
                    "seed": subject.seed,
                    "value": value,
                    "peak": cell.peak,
                    "best_photo": cell.best,
                    "multiple": cell.multiple,
                    "photos": [{"photo": e.photo, "value": e.value} for e in cell.exemplars],
                }
                for subject, value, cell in zip(subjects, values, cells, strict=True)
            ]
        },
    )


def is_kept(network: Network, settings: VisualizeSettings, cache: PictureCache) -> bool:
    """Whether all pictures of a visualization are in a cache, so that it takes no ascent."""
    subjects = [
        one for several in subjects_of(network, settings, _shape(network, settings)) for one in several
    ]
    return cache.find(_keys(network, settings, subjects)) is not None


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
    return min(AT_ONCE, chunk_size(network.graph(shape), keeps_values=True, budget=BUDGET))


def _climb(
    network: Network,
    settings: VisualizeSettings,
    shape: Shape,
    subjects: Sequence[Subject],
    making: Making,
    pictures: Finished,
    batches: int,
) -> None:
    """Climb one batch and add its pictures to those that are done."""
    space = Fourier(shape, settings.power) if settings.space == "fourier" else SPACES[settings.space](shape)
    made = Parameterization(space, decorrelated=settings.decorrelated, range=settings.range)
    starts = [
        start_from(subject.start, network, made, subject.seed, settings.contrast) for subject in subjects
    ]

    @cache
    def objectives(units: tuple[str, ...]) -> list[Objective]:
        sets = subjects_of(network, with_units(network, settings, units), shape)
        return [subject.objective for several in sets for subject in several]

    def steered(step: int) -> list[Objective] | None:
        units = making.steering.at(pictures.taken + step)
        return None if units is None else objectives(units)

    ascent = ascend(
        network,
        [subject.objective for subject in subjects],
        made,
        torch.cat(starts),
        climb_of(settings, min(shape[1:])),
        seeds=[subject.seed for subject in subjects],
        progress=Part(making, pictures.taken, batches * settings.steps, what="visualize"),
        checkpoint=making.within(pictures.state, pictures.ascent),
        steered=steered,
    )
    pictures.add(as_bytes(ascent.images), ascent.attention, ascent.steps)


def _keys(network: Network, settings: VisualizeSettings, subjects: Sequence[Subject]) -> list[str]:
    """Of each picture, by all that decides it: not by what else is on the sheet or beside it."""
    aside = {"recipe", "units", "first", "sign", "against", "patches", "seed", "start"}
    how = settings.model_dump(mode="json", exclude=aside)
    origin = [hashlib.sha256(photo.read_bytes()).hexdigest() for photo in settings.start_photos()]
    return [
        picture_key(network.digest, how, str(subject.objective), subject.seed, subject.start, *origin)
        for subject in subjects
    ]


@torch.no_grad()
def _judged(network: Network, images: Tensor, subjects: Sequence[Subject]) -> list[float]:
    """The unit's own number for each picture, as it is saved and without movements."""
    inputs = as_inputs(network, images)
    graph = network.graph(inputs.shape[1:])
    values = []
    for subject, one in zip(subjects, inputs, strict=True):
        bound = subject.unit.bind(network, graph.input_shape)
        read = evaluate(graph, {graph.input: one[None]}, bound.reads)
        values.append(float(bound.score(read)))
    return values


def _cells(
    network: Network, settings: VisualizeSettings, images: Tensor, subjects: Sequence[Subject]
) -> list[Cell]:
    inputs = as_inputs(network, images)
    reached = [
        peaks(network, one[None], [subject.unit], [subject.sign])[0][0][0]
        for subject, one in zip(subjects, inputs, strict=True)
    ]
    if settings.against is None:
        return [Cell(subject.caption, peak) for subject, peak in zip(subjects, reached, strict=True)]
    units, signs = [subject.unit for subject in subjects], [subject.sign for subject in subjects]
    found = exemplars_of(network, units, signs, settings.against, settings.patches)
    return [
        Cell(subject.caption, peak, of) for subject, peak, of in zip(subjects, reached, found, strict=True)
    ]
