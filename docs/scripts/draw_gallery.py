"""Draw the gallery's feature visualizations: `python docs/scripts/draw_gallery.py [NAME...]`.

Each picture is a file of its own, so that one can be drawn anew alone.  Beside lucent's pictures (of the package
torch-lucent, which the tests install) stand this project's of the same unit, size and number of steps.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image

import convscope
from convscope.cli.memory import keep_freed_memory
from convscope.graph.shapes.stages import stage_ends
from convscope.render import contact_sheet

PICTURES = Path(__file__).parent.parent / "pictures" / "gallery"
SHOWN = 160  # pixels of a picture's side in a sheet
STEPS = 160
CLASSES = ("tabby", "goldfish", "monarch", "bald eagle", "daisy", "strawberry")
COMPARED = ("blocks.1:3", "blocks.3:20", "blocks.5:7", "class:goldfish")
RECIPES = ("distill", "maco", "inceptionism", "mahendran", "yosinski", "simonyan", "none")
PER_STAGE = 8

network = convscope.open_network("efficientnet-lite0")


def stages() -> dict[str, Callable[[], Image.Image]]:
    """A sheet for each stage of the network: every so-many-th channel of its last layer."""
    drawings: dict[str, Callable[[], Image.Image]] = {}
    for number, node in enumerate(stage_ends(network.graph()), start=1):
        channels = node.shape[1] or 1
        units = [f"{node.address}:{i * channels // PER_STAGE}" for i in range(PER_STAGE)]
        drawings[f"stage-{number}"] = lambda units=units: sheet(units)  # type: ignore[misc]
    return drawings


def sheet(units: list[str], columns: int = 4) -> Image.Image:
    """Units beside each other."""
    made = convscope.visualize(network, units, steps=STEPS)
    return contact_sheet([small(image) for image in made.images], units, columns=columns)


def classes() -> Image.Image:
    """Class images as they are made by default."""
    units = [f"class:{name}" for name in CLASSES]
    return contact_sheet(
        [small(image) for image in convscope.visualize(network, units).images], units, columns=3
    )


def recipes() -> Image.Image:
    """One unit by each recipe of the literature."""
    made = [convscope.visualize(network, "blocks.4:12", recipe=name, steps=STEPS) for name in RECIPES]
    return contact_sheet([small(one.images[0]) for one in made], RECIPES, columns=4)


def beside_lucent() -> Image.Image:
    """The same units by this project (above) and by lucent (below), with equal steps."""
    mine = convscope.visualize(network, COMPARED, steps=STEPS).images
    theirs = [lucents(unit) for unit in COMPARED]
    captions = [f"convscope {unit}" for unit in COMPARED] + [f"lucent {unit}" for unit in COMPARED]
    return contact_sheet([small(image) for image in [*mine, *theirs]], captions, columns=len(COMPARED))


def lucents(unit: str) -> np.ndarray:
    """Lucent's picture as its documentation makes it, but in this network's size and normalisation."""
    from lucent.optvis import param, render, transform
    from torchvision.transforms import Normalize

    module = timm.create_model("tf_efficientnet_lite0").eval()
    tensors = network.graph().tensors
    module.load_state_dict({name: tensors[name] for name in module.state_dict()})
    layer, _, number = unit.partition(":")
    asked = (
        f"labels:{network.labels.find(number)}" if layer == "class" else f"{layer.replace('.', '_')}:{number}"
    )
    torch.manual_seed(0)
    np.random.seed(0)  # what lucent draws from
    pictures = render.render_vis(
        module,
        asked,
        lambda: param.image(224),
        transforms=[*transform.standard_transforms, Normalize([0.5] * 3, [0.5] * 3)],
        thresholds=(STEPS,),
        preprocess=False,
        progress=False,
        show_image=False,
        fixed_image_size=224,
    )
    picture: np.ndarray = pictures[-1][0]
    return picture


def small(image: np.ndarray) -> Image.Image:
    """A picture (rows, columns, 3) between 0 and 1, as it stands in a sheet."""
    whole = Image.fromarray(np.rint(image * 255).astype(np.uint8))
    return whole.resize((SHOWN, SHOWN), Image.Resampling.LANCZOS)


def main(names: list[str]) -> None:
    """Draw the named pictures, all by default."""
    drawings = {
        **stages(),
        "classes": classes,
        "recipes": recipes,
        "beside-lucent": beside_lucent,
    }
    keep_freed_memory()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or drawings:
        drawings[name]().save(PICTURES / f"{name}.jpg", quality=85)
        print(PICTURES / f"{name}.jpg")


if __name__ == "__main__":
    main(sys.argv[1:])
