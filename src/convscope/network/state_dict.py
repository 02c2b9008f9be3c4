"""Fitting the tensors of a checkpoint to a module."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from torch import Tensor, nn

from convscope.errors import NetworkError

_SHOWN = 3
# What DataParallel and torch.compile put into the path of what they wrap, which may be a part of the module.
_WRAPPERS = ("module", "_orig_mod")
# How torchvision named the parts of a DenseNet layer until parts could no longer have a dot in their names.
_OLD_DENSENET = re.compile(r"(denselayer\d+\.(?:norm|relu|conv))\.([12])(?=\.)")


def wrapping(saved: Collection[str], wanted: Collection[str]) -> str:
    """The prefix under which most of the wanted names are saved.

    Whatever wraps a state dict is a prefix of its names: the mapping that it lies in (``state_dict.``,
    ``model.``), the part of a Lightning module, DataParallel (``module.``), ``torch.compile`` (``_orig_mod.``),
    or several of them.  Of equal ones, averaged weights (``ema``) come first, since they are the ones meant for
    use.
    """
    counts: Counter[str] = Counter()
    for name in saved:
        parts = name.split(".")
        for start in range(len(parts)):
            if ".".join(parts[start:]) in wanted:
                counts[".".join([*parts[:start], ""])] += 1
    return max(counts, key=lambda prefix: (counts[prefix], "ema" in prefix), default="")


def unwrapped(saved: Mapping[str, Tensor], wanted: Collection[str]) -> dict[str, Tensor]:
    """The tensors under the prefix that fits best, by their names behind it, wrappings inside the path removed."""
    named = _as_today(saved, wanted)
    prefix = wrapping(named, wanted)
    return {name.removeprefix(prefix): tensor for name, tensor in named.items() if name.startswith(prefix)}


def _as_today(saved: Mapping[str, Tensor], wanted: Collection[str]) -> dict[str, Tensor]:
    """The tensors by names without wrappers and old spellings, unless the module itself has such names."""
    parts = {part for name in wanted for part in name.split(".")}
    wrappers = [word for word in _WRAPPERS if word not in parts]
    found = {}
    for name, tensor in saved.items():
        path = ".".join(part for part in name.split(".") if part not in wrappers)
        found[path if path in wanted else _OLD_DENSENET.sub(r"\1\2", path)] = tensor
    return found


def saved_classes(module: nn.Module, state: Mapping[str, Tensor], classes: int) -> int:
    """The number of classes of a state dict, where the module has another one.

    The tensors of a classifier differ from the module's in their first dimension alone, all in the same way.
    """
    found = {
        state[name].shape[0]
        for name, own in module.state_dict().items()
        if name in state
        and state[name].shape != own.shape
        and own.dim() == state[name].dim() > 0
        and own.shape[0] == classes
        and own.shape[1:] == state[name].shape[1:]
    }
    return found.pop() if len(found) == 1 else classes


def load_state(module: nn.Module, state: Mapping[str, Tensor], source: str, name: str) -> None:
    """Give a module the tensors of a state dict, all of them.

    Raises:
        NetworkError: listing what is missing, unexpected or of another shape.
    """
    own = module.state_dict()
    other = {key for key in own if key in state and own[key].shape != state[key].shape}
    # A state dict of another shape would raise for the first such tensor, so these are listed apart.
    report = module.load_state_dict({k: v for k, v in state.items() if k not in other}, strict=False)
    missing = [key for key in report.missing_keys if key not in other]
    shapes = [f"{key} {tuple(state[key].shape)} for {tuple(own[key].shape)}" for key in own if key in other]
    complaints = [
        f"{len(found)} {kind} ({_some(found)})"
        for kind, found in (
            ("missing", missing),
            ("unexpected", report.unexpected_keys),
            ("of another shape", shapes),
        )
        if found
    ]
    if complaints:
        raise NetworkError(
            f"The tensors of {source} do not fit {name}: {', '.join(complaints)}.",
            "Give the architecture that it was saved from (arch).",
        )


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
