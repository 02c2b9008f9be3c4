"""The states of random number generators, to be put back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import torch
from torch import nn

_Restore = Callable[[], object]


def random_states(module: nn.Module) -> Iterator[_Restore]:
    """How to put back the generators of Python, NumPy and PyTorch, on the CPU and where the module's tensors are."""
    yield partial(random.setstate, random.getstate())
    yield partial(np.random.set_state, np.random.get_state())  # the one that users' code draws from
    yield partial(torch.set_rng_state, torch.get_rng_state())
    devices = {tensor.device for tensor in chain(module.parameters(), module.buffers())}
    for device in devices - {torch.device("cpu"), torch.device("meta")}:
        kind = torch.get_device_module(device)
        place = () if device.type == "mps" else (device,)
        yield partial(kind.set_rng_state, kind.get_rng_state(*place), *place)


def state_of_generator(thing: Any) -> _Restore | None:
    """How to put back one generator; None if the thing is none."""
    if isinstance(thing, torch.Generator):
        return partial(thing.set_state, thing.get_state())
    if isinstance(thing, np.random.Generator):
        return partial(setattr, thing.bit_generator, "state", thing.bit_generator.state)
    if isinstance(thing, random.Random):
        return partial(thing.setstate, thing.getstate())
    return None
