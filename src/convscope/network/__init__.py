"""Networks: a module or a stored graph with its preprocessing and labels, and the ways to open one."""

from convscope.network.entry import NetworkEntry
from convscope.network.labels import Labels
from convscope.network.listing import networks
from convscope.network.network import Network, Prediction
from convscope.network.opening import open_network

__all__ = ["Labels", "Network", "NetworkEntry", "Prediction", "networks", "open_network"]
