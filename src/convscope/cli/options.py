"""Options of the commands that open a network, and how they open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from convscope.network import Network

_NAMES = (
    "efficientnet-lite0, convscope/NAME, torchvision/NAME, timm/NAME, a checkpoint, a .pt2 file, file.py:function "
    "or a text: 'input 1x28x28 -> conv 32 3x3 -> relu -> ...'."
)

NetworkArgument = Annotated[str, typer.Argument(metavar="NETWORK", help=f"The network: {_NAMES}")]
NetworkName = Annotated[str, typer.Option("--network", metavar="NETWORK", help=f"The network: {_NAMES}")]
UnitArgument = Annotated[
    str,
    typer.Argument(
        metavar="UNIT", help="One number: LAYER:CHANNEL@ROW,COLUMN as in blocks.1:12@7,7, or class:LABEL."
    ),
]
Weights = Annotated[
    str | None,
    typer.Option(help="default (the library's, downloaded if needed), random (untrained) or a checkpoint."),
]
Arch = Annotated[
    str | None,
    typer.Option(help="A checkpoint's architecture: torchvision/NAME, timm/NAME, file.py:function."),
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


def opened(
    network: str, weights: str | None, arch: str | None, device: str, seed: int, run_code: bool
) -> Network:
    """The network that the options name; torch is imported only here.

    Raises:
        NetworkError: it cannot be opened.
    """
    from convscope.network import open_network

    return open_network(network, weights=weights, arch=arch, device=device, seed=seed, run_code=run_code)
