"""Photos that lie only in memory, as files that a picture's settings can name."""

from __future__ import annotations

import os
from pathlib import Path

from convscope.cache import cache_room
from convscope.files import replacing
from convscope.images import Photo, PhotoSource, decode


def path_of(source: PhotoSource | Photo) -> Path:
    """The path of a photo; one in memory is kept in the cache, by the digest of its pixels.

    So what is made of it says of which photo, and can be made again as long as the cache is not emptied.

    Args:
        source: a path, or what `convscope.images.decode` takes besides, or a decoded photo.

    Raises:
        ImageError: it is no photo.
        OutputError: the cache cannot be written to.
    """
    if isinstance(source, str | os.PathLike):
        return Path(source)
    photo = source if isinstance(source, Photo) else decode(source)
    place = cache_room("photos") / f"{photo.digest[:16]}.png"
    if not place.exists():
        with replacing(place) as temporary:
            photo.to_pil().save(temporary)
    return place
