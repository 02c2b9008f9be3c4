"""Recipes of the literature: which settings together are whose method.

Each is a set of settings of a visualization; what the user gives besides replaces them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

Recipe = Literal["distill", "classes", "maco", "simonyan", "mahendran", "yosinski", "inceptionism", "none"]

_UNPRIMED: Mapping[str, Any] = {
    "space": "pixels",
    "decorrelated": False,
    "transforms": "none",
}

RECIPES: Mapping[str, Mapping[str, Any]] = {
    # Olah, Mordvintsev and Schubert 2017, doi:10.23915/distill.00007: waves scaled as in photos, colours
    # decorrelated, the picture moved at random.
    "distill": {},
    # For a whole thing instead of fragments all over the picture: waves that fall more steeply than in photos, the
    # random resized crops and mirror images of training, and a rate that falls, which averages their noise away.
    "classes": {"power": 1.5, "rate": 0.12, "falling": True, "transforms": "resized-crops"},
    # Fel et al. 2023, arXiv:2306.06805: only the phase of the waves.
    "maco": {"space": "phase", "rate": 0.1, "transforms": "crops"},
    # Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034: from zeros, the square norm subtracted.
    "simonyan": {**_UNPRIMED, "range": "free", "start": "zeros", "stepper": "sgd", "rate": 0.03, "l2": 2.0},
    # Mahendran and Vedaldi 2016, arXiv:1512.02017: total variation, a bounded range, jitter.
    "mahendran": {
        **_UNPRIMED, "range": "clamp", "start": "zeros", "rate": 0.05, "tv": 15.0, "transforms": "jitter",
    },
    # Yosinski et al. 2015, arXiv:1506.06579: decay, blur and clipping of small pixels after each step.
    "yosinski": {
        **_UNPRIMED, "range": "free", "start": "zeros", "stepper": "sgd", "rate": 0.1, "l2": 0.5, "blur": 0.7,
        "clip": 0.02,
    },
    # Mordvintsev, Olah and Tyka 2015: all resolutions at once, normalised gradients, jitter.
    "inceptionism": {"space": "pyramid", "stepper": "sgd", "rate": 0.02, "transforms": "jitter"},
    # Nothing against high frequencies: what an ascent finds without a prior.
    "none": {**_UNPRIMED},
}  # fmt: skip


def recipe_for(units: Sequence[str]) -> str:
    """The default for some units: what a whole picture is asked for needs another than what a place is asked for."""
    return "classes" if all(str(unit).startswith(("class:", "prob:")) for unit in units) else "distill"
