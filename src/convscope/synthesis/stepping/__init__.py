"""How a gradient becomes a step."""

from convscope.synthesis.stepping.adam import Adam
from convscope.synthesis.stepping.lbfgs import LBFGS
from convscope.synthesis.stepping.normalised import Normalised
from convscope.synthesis.stepping.stepper import Stepper

STEPPERS: dict[str, type[Stepper]] = {"adam": Adam, "sgd": Normalised, "lbfgs": LBFGS}

__all__ = ["LBFGS", "STEPPERS", "Adam", "Normalised", "Stepper"]
