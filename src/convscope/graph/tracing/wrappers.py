"""Modules around a module that compute nothing of their own."""

from __future__ import annotations

from torch import nn

# What torch.compile returns keeps the module under the one name, what runs it on several devices under the other.
_HELD_BY = {
    "torch._dynamo.eval_frame.OptimizedModule": "_orig_mod",
    "torch.nn.parallel.data_parallel.DataParallel": "module",
    "torch.nn.parallel.distributed.DistributedDataParallel": "module",
    "torch.optim.swa_utils.AveragedModel": "module",
}


def unwrapped(module: nn.Module) -> nn.Module:
    """The module inside what ``torch.compile``, (distributed) data parallelism or averaging put around it."""
    kind = type(module)
    held = _HELD_BY.get(f"{kind.__module__}.{kind.__qualname__}")
    return unwrapped(getattr(module, held)) if held else module
