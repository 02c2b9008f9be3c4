"""Convscope: a microscope for convolutional networks."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from convscope.version import VERSION as __version__  # noqa: N811  # the name that every package has it by

if TYPE_CHECKING:
    from convscope.convolution.worked import convolve
    from convscope.datasets.captioned.composing import compose
    from convscope.datasets.examination import data
    from convscope.examine.neighbours.nearest import similar
    from convscope.examine.scans.scanning import scan
    from convscope.examine.weights.kernel_list import kernels
    from convscope.explanation.explaining import explain
    from convscope.explanation.measured_field import receptive_field
    from convscope.explanation.reading import read
    from convscope.explanation.worked_unit import trace
    from convscope.exports.with_card import export
    from convscope.generation.functions import generate
    from convscope.generation.telling import real_or_generated
    from convscope.learn.functions import train
    from convscope.learn.summaries import runs
    from convscope.makers.film_functions import dream_film, style_film
    from convscope.makers.functions import caricature, dream, invert, style, visualize
    from convscope.network.considered import considered
    from convscope.network.detecting import detect
    from convscope.network.diagram import draw
    from convscope.network.edits.editing import edit
    from convscope.network.layer_list import layers
    from convscope.network.libraries import networks
    from convscope.network.network import Network
    from convscope.network.openers import open_network
    from convscope.network.predicting import predict
    from convscope.network.saying import caption
    from convscope.plugins import register
    from convscope.registry import methods, metrics
    from convscope.render.filtered import filter  # noqa: A004  # the command's name
    from convscope.report.comparison.comparing import compare
    from convscope.report.concepts.concepts_of import concepts
    from convscope.report.embedding.embedding_of import embed
    from convscope.report.evaluation.evaluating import evaluate
    from convscope.report.lecture.worked import lecture
    from convscope.report.photo import look
    from convscope.report.reproduction import reproduce
    from convscope.report.unit.studying import unit
    from convscope.restore.colorizing import colorize
    from convscope.restore.functions import denoise, repair, upscale
    from convscope.segmentation.segmenting import segment
    from convscope.server.publishing.publishing import publish
    from convscope.server.serving import serve

__all__ = [
    "Network",
    "__version__",
    "caption",
    "caricature",
    "colorize",
    "compare",
    "compose",
    "concepts",
    "considered",
    "convolve",
    "data",
    "denoise",
    "detect",
    "draw",
    "dream",
    "dream_film",
    "edit",
    "embed",
    "evaluate",
    "explain",
    "export",
    "filter",
    "generate",
    "invert",
    "kernels",
    "layers",
    "lecture",
    "look",
    "methods",
    "metrics",
    "networks",
    "open_network",
    "predict",
    "publish",
    "read",
    "real_or_generated",
    "receptive_field",
    "register",
    "repair",
    "reproduce",
    "runs",
    "scan",
    "segment",
    "serve",
    "similar",
    "style",
    "style_film",
    "trace",
    "train",
    "unit",
    "upscale",
    "visualize",
]

# Where the names above live, as the imports for the type checker say it; a module is loaded when one of its names is
# first asked for, so that importing the package loads no torch.
_HOMES = {
    name: f"convscope.{home}"
    for home, names in {
        "convolution.worked": ("convolve",),
        "datasets.captioned.composing": ("compose",),
        "datasets.examination": ("data",),
        "examine.neighbours.nearest": ("similar",),
        "examine.scans.scanning": ("scan",),
        "examine.weights.kernel_list": ("kernels",),
        "explanation.explaining": ("explain",),
        "explanation.reading": ("read",),
        "explanation.measured_field": ("receptive_field",),
        "explanation.worked_unit": ("trace",),
        "exports.with_card": ("export",),
        "generation.functions": ("generate",),
        "generation.telling": ("real_or_generated",),
        "learn.functions": ("train",),
        "learn.summaries": ("runs",),
        "makers.film_functions": ("dream_film", "style_film"),
        "makers.functions": ("caricature", "dream", "invert", "style", "visualize"),
        "network.saying": ("caption",),
        "network.considered": ("considered",),
        "network.detecting": ("detect",),
        "network.diagram": ("draw",),
        "network.edits.editing": ("edit",),
        "network.layer_list": ("layers",),
        "network.libraries": ("networks",),
        "network.network": ("Network",),
        "network.openers": ("open_network",),
        "network.predicting": ("predict",),
        "plugins": ("register",),
        "registry": ("methods", "metrics"),
        "render.filtered": ("filter",),
        "report.comparison.comparing": ("compare",),
        "report.concepts.concepts_of": ("concepts",),
        "report.embedding.embedding_of": ("embed",),
        "report.evaluation.evaluating": ("evaluate",),
        "report.lecture.worked": ("lecture",),
        "report.photo": ("look",),
        "report.reproduction": ("reproduce",),
        "report.unit.studying": ("unit",),
        "restore.colorizing": ("colorize",),
        "restore.functions": ("denoise", "repair", "upscale"),
        "server.publishing.publishing": ("publish",),
        "segmentation.segmenting": ("segment",),
        "server.serving": ("serve",),
    }.items()
    for name in names
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'convscope' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
