"""Dropout at the rate that the user chose, also in networks without dropout layers."""

from __future__ import annotations

from functools import partial

from torch import Tensor, nn
from torch.nn import functional as F

from convscope.errors import TrainingError
from convscope.learn.network_parts import head_layer
from convscope.network import Network


def set_dropout(module: nn.Module, input_shape: tuple[int, ...], rate: float) -> None:
    """Give a module's dropout layers a rate; a module without any gets dropout before its last layer.

    Args:
        module: a classifier in training mode.
        input_shape: of one picture.
        rate: probability with which a value is set to zero.

    Raises:
        TrainingError: the module has no dropout layer, and its last layer is not linear.
    """
    layers = [part for part in module.modules() if isinstance(part, nn.modules.dropout._DropoutNd)]
    for layer in layers:
        layer.p = rate
    if layers:
        return
    head = head_layer(module, Network(module.eval(), input_shape=input_shape).graph())
    module.train()
    if head is None:
        raise TrainingError(
            "The network has no dropout layer, and no linear last layer to put dropout before.",
            "Leave dropout out.",
        )
    drop_before(head, rate)


def drop_before(layer: nn.Linear, rate: float) -> None:
    """Apply dropout to the input of a layer in training mode; the names of the weights stay as they are."""
    layer.register_forward_pre_hook(partial(_dropped, rate))


def _dropped(rate: float, layer: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    return F.dropout(inputs[0], rate, layer.training), *inputs[1:]
