"""Options of the commands that open a network, and how they open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import BaseModel, Field

from convscope.cli.answer import note
from convscope.cli.grammar import network_spec
from convscope.cli.options_from import Given
from convscope.cli.told import check_channels, read_labels, read_numbers, read_size

if TYPE_CHECKING:
    from convscope.network import Network

_NAMES = (
    "efficientnet-lite0, an architecture (resnet50, timm/NAME), a run, a checkpoint, a .pt2 file, file.py:function "
    "or a text: 'input 1x28x28 -> conv 32 3x3 -> relu -> ...' or a pasted Sequential of Keras or PyTorch."
)

NetworkArgument = Annotated[
    str | None, typer.Argument(metavar="[NETWORK]", help="The same as --network.", show_default=False)
]
NetworkName = Annotated[str, typer.Option("--network", metavar="NETWORK", help=f"The network: {_NAMES}")]
UNIT = "LAYER:CHANNEL@ROW,COLUMN as in blocks.1:12@7,7, or class:LABEL."
UnitArgument = Annotated[
    str,
    typer.Argument(metavar="UNIT", help=f"One number: {UNIT}"),
]
Device = Annotated[str, typer.Option(help="Where to compute: cpu, cuda, cuda:1, mps.")]
Seed = Annotated[int, typer.Option(help="Seed of everything random.")]
Engine = Annotated[
    str, typer.Option(help="What computes forward passes: auto, pytorch or openvino; the result is the same.")
]
Memory = Annotated[
    str | None,
    typer.Option(
        help="What layers' values may take, as 500MB or 2GB; by default a quarter of the free memory."
    ),
]
RunCode = Annotated[bool, typer.Option("--run-code", help="Allow file.py:function to run that file.")]

DEFAULT_NETWORK = "efficientnet-lite0"


class _Named(BaseModel):
    network: str = Field(DEFAULT_NETWORK, description=f"The network: {_NAMES}")


class OpeningOptions(BaseModel):
    """How a network is opened; see `convscope.open_network`."""

    weights: str | None = Field(
        None,
        description="default (the library's, downloaded if needed), random (untrained) or a checkpoint.",
    )
    arch: str | None = Field(
        None, description="A checkpoint's architecture: torchvision/NAME, timm/NAME, file.py:function."
    )
    task: str | None = Field(
        None,
        description="What the outputs mean, where the network does not say it: classes, score, labels, numbers, "
        "segmentation, things, colours, picture, generation, boxes, instances, regions, caption or features.",
    )
    input: str | None = Field(
        None,
        description="Rows x columns of the photos that it takes, 64x64, perhaps with channels, 64x64x3; "
        "by default the network's.",
    )
    mean: str | None = Field(
        None, description="Mean of photos in [0, 1], one number a channel or one for all: 0.485,0.456,0.406."
    )
    std: str | None = Field(None, description="Standard deviation, likewise.")
    labels: str | None = Field(
        None, description="Names of the outputs in their order: cat,dog, or a file with a name on each line."
    )
    edits: str | None = Field(
        None,
        description="Edits of its layers and weights: blocks.4:12=0 switches a channel off, "
        "conv_stem.weight[3,0,1,1]=0.5 changes a weight; with ; between several.",
    )
    device: str = Field("cpu", description="Where to compute: cpu, cuda, cuda:1, mps.")
    seed: int = Field(0, description="Seed of everything random.")
    run_code: bool = Field(False, description="Allow file.py:function to run that file.")


class NetworkOptions(OpeningOptions, _Named):
    """Which network is opened, and how."""


def opened(opening: Given, *, for_shapes: bool = False) -> Network:
    """The network that the options name, with what it assumes told; torch is imported only here.

    Args:
        opening: what was given of `NetworkOptions`.
        for_shapes: whether only shapes are asked for, so that an architecture needs no weights.

    Raises:
        NetworkError: it cannot be opened.
    """
    from convscope.network import open_network
    from convscope.network.declarative import is_declaration

    if for_shapes and lacks_weights(opening):
        opening = {**opening, "weights": "random"}
    how = NetworkOptions.model_validate(opening)
    spec = network_of(opening)
    opened_network = open_network(
        spec,
        **how.model_dump(exclude={"network", "input", "mean", "std", "labels"}),
        size=None if how.input is None else read_size(how.input),
        mean=None if how.mean is None else read_numbers(how.mean, "mean"),
        std=None if how.std is None else read_numbers(how.std, "std"),
        labels=None if how.labels is None else read_labels(how.labels),
    )
    if (full := opened_network.description.opening.spec) != spec:
        if not is_declaration(spec):
            note(f"{spec} is {full}.")
        elif " ".join(spec.split()) != full:
            note(f"The network is read as {full}.")
    if how.input is not None and (read := check_channels(how.input, opened_network.input_shape[0])):
        note(read)
    for assumption in opened_network.assumptions:
        note(assumption)
    if opened_network.is_random and not for_shapes:
        note("The weights are random: nobody trained this network.")
    return opened_network


def network_of(opening: Given) -> str:
    """The network that the options name: ``run:NAME`` where there is such a run."""
    return network_spec(NetworkOptions.model_validate(opening).network)


def lacks_weights(opening: Given) -> bool:
    """Whether the options name an architecture and no weights for it."""
    from convscope.network.declarative import is_declaration
    from convscope.network.libraries import LIBRARIES, full_name

    spec = network_of(opening)
    is_architecture = (
        is_declaration(spec) or spec.partition("/")[0] in LIBRARIES.all() or full_name(spec) is not None
    )
    return is_architecture and "weights" not in opening


def seed_of(opening: Given) -> int:
    """The seed that the options name."""
    return OpeningOptions.model_validate(opening).seed
