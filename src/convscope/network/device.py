"""The device that a network computes on."""

from __future__ import annotations

import torch

from convscope.errors import NetworkError


def checked_device(name: str) -> torch.device:
    """The device of a name such as ``cpu``, ``cuda:1`` or ``mps``.

    Raises:
        NetworkError: nobody knows it, or this machine has none.
    """
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise NetworkError(f"There is no device {name!r}.", "Write cpu, cuda, cuda:1 or mps.") from error
    try:
        # The one question that all kinds of device answer: can they hold a number?
        torch.zeros(1, device=device).item()
    except (RuntimeError, AssertionError, NotImplementedError, ImportError) as error:
        raise NetworkError(f"The device {name!r} is not available here.", "Use cpu.") from error
    return device
