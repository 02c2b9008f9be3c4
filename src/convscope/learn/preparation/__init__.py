"""The data and the network of a training, before its first step: one file a kind of network."""

from convscope.learn.preparation.preparation import Preparation
from convscope.learn.preparation.preparing import prepare

__all__ = ["Preparation", "prepare"]
