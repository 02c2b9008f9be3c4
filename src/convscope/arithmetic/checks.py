"""Checks of the numbers that describe a layer."""

from __future__ import annotations

from convscope.errors import LayerSizeError


def check_integer(name: str, value: object, least: int) -> int:
    """Return ``value`` if it is an integer of at least ``least``.

    Raises:
        LayerSizeError: it is not an integer, or it is too small.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise LayerSizeError(f"The {name} must be an integer, got {value!r}.", "Give a whole number.")
    if value < least:
        raise LayerSizeError(
            f"The {name} must be at least {least}, got {value}.", f"Give {least} or a larger number."
        )
    return value


def check_groups(groups: int, in_channels: int, out_channels: int) -> None:
    """Check that the groups divide both numbers of channels.

    Raises:
        LayerSizeError: they do not.
    """
    check_integer("number of groups", groups, 1)
    check_integer("number of input channels", in_channels, 1)
    check_integer("number of output channels", out_channels, 1)
    for side, channels in (("input", in_channels), ("output", out_channels)):
        if channels % groups:
            raise LayerSizeError(
                f"{groups} groups must divide the number of {side} channels, but that is {channels}.",
                f"Choose groups that divide {in_channels} and {out_channels}.",
            )
