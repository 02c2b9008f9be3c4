"""Jobs that make pictures: the makers' settings as a page can send them, its photos by their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from convscope.makers.making import find_maker, make
from convscope.makers.progress import Making
from convscope.makers.visualization.settings import STARTS
from convscope.network import Network
from convscope.progress import Progress
from convscope.record.carried import png_with_manifest
from convscope.server.shelf import Shelf

LARGEST = 1024  # pixels of a side, for the memory's sake

# Settings of each maker that are photos, and those that name folders of the server's disk.
PHOTOS: Mapping[str, tuple[str, ...]] = {"visualize": ("start",), "dream": ("photo", "guide")}
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


def making(
    network: Network, shelf: Shelf, maker: str, asked: Mapping[str, Any]
) -> Callable[[Progress], bytes]:
    """What makes a picture as a PNG file that carries how it was made, photos by their names alone.

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
    find_maker(maker).parse(settings)

    def made(progress: Progress) -> bytes:
        found = make(maker, network, settings, making=Making(progress))
        return png_with_manifest(found.picture, _renamed(found.manifest(), names))

    return made


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Plain values with names in the place of paths."""
    if isinstance(value, Mapping):
        return {names.get(key, key): _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value
