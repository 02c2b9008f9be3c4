"""The command itself: the options, one photo, and what a person sees of it."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.explain.several import explain_several
from convscope.cli.grammar import photos_apart
from convscope.cli.options import Engine, Memory, NetworkOptions, network_of, opened, seed_of
from convscope.cli.options_from import Given, options_from
from convscope.cli.photos import listed
from convscope.cli.places import Overwrite, check_ending, check_folder, free_place, name_of, network_part
from convscope.errors import ImageError, MethodError, OutputError

if TYPE_CHECKING:
    from rich.console import Console


@answers
@options_from(opening=NetworkOptions)
def explain(
    *,
    photos: Annotated[
        list[Path], typer.Argument(metavar="PHOTO...", help="A photo; or several or folders of them.")
    ],
    method: Annotated[str, typer.Option(help="See convscope methods.")] = "grad-cam",
    target: Annotated[
        str | None,
        typer.Option(
            help="What to explain: class:tabby, prob:281, blocks.4:12, blocks.4:12@7,7 or a sum such as "
            "'class:tabby - class:tiger'; by default the most probable class."
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(
            help="By which layer, for class activation maps, or by several with commas between; by default the "
            "last map."
        ),
    ] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="An option of the method; may be given several times."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The picture: .png, or .pdf or .svg for print; for several photos a folder; by default named "
            "after photo, network, method, target and layer."
        ),
    ] = None,
    view: Annotated[
        Literal["photo", "network"],
        typer.Option(
            help="Draw on the whole photo in its own resolution, or on what the network sees of it."
        ),
    ] = "photo",
    overwrite: Overwrite = False,
    save_array: Annotated[
        Path | None, typer.Option(help="Also write the signed, unscaled values as .npy.")
    ] = None,
    mask: Annotated[
        str | None,
        typer.Option(
            help="Also write a mask of what the map points at: otsu, quantile:0.2 (the strongest fifth) or "
            "grabcut, which finds the thing by its colours.",
        ),
    ] = None,
    save_mask: Annotated[
        Path | None,
        typer.Option(help="Where the mask goes; by default beside the picture. Without --mask it is otsu's."),
    ] = None,
    opening: Given,
    engine: Engine = "auto",
    memory: Memory = None,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Show where in a photo a score comes from."""
    seed = seed_of(opening)
    opening, photos = photos_apart(photos, opening)
    if not photos:
        raise ImageError("There is no photo to explain.", "Name photos or folders of them.")
    paths = listed(photos)
    from convscope.explanation import explain as explain_photo
    from convscope.graph.forward.resources import repeated, using
    from convscope.images.standard_input import stem_of
    from convscope.registry import find_method
    from convscope.trust.known import warning_about

    options: dict[str, Any] = {**_read_options(option or [])}
    find_method(method).parse_options(options)
    question = (network_part(network_of(opening)), method, target, layer)
    if len(photos) > 1 or photos[0].is_dir():
        if save_array or save_mask:
            raise OutputError("Several photos are explained into a folder.", "Write --out FOLDER alone.")
        check_folder(out, "The pictures of several photos")
        folder = out or free_place(Path(name_of("attributions", *question)), overwrite=overwrite)
        opened_network = opened(opening)
        with using(engine=engine, memory=memory), repeated(len(paths)):
            return explain_several(
                paths,
                folder,
                lambda photo: explain_photo(
                    opened_network, photo, method, target, layer, seed=seed, **options
                ),
                mask=mask,
                view=view,
                overwrite=overwrite,
                silent=json_ or quiet,
            )
    (photo,) = photos
    check_ending(out, (".png", ".pdf", ".svg"), "The picture")
    check_ending(save_array, (".npy",), "The array")
    picture = out or free_place(Path(f"{name_of(stem_of(photo), *question)}.png"), overwrite=overwrite)
    if mask and not save_mask:
        save_mask = picture.with_suffix(".mask.png")
    _check_places(photo, picture, save_array, save_mask)
    opened_network = opened(opening)
    with using(engine=engine, memory=memory):
        made = explain_photo(opened_network, photo, method, target, layer, seed=seed, **options)
    made.save(picture, view)
    if save_array:
        made.save_array(save_array)
    if save_mask:
        made.save_mask(save_mask, mask or "otsu")

    warning = warning_about(made.method)

    def show(console: Console) -> None:
        lines = [
            f"{made.method} of {made.target}" + (f" by {made.layer}" if made.layer else ""),
            f"network: {made.network} (weights: {made.weights})",
            f"scale: {made.display_scale}; {made.passes} passes",
            *(f"{name.replace('_', ' ')}: {fact:.3g}" for name, fact in made.facts.items()),
            f"picture: {picture}",
            *([f"array: {save_array}"] if save_array else []),
            *([f"mask: {save_mask}"] if save_mask else []),
            *([warning] if warning else []),
            *made.notes,
        ]
        for line in lines:  # names of files and classes may hold what Rich takes for markup
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(
        {
            "photo": photo,
            "network": made.network,
            "weights": made.weights,
            "method": made.method,
            "target": made.target,
            "layer": made.layer,
            "options": made.options,
            "shape": made.values.shape,
            "array": save_array,
            "picture": picture,
            "mask": save_mask,
            "scale": made.display_scale,
            "facts": made.facts,
            "notes": made.notes,
            "passes": made.passes,
            "warning": warning or None,
        },
        show,
    )


def _read_options(given: list[str]) -> dict[str, str]:
    options = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise MethodError(f"An option is written NAME=VALUE, got {text!r}.", "Write --option steps=20.")
        options[name.strip().replace("-", "_")] = value.strip()
    return options


def _check_places(photo: Path, *places: Path | None) -> None:
    named = [place for place in places if place]
    for place in named:
        if place.exists() and photo.exists() and place.samefile(photo):
            raise OutputError(f"{place} is the photo itself.", "Give another place.")
    for place, other in combinations(named, 2):
        if place.absolute() == other.absolute():
            raise OutputError(
                f"{place} cannot be two of the picture, the array and the mask.", "Give two places."
            )
