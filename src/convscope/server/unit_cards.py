"""What the routes say of a unit, in JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field

from convscope.examine.units.distribution import Distribution
from convscope.examine.units.effects import Effects
from convscope.examine.units.own_kernel import OwnKernel


class ReadUnit(BaseModel):
    """A unit that a kernel reads."""

    unit: int
    norm: float = Field(description="Of the kernel's weights of it.")
    sum: float = Field(description="Of the same weights: above zero where it excites.")


class KernelCard(BaseModel):
    """The kernel that computes a unit."""

    layer: str = Field(description="The layer with weights.")
    reads: str = Field(description="What that layer weighs.")
    is_colour: bool = Field(description="Whether it weighs the photo's three colours.")
    is_whole: bool = Field(description="Whether nothing is added to what it gives.")
    has_picture: bool = Field(description="Whether its weights have places, so that they can be drawn.")
    has_expanded: bool = Field(description="Whether weights of the pixels through all layers are there.")
    norm: float
    share: float = Field(description="Of its squared weights that one pattern of places explains.")
    frequency: float = Field(description="Of the pattern's strongest wave, in cycles a place.")
    orientation: float | None = Field(description="In which that wave runs, in degrees.")
    fit: float | None = Field(description="Share of the pattern that Gabor's function explains.")
    inputs: list[ReadUnit] = Field(description="The units that it reads with the greatest norms.")


class UnitCard(BaseModel):
    """A unit of the network."""

    unit: str
    name: str = Field(description="Of the class whose score it is; empty for others.")
    kernel: KernelCard | None = Field(description="Null where no kernel computes it alone.")


class HistogramCard(BaseModel):
    """How many values lie in which bar."""

    low: float = Field(description="Where the first bar begins.")
    high: float = Field(description="Where the last one ends.")
    counts: list[int]


class UnitOnPhotoCard(BaseModel):
    """What a unit makes of a photo."""

    highest: float
    place: list[int] = Field(description="Of its highest value: row and column; empty for one number.")
    lowest: float
    mean: float
    active: float = Field(description="Share of the places at which it is above zero.")
    histogram: HistogramCard
    below: float | None = Field(description="Share of the scan's sampled photos on which it stays lower.")


class RespondingRow(BaseModel):
    """A unit that responds to a photo."""

    unit: str
    value: float = Field(description="Its highest one.")
    deviation: float | None = Field(
        description="Standard deviations above the scan's mean; null without a scan."
    )
    below: float | None = Field(description="Share of the scan's sampled photos on which it stays lower.")


class EffectRow(BaseModel):
    """What a unit does to another one, or to a class."""

    unit: int
    label: str
    change: float = Field(description="By ablation: the value less that with the unit at 0 everywhere.")
    by_weights: float | None = Field(description="By the weights between; null where they do not say it.")


class EffectsOnCard(BaseModel):
    """What a unit does to a layer behind it, or to the classes."""

    layer: str
    raised: list[EffectRow]
    lowered: list[EffectRow]


class EffectsCard(BaseModel):
    """Where a unit goes."""

    next: EffectsOnCard | None = Field(description="The next layer that mixes units.")
    classes: EffectsOnCard | None = Field(description="Null where the network has no exclusive classes.")


def kernel_card(found: OwnKernel) -> KernelCard:
    """The kernel of a unit."""
    said = found.document()
    return KernelCard(
        **{name: said[name] for name in ("layer", "reads", "is_whole", "norm", "share", "inputs")},
        is_colour=found.is_colour,
        has_picture=found.shown is not None,
        has_expanded=found.expanded is not None,
        frequency=said["frequency"],
        orientation=said["orientation"],
        fit=said["gabor"] and said["gabor"]["fit"],
    )


def histogram_card(found: Distribution) -> HistogramCard:
    """A distribution."""
    return HistogramCard(low=found.low, high=found.high, counts=list(found.counts))


def effects_card(following: Effects | None, classes: Effects | None) -> EffectsCard:
    """What a unit does to the next layer, and to the classes."""
    return EffectsCard(next=_side(following), classes=_side(classes))


def _side(found: Effects | None) -> EffectsOnCard | None:
    if found is None:
        return None
    raised, lowered = ([EffectRow(**vars(one)) for one in side] for side in (found.raised, found.lowered))
    return EffectsOnCard(layer=found.layer, raised=raised, lowered=lowered)
