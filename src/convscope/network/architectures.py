"""The architecture that a spec names, apart from any weights: what a new network is trained from."""

from __future__ import annotations

from torch import nn

from convscope.errors import NetworkError
from convscope.network import embedded
from convscope.network.architecture import Architecture
from convscope.network.choice import Choice
from convscope.network.declarative import declared_architecture, is_declaration
from convscope.network.device import checked_device
from convscope.network.from_python import is_python, module_of_file
from convscope.network.libraries import LIBRARIES
from convscope.network.listing import unknown_network


def find_architecture(spec: str, *, run_code: bool = False, seed: int = 0) -> Architecture:
    """The architecture of a spec.

    Args:
        spec: ``efficientnet-lite0``, ``convscope/NAME``, ``torchvision/NAME``, ``timm/NAME``, a text
            ``input 1x28x28 -> ...`` or ``file.py:function``, whose module has the classes that it has.
        run_code: whether a Python file may run.
        seed: of what a Python file draws.

    Raises:
        NetworkError: nothing that can be built has this name.
        LayerSizeError: a layer of a text is impossible.
    """
    if is_declaration(spec):
        return declared_architecture(spec, " ".join(spec.split()))
    if spec == embedded.NAME:
        return embedded.embedded_architecture()
    prefix, _, name = spec.partition("/")
    if prefix in LIBRARIES and name in LIBRARIES[prefix].names():
        return LIBRARIES[prefix].architecture(name)
    if is_python(spec):
        return _of_python(Choice(spec, None, None, checked_device("cpu"), seed, run_code))
    raise unknown_network(spec)


def _of_python(choice: Choice) -> Architecture:
    module = module_of_file(choice.name, choice)

    def build(_: int | None) -> nn.Module:
        return module_of_file(choice.name, choice)

    def download() -> nn.Module:
        raise NetworkError(f"{choice.name} makes its own weights.", "Leave --weights out.")

    return Architecture(
        name=choice.name,
        build=build,
        download=download,
        weights="",
        classes=_outputs(module),
        preprocessing=None,
        preprocessing_untrained=None,
    )


def _outputs(module: nn.Module) -> int:
    """The classes of a module: the outputs of its last layer with weights."""
    last = [part for part in module.modules() if isinstance(part, nn.Linear | nn.Conv2d)]
    if not last:
        return 0
    return last[-1].out_features if isinstance(last[-1], nn.Linear) else last[-1].out_channels
