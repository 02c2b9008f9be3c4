"""The libraries of architectures, by the prefix of their networks' names, and what is found in them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from convscope.errors import NetworkError, did_you_mean, suggest
from convscope.network import embedded
from convscope.network.architecture import Architecture, NetworkEntry
from convscope.network.captioners import (
    CAPTIONERS,
    REGION_CAPTIONERS,
    captioner_architecture,
    region_captioner_architecture,
)
from convscope.network.classics import classic_architecture, classic_entries, classic_names
from convscope.network.colorizers import COLORIZERS, colorizer_architecture
from convscope.network.declarative import declared_architecture, is_declaration
from convscope.network.detectors import DETECTORS, detector_architecture
from convscope.network.from_python import is_python, python_architecture
from convscope.network.from_timm import timm_architecture, timm_entries, timm_names
from convscope.network.from_torchvision import (
    torchvision_architecture,
    torchvision_entries,
    torchvision_names,
)
from convscope.network.from_torchvision_detection import (
    detection_architecture,
    detection_entries,
    detection_names,
)
from convscope.network.from_torchvision_segmentation import (
    segmentation_architecture,
    segmentation_entries,
    segmentation_names,
)
from convscope.network.generators import generator_architecture, generator_entries, generator_names
from convscope.network.opening import Opening
from convscope.network.restorers import restorer_architecture, restorer_entries, restorer_names
from convscope.network.segmenters import SEGMENTERS, segmenter_architecture
from convscope.network.trunk import trunk_name
from convscope.plugins import Registry

_OURS = ("convscope", "torchvision", "timm")
# What stands on a trunk, by the word before the colon: made of the whole name and the trunk's architecture.
_ON_TRUNKS: Mapping[str, Callable[[str, Architecture], Architecture]] = {
    **dict.fromkeys(DETECTORS, detector_architecture),
    **dict.fromkeys(SEGMENTERS, segmenter_architecture),
    **dict.fromkeys(COLORIZERS, colorizer_architecture),
    **dict.fromkeys(CAPTIONERS, captioner_architecture),
    **dict.fromkeys(REGION_CAPTIONERS, region_captioner_architecture),
}


@dataclass(frozen=True)
class Library:
    """Where architectures come from; each function imports the library when it is called.

    Attributes:
        name: the prefix of its networks' names, as in ``NAME/resnet50``.
        names: what `architecture` takes.
        architecture: an architecture by its name.
        entries: the list of networks for people.
    """

    name: str
    names: Callable[[], list[str]]
    architecture: Callable[[str], Architecture]
    entries: Callable[[], list[NetworkEntry]]


def _of_torchvision(name: str) -> Architecture:
    if name in segmentation_names():
        return segmentation_architecture(name)
    return (detection_architecture if name in detection_names() else torchvision_architecture)(name)


def _of_ours(name: str) -> Architecture:
    if name in restorer_names():
        return restorer_architecture(name)
    return (generator_architecture if name in generator_names() else classic_architecture)(name)


LIBRARIES: Registry[Library] = Registry(
    Library,
    "library of networks",
    lambda: (
        Library(
            "convscope",
            lambda: [*classic_names(), *restorer_names(), *generator_names()],
            _of_ours,
            lambda: [*classic_entries(), *restorer_entries(), *generator_entries()],
        ),
        Library(
            "torchvision",
            lambda: [*torchvision_names(), *segmentation_names(), *detection_names()],
            _of_torchvision,
            lambda: [*torchvision_entries(), *segmentation_entries(), *detection_entries()],
        ),
        Library("timm", timm_names, timm_architecture, timm_entries),
    ),
    NetworkError,
    lambda: f"There are {', '.join(LIBRARIES.all())}.",
)


def library_network(spec: str) -> Architecture | None:
    """The architecture that a name ``LIBRARY/NAME`` means; None where that is no library's name.

    Raises:
        NetworkError: the library has no such network.
    """
    prefix, _, name = spec.partition("/")
    library = LIBRARIES.all().get(prefix)
    if library is None:
        return None
    if name not in library.names():
        raise unknown_network(spec)
    return library.architecture(name)


def full_name(spec: str) -> str | None:
    """The name with its library of a bare architecture's name: ``torchvision/resnet50`` for ``resnet50``.

    Returns:
        That of the first library that has it, in the order of `LIBRARIES`; None where none has.
    """
    return next(
        (f"{name}/{spec}" for name, library in LIBRARIES.all().items() if spec in library.names()), None
    )


def networks(pattern: str = "") -> list[NetworkEntry]:
    """The networks that `open_network` knows by name; none is built or downloaded.

    Args:
        pattern: part of a name, or a pattern such as ``timm/*resnet*``; by default all.
    """
    glob = pattern.lower() if any(sign in pattern for sign in "*?[") else f"*{pattern.lower()}*"
    own = NetworkEntry(embedded.NAME, "efficientnet", embedded.INPUT_SHAPE, "embedded")
    entries = (own, *(entry for library in LIBRARIES.all().values() for entry in library.entries()))
    return [entry for entry in entries if fnmatchcase(entry.name.lower(), glob)]


def is_on_trunk(spec: str) -> bool:
    """Whether a name is that of heads on a trunk: ``fcos:NAME``, ``unet:NAME``, ``colorizer:NAME``."""
    return spec.partition(":")[0] in _ON_TRUNKS


def is_ours(spec: str) -> bool:
    """Whether an architecture is that of Convscope, torchvision or timm, rather than of a Python file or a plugin."""
    name = trunk_name(spec) if is_on_trunk(spec) else spec
    if is_declaration(name) or name == embedded.NAME:
        return True
    if is_python(name):
        return False
    if "/" in name:
        return name.partition("/")[0] in _OURS
    of_others = [library for prefix, library in LIBRARIES.all().items() if prefix not in _OURS]
    return not any(name in library.names() for library in of_others)


def find_architecture(spec: str, *, run_code: bool = False, seed: int = 0) -> Architecture:
    """The architecture that a spec names, apart from any weights: what a new network is trained from.

    Args:
        spec: ``efficientnet-lite0``, ``convscope/NAME``, ``torchvision/NAME``, ``timm/NAME``, a text
            ``input 1x28x28 -> ...`` or ``file.py:function``, whose module has the outputs that it has; or
            ``fcos:NAME``, ``unet:NAME``, ``colorizer:NAME``, ``attend:NAME`` or ``dense:NAME``, what stands on one of
            these.
        run_code: whether a Python file may run.
        seed: of what a Python file draws.

    Raises:
        NetworkError: nothing that can be built has this name.
        LayerSizeError: a layer of a text is impossible.
    """
    if is_on_trunk(spec):
        trunk = find_architecture(trunk_name(spec), run_code=run_code, seed=seed)
        return _ON_TRUNKS[spec.partition(":")[0]](spec, trunk)
    if is_declaration(spec):
        return declared_architecture(spec)
    if spec == embedded.NAME:
        return embedded.embedded_architecture()
    if (known := library_network(spec)) is not None:
        return known
    if is_python(spec):
        return python_architecture(Opening(spec, seed=seed, run_code=run_code))
    if (full := full_name(spec)) is not None:
        return find_architecture(full)
    word, colon, _ = spec.partition(":")
    if colon and word not in LIBRARIES.all() and re.fullmatch(r"[\w-]+", word):
        raise NetworkError(
            f"There is no detector, segmenter, colorizer or captioner {word!r}.",
            suggest(word, _ON_TRUNKS, f"There are {', '.join(_ON_TRUNKS)}."),
        )
    raise unknown_network(spec)


def unknown_network(spec: str) -> NetworkError:
    """The error for a name that nothing has, with near matches over all prefixes."""
    names = [embedded.NAME]
    names += [f"{prefix}/{name}" for prefix, library in LIBRARIES.all().items() for name in library.names()]
    near = _near(spec, names)
    hint = did_you_mean(near, "`convscope networks` lists them.")
    return NetworkError(f"There is no network {spec!r}.", hint)


def _near(spec: str, names: list[str]) -> list[str]:
    """Names whose part behind the prefix is the nearest: of that library where it has the name, else over all."""
    by_ending: dict[str, list[str]] = {}
    for name in names:
        by_ending.setdefault(name.rpartition("/")[2], []).append(name)
    *prefix, ending = re.split("[/:]", spec.lower().rstrip("/"))
    if ending in by_ending:
        same = [name for name in by_ending[ending] if name.partition("/")[0] in prefix]
        return same or by_ending[ending]
    endings = difflib.get_close_matches(ending, by_ending, n=2, cutoff=0.6)
    return [name for near in endings for name in by_ending[near]]
