"""What a method may ask of a network about its photos: counted, and in bounded memory."""

from convscope.attribution.probe.probe import Probe
from convscope.attribution.probe.references import gradients_beside
from convscope.attribution.probe.tail_runs import TailRuns
from convscope.attribution.probe.windows import falls_of_windows

__all__ = ["Probe", "TailRuns", "falls_of_windows", "gradients_beside"]
