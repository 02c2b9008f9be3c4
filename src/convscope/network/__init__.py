"""Networks: a module or a stored graph with its preprocessing and labels, and the ways to open one."""

from convscope.network.labels import Labels
from convscope.network.network import Network, Prediction

__all__ = ["Labels", "Network", "Prediction"]
