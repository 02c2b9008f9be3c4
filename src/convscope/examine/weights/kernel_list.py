"""The kernels of a layer, each with its figures, in an order that shows what they have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from convscope.errors import AddressError
from convscope.examine.weights.expanded import expanded_weights
from convscope.examine.weights.layer_weights import first_input, kernels_of, reads_the_photo, weighted_layer
from convscope.examine.weights.settings import KernelSettings
from convscope.examine.weights.sheet import kernel_sheet
from convscope.examine.weights.unit_kernel import UnitKernel, unit_kernel
from convscope.network import Network
from convscope.record import Recorded, recorded
from convscope.render import save_picture
from convscope.render.notebook import Displayed
from convscope.render.notebook.fragments import picture
from convscope.settings import read_settings

_SECTOR = 22.5
# Of a sheet in a notebook, so that its captions can be read.
SHEET_SIDE = 900
_OF_ONE_KIND = "Choose a network of the same architecture."


class Settings(TypedDict, total=False):
    """Those of `convscope.examine.weights.settings.KernelSettings`, which says what each means."""

    expanded: bool
    sort: Literal["wave", "norm", "unit"]
    most: int


@dataclass(frozen=True, eq=False, repr=False)
class KernelList(Recorded, Displayed):
    """Kernels of a layer.

    Attributes:
        network: the network's name.
        layer: address of the layer.
        units: how many units it has.
        kernels: those that are shown, in their order.
        is_colour: whether the layer reads the photo's three colours, or the weights are of the photo's pixels.
        beside: name of the network beside it; None where there is none.
        settings: what decides the sheet.
    """

    network: str
    layer: str
    units: int
    kernels: tuple[UnitKernel, ...]
    is_colour: bool
    beside: str | None
    settings: KernelSettings

    def picture(self) -> Image.Image:
        """All of them on a sheet: colours of a first layer and signed patterns of a deeper one, on one scale."""
        return kernel_sheet(self.kernels, is_colour=self.is_colour)

    def save(self, path: str | Path) -> None:
        """Write the sheet.

        Raises:
            OutputError: the file cannot be written.
        """
        save_picture(self.picture(), Path(path), self.manifest())

    def document(self) -> Mapping[str, Any]:
        """The figures in plain values."""
        return {
            "network": self.network,
            "layer": self.layer,
            "units": self.units,
            "beside": self.beside,
            "kernels": [kernel.document() for kernel in self.kernels],
        }

    def _line(self) -> str:
        beside = f" beside {self.beside}" if self.beside else ""
        return f"{self.layer} of {self.network}{beside}: {len(self.kernels)} of {self.units} kernels"

    def _fragments(self) -> Sequence[str]:
        return [picture(self.picture(), side=SHEET_SIDE)]

    def _preview(self) -> Image.Image:
        return self.picture()


@recorded()
def kernels(
    network: Network,
    layer: str | None = None,
    *,
    beside: Network | None = None,
    **settings: Unpack[Settings],
) -> KernelList:
    """Show the kernels of a layer: raw in a first layer, by their strongest pattern in a deeper one.

    Args:
        network: the network.
        layer: a convolution or linear layer, or what holds only one; by default the first convolution.
        beside: another network whose layer of the same address is shown beside, unit by unit.
        settings: those of `convscope.examine.weights.settings.KernelSettings`.

    Returns:
        The kernels: `.picture()`, `.kernels`, `.document()`, `.save(path)`.

    Raises:
        AddressError: there is no such layer with weights, or that beside has other kernels.
        ConvscopeError: a setting is wrong.
    """
    chosen = read_settings(KernelSettings, settings, "kernels", AddressError)
    graph = network.graph()
    node = weighted_layer(graph, layer)
    raw = kernels_of(graph, node)
    norms = np.linalg.norm(raw.reshape(len(raw), -1), axis=1)
    units = sorted(np.argsort(-norms, kind="stable")[: chosen.most].tolist())
    weights = expanded_weights(graph, node, units) if chosen.expanded else raw[units]
    others = (
        None if beside is None else _others(beside, node.address, units, weights, expanded=chosen.expanded)
    )
    found = [
        unit_kernel(
            unit,
            0 if chosen.expanded else first_input(node, raw, unit),
            weights[n],
            None if others is None else others[n],
        )
        for n, unit in enumerate(units)
    ]
    return KernelList(
        network=network.name,
        layer=node.address,
        units=len(raw),
        kernels=tuple(sorted(found, key=_ORDERS[chosen.sort])),
        is_colour=weights.shape[1] == 3 and (chosen.expanded or reads_the_photo(graph, node)),
        beside=None if beside is None else beside.name,
        settings=chosen,
    )


def _others(
    network: Network, address: str, units: list[int], weights: NDArray[np.float64], *, expanded: bool
) -> NDArray[np.float64]:
    graph = network.graph()
    node = weighted_layer(graph, address)
    raw = kernels_of(graph, node)
    if len(raw) <= max(units):
        raise AddressError(f"{address} of {network.name} has {len(raw)} units.", _OF_ONE_KIND)
    found = expanded_weights(graph, node, units) if expanded else raw[units]
    if found.shape != weights.shape:
        raise AddressError(
            f"The kernels of {address} are {weights.shape[1:]}, those of {network.name} {found.shape[1:]}.",
            _OF_ONE_KIND,
        )
    return found


def _by_wave(kernel: UnitKernel) -> tuple[float, float, int]:
    """Even areas first, then directions in sectors of 22.5 degrees, in each from slow to fast waves."""
    if kernel.wave.orientation is None:
        return (-1.0, 0.0, kernel.unit)
    return (round(kernel.wave.orientation / _SECTOR) % 8, kernel.wave.frequency, kernel.unit)


_ORDERS: Mapping[str, Any] = {
    "wave": _by_wave,
    "norm": lambda kernel: (-kernel.norm, kernel.unit),
    "unit": lambda kernel: kernel.unit,
}
