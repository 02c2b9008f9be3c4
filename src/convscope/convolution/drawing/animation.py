"""All steps of a convolution as an animation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from convscope.convolution.drawing.pooling_step import pooling_scene
from convscope.convolution.drawing.scene import BACKGROUND, Rectangle, Scene
from convscope.convolution.drawing.step import step_scene
from convscope.convolution.drawing.walk import Walk, places_of
from convscope.errors import OutputError
from convscope.images.animation import check_animation, save_frames
from convscope.images.lettering import drawable, font_for
from convscope.language import translated

MOST_FRAMES = 400
STEP_MILLISECONDS, LAST_MILLISECONDS = 700, 2500


def pixels(scene: Scene, size: tuple[int, int] | None = None) -> Image.Image:
    """Draw a scene, on a canvas of ``size`` (width, height) if that is given."""
    image = Image.new("RGB", size or (scene.width, scene.height), BACKGROUND)
    draw = ImageDraw.Draw(image)
    for shape in scene.shapes:
        if isinstance(shape, Rectangle):
            corners = (shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
            draw.rectangle(corners, shape.fill or None, shape.stroke, int(shape.thickness))
        else:
            anchor = "mm" if shape.align == "middle" else "lm"
            said = drawable(translated(shape.text))
            draw.text((shape.x, shape.y), said, shape.colour, font_for(shape.size, said), anchor)
    return image


def scenes(walk: Walk) -> Iterator[Scene]:
    """Every step of the convolution, then every step of the pooling."""
    for number, place in enumerate(walk.places):
        yield step_scene(walk, place, filled=number + 1)
    if walk.pooling and walk.pooled is not None:
        for number, place in enumerate(places_of(walk.pooled)):
            yield pooling_scene(walk.pooling, walk.outputs, walk.pooled, place, filled=number + 1)


def save_animation(walk: Walk, path: Path) -> None:
    """Write the animation, which repeats for ever.

    Raises:
        OutputError: no format of moving pictures, or too many steps to watch.
    """
    check_animation(path)
    steps = walk.outputs.size + (walk.pooled.size if walk.pooled is not None else 0)
    if steps > MOST_FRAMES:
        raise OutputError(
            f"An animation shows at most {MOST_FRAMES} steps, but this has {steps}.",
            "Take a smaller input, a larger stride or fewer filters.",
        )
    save_scenes(list(scenes(walk)), path)


def save_scenes(drawn: Sequence[Scene], path: Path) -> None:
    """Write scenes one after the other, on a canvas that holds each.

    Raises:
        OutputError: no format of moving pictures.
    """
    size = max(scene.width for scene in drawn), max(scene.height for scene in drawn)
    frames = [pixels(scene, size) for scene in drawn]
    save_frames(frames, path, milliseconds=STEP_MILLISECONDS, last=LAST_MILLISECONDS, lossless=True)
