"""``convscope data``: check a data set: classes, sizes, duplicates, leakage, unreadable files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.options import Seed
from convscope.cli.places import Overwrite, check_ending, free_place
from convscope.errors import DataError

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.datasets.captioned import CaptionExamination, RegionExamination
    from convscope.datasets.texts import TextExamination


@answers
def data(
    place: Annotated[
        str,
        typer.Argument(
            metavar="DATA",
            help="A folder with a folder for each class, with or without train, val and test above them; an archive "
            "of that; a CSV with columns path and label; MNIST-style .npz or idx files; torchvision/NAME; or photos "
            "with boxes or outlines, as VOC, COCO, YOLO, LabelMe or a CSV writes them, or with masks beside them; or "
            "a CSV of texts with columns text and label; or photos with sentences, as COCO, Flickr8k or a CSV with "
            "columns path and caption has them, or with phrases of regions, as Visual Genome has them.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The contact sheet; by default DATA.sheet.png in the working directory."),
    ] = None,
    overwrite: Overwrite = False,
    augment: Annotated[
        str | None,
        typer.Option(
            help="Also draw what this augmentation makes of some training pictures, as DATA.augment.png."
        ),
    ] = None,
    size: Annotated[int, typer.Option(help="Rows and columns of the pictures on that sheet.")] = 128,
    unreadable: Annotated[
        str, typer.Option(help="Files that cannot be read: skip (list them) or fatal.")
    ] = "skip",
    val_share: Annotated[
        float, typer.Option(help="Share of each class for validation, where the data are not divided.")
    ] = 0.2,
    seed: Seed = 0,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Report classes, counts, sizes, colours, duplicates, leakage and unreadable files; draw a contact sheet.

    Of photos with boxes it reports the boxes of each class, their sizes, which lie outside or have no area, and masks
    that are wrong; of photos with masks the share of each class, and masks that mean no classes or do not fit their
    photo.
    """
    from convscope.cli.data.boxes import boxes_answer
    from convscope.cli.data.masks import masks_answer
    from convscope.cli.data.pictures import show_pictures
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.datasets.boxed.box_examination import BoxExamination
    from convscope.datasets.captioned import CaptionExamination, RegionExamination
    from convscope.datasets.examination import data as examine_data
    from convscope.datasets.masked.mask_examination import MaskExamination
    from convscope.datasets.sheets import save_sheet
    from convscope.datasets.texts import TextExamination
    from convscope.render.save import PICTURES

    check_ending(out, PICTURES, "The contact sheet")
    if unreadable not in ("skip", "fatal"):
        raise DataError(f"Unreadable files are skipped or fatal, got {unreadable!r}.", "Write skip or fatal.")
    with TerminalProgress(silent=quiet or json_) as progress, cancelled_by_signals(progress):
        result = examine_data(place, val_share=val_share, seed=seed, progress=progress)
    if isinstance(result, TextExamination | CaptionExamination | RegionExamination):
        return _told_answer(result)
    if result.unreadable and unreadable == "fatal":
        raise DataError(
            f"{len(result.unreadable)} pictures of {place} cannot be read; the first: {result.unreadable[0][1]}",
            "Repair or remove them, or leave them out with --unreadable skip.",
        )
    stem = Path(place).name.partition(".")[0]
    sheet = out or free_place(Path(f"{stem}.sheet.png"), overwrite=overwrite)
    if augment is not None and isinstance(result, BoxExamination | MaskExamination):
        raise DataError(
            f"Augmentation is shown of labelled pictures, and {place} holds boxes."
            if isinstance(result, BoxExamination)
            else f"Augmentation is shown of labelled pictures, and {place} holds masks.",
            "Leave --augment out.",
        )
    if isinstance(result, BoxExamination):
        return boxes_answer(result, sheet, seed)
    if isinstance(result, MaskExamination):
        return masks_answer(result, sheet, seed)
    save_sheet(result, sheet, seed=seed)
    pictures = {"sheet": str(sheet)}
    if augment is not None:
        beside = free_place(sheet.with_name(f"{stem}.augment.png"), overwrite=overwrite)
        pictures["augmentation"] = str(beside)
        save_sheet(result, beside, seed=seed, augment=augment, size=size)

    def show(console: Console) -> None:
        show_pictures(console, result)
        for name, path in pictures.items():
            console.print(f"{name}: {path}", markup=False, highlight=False, soft_wrap=True)

    return Answer({**result.document(), **pictures}, show)


def _told_answer(result: TextExamination | CaptionExamination | RegionExamination) -> Answer:
    """The figures of what is told in words."""
    from convscope.cli.data.captions import captions_answer
    from convscope.cli.data.regions import regions_answer
    from convscope.cli.data.texts import texts_answer
    from convscope.datasets.captioned import RegionExamination
    from convscope.datasets.texts import TextExamination

    if isinstance(result, TextExamination):
        return texts_answer(result)
    return regions_answer(result) if isinstance(result, RegionExamination) else captions_answer(result)
