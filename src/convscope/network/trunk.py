"""A trunk: a classifier's layers up to its maps at some strides, on which heads for boxes or masks stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from convscope.errors import NetworkError

STRIDES = (8, 16, 32)
# Before these.
FINE = (2, 4)


class Trunk(NamedTuple):
    """What heads stand on.

    Attributes:
        maps: a module from inputs to a mapping of maps, ``"0"`` and so on, the finest first.
        strides: of each map.
        channels: of each map.
        early: names of its blocks before the stride of 8, whose edges and colours suit any photo.
    """

    maps: nn.Module
    strides: tuple[int, ...]
    channels: tuple[int, ...]
    early: tuple[str, ...]


def trunk_name(spec: str) -> str:
    """The network that heads stand on, ``efficientnet-lite0`` of ``fcos:efficientnet-lite0``."""
    return spec.partition(":")[2]


def trunk_of(
    classifier: nn.Module, name: str, shape: tuple[int, ...], *, of: str, finer: Sequence[int] = ()
) -> Trunk:
    """A classifier's layers that heads stand on, with its maps at the strides 8, 16 and 32.

    At each stride the last block is taken that ends there: the children of the module, and of those that are
    stacks, theirs.  What comes behind, such as the pooling and the last layer, is left out.

    Args:
        classifier: whose layers, with their weights, become the trunk's.
        name: of its architecture, for messages.
        shape: (C, rows, columns) of an input that it takes as a whole.
        of: what stands on it, for messages: ``a detector``.
        finer: strides of maps that are taken as well where there are any.

    Raises:
        NetworkError: its layers cannot be parted, or it has no maps of these strides.
    """
    from timm.models import create_feature_extractor

    blocks = [name for name, part in classifier.named_modules() if _is_block(classifier, name, part)]
    try:
        extractor = create_feature_extractor(classifier.eval(), {block: block for block in blocks})
        with torch.no_grad():
            maps: Mapping[str, Tensor] = extractor(torch.zeros(1, *shape))
    # PyTorch's tracer raises errors of many kinds at what it cannot follow.
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise NetworkError(
            f"{name} cannot be the trunk of {of}: its layers cannot be parted ({reason}).",
            "Choose one of torchvision's or timm's networks.",
        ) from error
    strides = {block: _stride(values, shape) for block, values in maps.items() if values.dim() == 4}
    found = {stride: block for block, stride in strides.items()}
    if not found.keys() >= set(STRIDES):
        raise NetworkError(
            f"{name} cannot be the trunk of {of}: it has no maps of the strides 8, 16 and 32.",
            "Choose another network.",
        )
    taken = tuple(stride for stride in sorted(found) if stride in (*finer, *STRIDES))
    chosen = [found[stride] for stride in taken]
    channels = tuple(maps[block].shape[1] for block in chosen)
    trunk = create_feature_extractor(classifier, {block: str(place) for place, block in enumerate(chosen)})
    early = tuple(block for block, stride in strides.items() if 0 < stride < STRIDES[0])
    return Trunk(trunk, taken, channels, early)


def _is_block(module: nn.Module, name: str, part: Any) -> bool:
    """Whether a part is a child of the module, or of a child that is a stack."""
    if not name or not any(True for _ in part.parameters()):
        return False
    parent = name.rpartition(".")[0]
    owner = module.get_submodule(parent)
    return not parent or (parent.count(".") == 0 and isinstance(owner, nn.Sequential))


def _stride(values: Tensor, shape: tuple[int, ...]) -> int:
    """The stride of a map whose places cover the whole input; 0 of one that ends before its edges."""
    sides = zip(values.shape[2:], shape[1:], strict=True)
    fitting = [stride for stride in (1, *FINE, *STRIDES) if values.shape[2] == -(-shape[1] // stride)]
    return fitting[0] if fitting and all(own == -(-side // fitting[0]) for own, side in sides) else 0
