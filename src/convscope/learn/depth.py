"""How deep a network's parts lie."""

from __future__ import annotations

from torch import nn


def depth_parts(module: nn.Module) -> list[list[nn.Module]]:
    """The parts of a module from the first layers to the head: its children, and the children of stacks."""
    parts: list[list[nn.Module]] = []
    for child in module.children():
        is_stack = isinstance(child, nn.Sequential | nn.ModuleList)
        parts += [[part] for part in (child.children() if is_stack else (child,))]
    parts = [part for part in parts if any(True for module in part for _ in module.parameters())]
    found = {id(p) for part in parts for module in part for p in module.parameters()}
    # Parameters that belong to no child leave no depths to tell apart.
    return parts if all(id(p) in found for p in module.parameters()) else [[module]]
