"""An ncnn network as a module."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from torch import Tensor, nn

from convscope.errors import NetworkError, suggest
from convscope.network.ncnn.layers import KINDS
from convscope.network.ncnn.param_file import Layer
from convscope.network.ncnn.weights_file import WeightsFile

# Layers that compute nothing: what comes in, and one map read several times.
_INPUT, _SPLIT = "Input", "Split"


class NcnnNetwork(nn.Module):
    """The layers of a ``.param`` file: one map in, (N, C, rows, columns), and one out.

    Its modules are called as its layers are, a point in their names being an underscore.
    """

    def __init__(self, layers: Sequence[Layer], weights: WeightsFile, file: Path) -> None:
        """Make the layers, in the order of the file, as the weights are.

        Args:
            layers: of the file.
            weights: of all of them.
            file: that they stand in, for messages.

        Raises:
            NetworkError: a layer is unknown or reads what is not there, or there are several inputs or outputs.
        """
        super().__init__()
        made = [name for layer in layers if layer.kind == _INPUT for name in layer.outputs]
        self._steps: list[Layer] = []
        known, read = set(made), set[str]()
        for layer in layers:
            if layer.kind == _INPUT:
                continue
            if layer.kind != _SPLIT and layer.kind not in KINDS:
                hint = suggest(layer.kind, KINDS, f"There are {', '.join(KINDS)}.")
                raise NetworkError(f"{file} has a layer of the kind {layer.kind}, which is not known.", hint)
            if missing := [name for name in layer.inputs if name not in known]:
                raise NetworkError(f"{file}: {layer.name} reads {missing[0]}, which nothing makes before it.")
            if layer.kind != _SPLIT:
                self.add_module(_module_name(layer), KINDS[layer.kind](layer, weights))
            self._steps.append(layer)
            read.update(layer.inputs)
            known.update(layer.outputs)
        left = [name for layer in self._steps for name in layer.outputs if name not in read]
        if (len(made), len(left)) != (1, 1):
            raise NetworkError(
                f"{file} has {len(made)} inputs and {len(left)} outputs, and one of each was expected.",
                "Open the network that it was converted from, in PyTorch.",
            )
        self._input, self._output = made[0], left[0]

    def forward(self, photos: Tensor) -> Tensor:
        """(N, C, rows, columns) of the output."""
        maps = {self._input: photos}
        for layer in self._steps:
            given = [maps[name] for name in layer.inputs]
            found = given[0] if layer.kind == _SPLIT else self.get_submodule(_module_name(layer))(*given)
            maps.update(dict.fromkeys(layer.outputs, found))
        return maps[self._output]


def _module_name(layer: Layer) -> str:
    return layer.name.replace(".", "_")
