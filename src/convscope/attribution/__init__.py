"""Attribution: what a score owes to each pixel.  One file a method; `convscope.registry` finds them."""

from convscope.attribution.method import Maps, Method, Options
from convscope.attribution.probe import Probe

__all__ = ["Maps", "Method", "Options", "Probe"]
