"""Jobs that make pictures: the makers' settings as a page can send them, its photos by their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from convscope.makers.making import find_maker, make
from convscope.makers.progress import Making
from convscope.makers.visualization.settings import STARTS
from convscope.network import Network
from convscope.progress import Progress
from convscope.record.carried import png_with_manifest
from convscope.server.shelf import Shelf
from convscope.synthesis.steering import Steering

LARGEST = 1024  # pixels of a side, for the memory's sake

# Settings of each maker that are photos, and those that name folders of the server's disk.
PHOTOS: Mapping[str, tuple[str, ...]] = {"visualize": ("start",), "dream": ("photo", "guide")}
# The setting of each that says what is climbed.
CLIMBS: Mapping[str, str] = {"visualize": "units", "dream": "layers"}
_FOLDERS = ("against", "patches")


def settings_of(maker: str) -> type[BaseModel]:
    """A maker's settings as a page can send them: no paths, and no picture larger than `LARGEST`."""
    fields: dict[str, Any] = {}
    for name, field in find_maker(maker).settings.model_fields.items():
        if name in PHOTOS[maker]:
            said = f"{field.description} By its id."
            fields[name] = (
                (str, Field(max_length=20, description=said))
                if field.is_required()
                else (str | None, Field(None, max_length=20, description=said))
            )
        elif name == "size":
            fields[name] = (int | None, Field(None, ge=32, le=LARGEST, description=field.description))
        elif name not in _FOLDERS:
            fields[name] = (field.annotation, field)
    return create_model(f"{maker.capitalize()}Asked", __config__=ConfigDict(extra="forbid"), **fields)


@dataclass(frozen=True)
class Work:
    """What a job does.

    Attributes:
        maker: what makes the picture.
        network: its name.
        settings: as the page sent them.
        make: makes the picture as a PNG file that carries how it was made, photos by their names alone.
        steering: what it climbs.
        check: raises where objectives cannot take the place of those of the settings.
    """

    maker: str
    network: str
    settings: Mapping[str, Any]
    make: Callable[[Progress], bytes]
    steering: Steering
    check: Callable[[Sequence[str]], object]


def work_of(network: Network, shelf: Shelf, maker: str, asked: Mapping[str, Any]) -> Work:
    """A picture that shall be made.

    Raises:
        MissingError: there is no photo of an id.
        SynthesisError: a setting is wrong.
    """
    settings, names = dict(asked), dict[str, str]()
    for field in PHOTOS[maker]:
        value = settings.get(field)
        if value is None or (field == "start" and value in STARTS):
            continue
        held = shelf.find(value)
        path = str(held.path.absolute())
        settings[field], names[path] = path, held.name
    found, steering = find_maker(maker), Steering()
    parsed = found.parse(settings)
    steer = found.steer
    assert steer is not None  # of all that can be jobs

    def made(progress: Progress) -> bytes:
        picture = make(maker, network, settings, making=Making(progress, steering=steering))
        return png_with_manifest(picture.picture, _renamed(picture.manifest(), names))

    return Work(
        maker, network.name, asked, made, steering, lambda objectives: steer(network, parsed, objectives)
    )


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Plain values with names in the place of paths."""
    if isinstance(value, Mapping):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
