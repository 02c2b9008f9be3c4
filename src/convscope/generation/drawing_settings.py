"""What a kind of generator can be told, and what holds where nobody says it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from convscope.errors import NetworkError
from convscope.generation.drawing import is_diffusion
from convscope.network import Network

_STEPS, _GUIDANCE, _TRUNCATION = 30, 2.0, 1.0


@dataclass(frozen=True)
class DrawingSettings:
    """How pictures are drawn.

    Attributes:
        steps: from noise to a picture; one of a network that reads codes.
        guidance: towards the class; 1 takes the network as it is.
        truncation: by which noise is multiplied.
        said: what of it the kind of network can be told.
    """

    steps: int
    guidance: float
    truncation: float
    said: dict[str, Any]


def drawing_settings(
    network: Network, steps: int | None, guidance: float | None, truncation: float | None
) -> DrawingSettings:
    """The settings of a generator, its own defaults where they are None.

    Args:
        network: a generator.
        steps: of a diffusion model.
        guidance: of a diffusion model.
        truncation: of a network that reads codes.

    Raises:
        NetworkError: the network takes no such setting, or no such number of it.
    """
    if is_diffusion(network):
        if truncation is not None:
            raise NetworkError(
                f"{network.name} begins with noise of a strength that it knows, which truncation would change.",
                "Leave truncation out, or give more guidance.",
            )
        steps, guidance = _STEPS if steps is None else steps, _GUIDANCE if guidance is None else guidance
        if steps < 1:
            raise NetworkError("Generating needs at least one step.", "Give more.")
        if not 0 <= guidance < inf:
            raise NetworkError(f"A guidance is 0 or more, got {guidance:g}.", "Give 2, say.")
        return DrawingSettings(steps, guidance, 1, {"steps": steps, "guidance": guidance})
    for name, value in (("steps", steps), ("guidance", guidance)):
        if value is not None:
            raise NetworkError(
                f"{network.name} makes a picture of a code at once: it takes no {name}.",
                f"Leave {name} out; a truncation below 1 makes pictures more typical of their class.",
            )
    truncation = _TRUNCATION if truncation is None else truncation
    if not 0 <= truncation < inf:
        raise NetworkError(f"A truncation is 0 or more, got {truncation:g}.", "Give 0.7, say.")
    return DrawingSettings(1, 1.0, truncation, {"truncation": truncation})
