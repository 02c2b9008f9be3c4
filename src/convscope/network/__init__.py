"""Networks: a module or a stored graph with its inputs and its task, and the ways to open one."""

from convscope.network.architecture import NetworkEntry
from convscope.network.feature_maps import FeatureMaps
from convscope.network.input import Input
from convscope.network.labels import Labels
from convscope.network.libraries import networks
from convscope.network.network import Network
from convscope.network.openers import open_network
from convscope.network.opening import Opening
from convscope.network.task import TASKS, Prediction, Predictions, Task

__all__ = [
    "TASKS",
    "FeatureMaps",
    "Input",
    "Labels",
    "Network",
    "NetworkEntry",
    "Opening",
    "Prediction",
    "Predictions",
    "Task",
    "networks",
    "open_network",
]
