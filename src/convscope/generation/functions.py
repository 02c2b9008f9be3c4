"""What people call generating: pictures of classes, from a seed."""

from __future__ import annotations

from collections.abc import Sequence

from convscope.errors import NetworkError
from convscope.generation.drawing import check_generates, drawn
from convscope.generation.drawing_settings import drawing_settings
from convscope.generation.generated import ANY, Generated
from convscope.generation.ways import noise_and_classes
from convscope.images import Photo, PhotoSource, decode
from convscope.network import Network
from convscope.progress import Progress
from convscope.record import recorded
from convscope.render.notebook import default_progress

_COLUMNS = 10
# In memory at a time, and in a folder.
_MOST = 100_000


@recorded(reads=("near",))
def generate(
    network: Network,
    classes: Sequence[str] = (),
    *,
    count: int = 64,
    seed: int = 0,
    walk: int | None = None,
    along: int | None = None,
    near: PhotoSource | Photo | None = None,
    steps: int | None = None,
    guidance: float | None = None,
    truncation: float | None = None,
    progress: Progress | None = None,
) -> Generated:
    """Make pictures, each from noise of its own that the seed and its number decide.

    Args:
        network: a generator, such as a run of ddpm, dcgan or vae.
        classes: that are made in turn; ``any`` leaves the class to chance; by default all of the network.
        count: how many pictures.
        seed: of the noise.
        walk: another seed: the pictures lead from the first one of ``seed`` to the first one of this.
        along: the pictures follow a direction of codes through the first one of ``seed``: 1 is the one along which
            they change most.
        near: a photo, for networks that read codes: the pictures begin by the code whose picture is nearest to it;
            without ``walk`` and ``along``, each class is made of this code once.
        steps: of a diffusion model, from noise to a picture, 30 by default; more is better and takes longer.
        guidance: of a diffusion model, 2 by default: 1 takes it as it is; more makes pictures more typical of their
            class, and less various.
        truncation: of a network that reads codes, 1 by default: less keeps codes near their mean, whose pictures are
            more typical, and less various.
        progress: told how many steps are done.

    Raises:
        NetworkError: the network makes no pictures, there are none or too few of something, or a setting does not
            fit the network.
        ObjectiveError: it does not know a class.
        ImageError: the photo cannot be read.
        Cancelled: somebody asked to stop.
    """
    check_generates(network)
    how = drawing_settings(network, steps, guidance, truncation)
    if count < 1:
        raise NetworkError("Generating needs at least one picture.", "Give a larger number.")
    if count > _MOST:
        raise NetworkError(
            f"At most {_MOST:,} pictures are made at a time, got {count:,}.",
            "Make fewer, and others from another seed.",
        )
    labels = network.labels
    asked = [None if one == ANY and ANY not in labels.names else labels.find(one) for one in classes]
    turn: Sequence[int | None] = asked or range(len(labels))
    photo = near if near is None or isinstance(near, Photo) else decode(near)
    progress = default_progress(progress)
    noise, wanted = noise_and_classes(
        network, turn, count, seed, walk=walk, along=along, near=photo, progress=progress
    )
    pixels = drawn(network, wanted, how.truncation * noise, how.steps, how.guidance, progress)
    ways = {"walk": walk, "along": along, "near": None if photo is None else photo.name}
    return Generated(
        pixels,
        tuple(ANY if one is None else labels.short(one) for one in wanted),
        len(set(wanted)) if 1 < len(set(wanted)) <= 2 * _COLUMNS else min(_COLUMNS, len(wanted)),
        seed,
        network.opening,
        {**how.said, **{name: value for name, value in ways.items() if value is not None}},
    )
