"""What the command prints of a finished training."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from convscope.cli.answer import Answer

if TYPE_CHECKING:
    from rich.console import Console

    from convscope.learn import Run


# By the names of tasks; others are asked why.  An inpainting network wants a mask.
_INPAINTING = "inpaint-"
_USED = {
    "boxes": "detect",
    "instances": "segment",
    "segmentation": "segment",
    "things": "segment",
    "picture": "denoise",
    "colours": "colorize",
    "caption": "caption",
}


def run_answer(run: Run) -> Answer:
    """The metrics of the best epoch, and where the weights and curves are."""
    best, figure = run.result["best"], run.figures[0]
    makes_pictures = run.network_description.task == "generation"
    parts = {
        part: {name: best[f"{part}_{name}"] for name in ("loss", figure.name) if f"{part}_{name}" in best}
        for part in ("train", "val")
    }
    document = {
        "run": str(run.folder),
        "metrics": parts,
        "weights": str(run.best_weights),
        "best_epoch": int(best["epoch"]),
        "epochs": run.result["epochs"],
        "classes": run.classes,
        "curves": str(run.folder / "curves.png"),
        **({"progress": str(run.folder / "progress.png")} if makes_pictures else {}),
        "unreadable": run.settings["data"].get("unreadable", []),
        "left_out": run.settings["data"].get("left_out", []),
    }

    def show(console: Console) -> None:
        val = parts["val"]
        epoch, epochs = document["best_epoch"], document["epochs"]
        if figure.name == "loss":
            reached = f"{run.name}: validation loss {val['loss']:.4f} (epoch {epoch} of {epochs})"
        else:
            reached = (
                f"{run.name}: validation {figure.name} {figure.told(val[figure.name])}, loss {val['loss']:.4f} "
                f"(epoch {epoch} of {epochs})"
            )
        console.print(reached, markup=False, highlight=False)
        if makes_pictures:
            used = f"use it: convscope generate --network run:{run.name}"
        elif run.network_description.words:
            used = f'use it: convscope read "A SENTENCE" --network run:{run.name}'
        else:
            mask = " --mask MASK" if _INPAINTING in run.network_description.architecture else ""
            used = f"use it: convscope {_used_by(run)} PHOTO{mask} --network run:{run.name}"
        for line in (
            f"run: {run.folder}",
            f"curves: {document['curves']}",
            *([f"samples after each epoch: {document['progress']}"] if makes_pictures else []),
            used,
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(document, show)


def _used_by(run: Run) -> str:
    """The command that a run is most used by."""
    network = run.network_description
    if network.task == "picture" and re.search(r"-x\d$", network.architecture):
        return "upscale"
    if _INPAINTING in network.architecture:
        return "repair"
    return _USED.get(network.task, "explain")
