"""Publishing the page of a network and its photos."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from convscope.errors import ImageError, MethodError, OutputError, suggest
from convscope.extras import needs
from convscope.files import replacing_folder
from convscope.images import photos_in
from convscope.progress import Progress
from convscope.render.notebook import default_progress
from convscope.server.publishing.published import Published
from convscope.server.publishing.settings import METHODS, PublishSettings
from convscope.settings import read_settings

if TYPE_CHECKING:
    from convscope.network import Network
    from convscope.server.answer import Answer
    from convscope.server.microscope import Microscope
    from convscope.server.publishing.questions import Question


class Settings(TypedDict, total=False):
    """Those of `convscope.server.publishing.settings.PublishSettings`, which says what each means."""

    layers: tuple[str, ...]
    units: tuple[str, ...]
    methods: tuple[str, ...]
    classes: int
    channels: int
    places: int
    megabytes: int


def publish(
    network: Network,
    photos: Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str] = "microscope",
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    **settings: Unpack[Settings],
) -> Published:
    """Write the live page of a network and photos as files for any web host, or to be opened as they are.

    What `convscope.serve` would compute when it is asked is computed now, by the same routes.  The same network,
    photos and settings give the same files.

    Args:
        network: takes one photo.
        photos: files, and folders of them.
        folder: of the page; it appears whole or not at all.
        overwrite: put it in the place of a page that was published there before.
        progress: told how many answers are done.
        settings: those of `convscope.server.publishing.settings.PublishSettings`.

    Returns:
        What was written: `.folder`, `.page`, `.answers`, `.size`.

    Raises:
        ExtraError: a package of the extra ``serve`` is not installed.
        ImageError: there is no photo, or one cannot be decoded.
        NetworkError: the network takes several inputs, or no photo, or has no such layer or unit.
        MethodError: there is no such method, or it does not apply to the network.
        OutputError: the folder is taken, or it would become too large.
        Cancelled: somebody asked to stop.
    """
    chosen = read_settings(PublishSettings, settings, "publish", OutputError)
    needs("serve", "fastapi")
    place = Path(folder)
    _check_place(place, overwrite=overwrite)
    paths = photos_in(photos)
    if not paths:
        raise ImageError("There is no photo to publish.", "Give at least one.")
    told = default_progress(progress)
    from convscope.server.publishing.writing import Written

    with _microscope(network, paths) as microscope, replacing_folder(place) as made:
        written = Written(made)
        count = _answered(microscope, chosen, written, told)
        written.end()
        size = sum(file.stat().st_size for file in made.rglob("*") if file.is_file())
        names = tuple(held.name for held in microscope.shelf.all())
    return Published(place, network.name, names, count, size)


@contextmanager
def _microscope(network: Network, paths: list[Path]) -> Iterator[Microscope]:
    """A microscope whose photos have numbers by their content, so that they are the same on every machine."""
    from convscope.cache import cache_room
    from convscope.server.kept_answers import KeptAnswers
    from convscope.server.microscope import Microscope
    from convscope.server.shelf import Shelf, number_by_content

    with TemporaryDirectory(prefix="convscope-") as sent:
        shelf = Shelf(paths, Path(sent), number_by_content)
        microscope = Microscope(network, shelf, KeptAnswers(cache_room("answers")))
        try:
            yield microscope
        finally:
            microscope.close()


def _answered(microscope: Microscope, chosen: PublishSettings, written: Any, progress: Progress) -> int:
    """Answer what is asked, and give the number of answers."""
    from convscope.server.answer import Answer
    from convscope.server.app import questions as routes
    from convscope.server.publishing.asking import asked
    from convscope.server.publishing.questions import OPENING, of_a_photo
    from convscope.server.routes.outputs import output_of

    app, network = routes(microscope), microscope.network
    methods = _methods(network, chosen)
    labels: dict[str, list[str]] = {}
    done = 0

    def take(question: Question, answer: Answer) -> None:
        nonlocal done
        done += 1
        if question.path == "api/methods":
            cards = [card for card in json.loads(answer.content) if card["name"] in methods]
            answer = Answer(json.dumps(cards).encode(), answer.media_type)
        elif question.path.endswith("/predictions"):
            rows = [row for row in json.loads(answer.content) if row["probability"] is not None]
            labels[question.path.split("/")[2]] = [row["label"] for row in rows[: chosen.classes]]
        written.put(question, answer)
        progress.step(done, total, what="answering")

    photos = [held.id for held in microscope.shelf.all()]
    first = [*OPENING, *(one for photo in photos for one in of_a_photo(photo, output_of(network.task)))]
    total: int | None = None
    asked(app, first, take, progress)
    rest = [one for photo in photos for one in _of_a_photo(microscope, photo, labels[photo], methods, chosen)]
    total = done + len(rest)
    size = sum(question.size for question in (*first, *rest))
    progress.note(f"{total:,d} answers are computed, {size / 1e6:.0f} MB before they are compressed.")
    if size > chosen.megabytes * 1e6:
        raise OutputError(
            f"The page would hold {size / 1e6:.0f} MB, more than the {chosen.megabytes} MB that it may.",
            "Publish fewer photos, layers, channels or methods, or allow more with megabytes=1000.",
        )
    asked(app, rest, take, progress)
    return total


def _of_a_photo(
    microscope: Microscope, photo: str, labels: list[str], methods: list[str], chosen: PublishSettings
) -> Iterator[Question]:
    from convscope.server.publishing.questions import attribution_questions, map_questions, unit_questions

    network, graph = microscope.network, microscope.network.graph()
    layers = [graph.find_layer(layer).address for layer in chosen.layers]
    layers = list(dict.fromkeys(layers)) or [layer.address for layer in network.layers]
    values = network.activations(microscope.shelf.photo(microscope.shelf.find(photo)), layers)
    yield from map_questions(photo, values, chosen.channels)
    yield from unit_questions(photo, network, values, chosen)
    rows, columns = network.input_shape[-2:]
    yield from attribution_questions(photo, labels, methods, 4 * rows * columns)


def _methods(network: Network, chosen: PublishSettings) -> list[str]:
    from convscope.registry import methods

    known, graph = methods(), network.graph()
    for name in chosen.methods:
        if name not in known:
            raise MethodError(f"There is no method {name!r}.", suggest(name, known, "See convscope methods."))
        if not known[name].fits(graph):
            raise MethodError(f"{name} does not apply to {network.name}.", "Choose another method.")
    return list(chosen.methods) or [name for name in METHODS if known[name].fits(graph)]


def _check_place(place: Path, *, overwrite: bool) -> None:
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return
    is_page = (place / "answers" / "index.js").is_file()
    if is_page and overwrite:
        return
    raise OutputError(
        f"{place} is taken.",
        "Choose another folder, or replace the page in it with overwrite=True."
        if is_page
        else "Choose another folder.",
    )
