"""What `benchmarks.trust` measures: which methods, by which metrics, on how many photos of which networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benchmarks.lite_networks import NAMES
from convscope.explanation.request import Request
from convscope.registry import find_method, find_metric, methods
from convscope.report.comparison.comparing import QUICK

SEED = 0
FAITHFULNESS = ("insertion", "deletion", "average-drop", "infidelity", "sparseness")
Options = dict[str, dict[str, int]]

# Fewer steps than by default: a third of the time.
_METRIC_STEPS: Options = {
    "insertion": {"steps": 8},
    "deletion": {"steps": 8},
    "infidelity": {"samples": 32},
}
_METHOD_STEPS: Options = {"integrated-gradients": {"steps": 20}, "smoothgrad": {"samples": 12}}
_SANITY_STEPS: Options = {"randomization": {"levels": 3}, "random-logit": {"samples": 2}}


@dataclass(frozen=True, eq=False)
class Part:
    """Methods judged by metrics.

    Attributes:
        name: in the records.
        title: for people.
        methods: names of the registry.
        metrics: names of the registry.
        photos: how many.
        networks: which.
        options: of methods and metrics, where they are not the default.
        begins: when its turn comes, in parts of the whole run.
    """

    name: str
    title: str
    methods: tuple[str, ...]
    metrics: tuple[str, ...]
    photos: int
    networks: tuple[str, ...]
    options: Options
    begins: float

    @property
    def asked(self) -> dict[str, Any]:
        """All that a finished photo depends on, in plain values."""
        options = {name: dict(given) for name, given in self.options.items()}
        return {"methods": list(self.methods), "metrics": list(self.metrics), "options": options}

    @property
    def request(self) -> Request:
        """The question to each photo."""
        asked = tuple(map(find_method, self.methods)), tuple(map(find_metric, self.metrics))
        return Request(*asked, target=None, layer=None, regions={}, options=self.options, seed=SEED)


_USUAL = (
    *("grad-cam", "grad-cam++", "layercam", "eigen-cam", "ablation-cam", "guided-grad-cam"),
    *("saliency", "input-x-gradient", "smoothgrad", "integrated-gradients", "deeplift", "lrp"),
    *("guided-backprop", "deconvnet"),
)
PARTS = {
    part.name: part
    for part in (
        Part(
            "usual",
            "The usual methods",
            _USUAL,
            FAITHFULNESS,
            80,
            NAMES,
            _METRIC_STEPS | _METHOD_STEPS,
            0,
        ),
        Part(
            "sanity",
            "Sanity of the quick methods",
            QUICK,
            ("randomization", "random-logit"),
            20,
            NAMES[:1],
            _METHOD_STEPS | _SANITY_STEPS,
            0,
        ),
        # The slow methods take forty times as long as the others: one network.
        Part(
            "every",
            "Every method with its default options",
            tuple(methods()),
            FAITHFULNESS,
            8,
            NAMES[:1],
            _METRIC_STEPS,
            1,
        ),
    )
}
