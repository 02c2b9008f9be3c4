"""Networks: a module or a stored graph with its inputs and its task, and the ways to open one."""

from convscope.network.architecture import NetworkEntry
from convscope.network.input import Input
from convscope.network.labels import Labels
from convscope.network.libraries import networks
from convscope.network.network import Network
from convscope.network.openers import open_network
from convscope.network.opening import Opening
from convscope.network.task import TASKS, Prediction, Task

__all__ = [
    "TASKS",
    "Input",
    "Labels",
    "Network",
    "NetworkEntry",
    "Opening",
    "Prediction",
    "Task",
    "networks",
    "open_network",
]
