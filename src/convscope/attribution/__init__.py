"""Attribution methods: how much each pixel contributes to a score.  `convscope.registry` finds them."""

from convscope.attribution.method import Maps, Method, Options
from convscope.attribution.probe import Probe

__all__ = ["Maps", "Method", "Options", "Probe"]
