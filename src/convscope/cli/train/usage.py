"""By which command a run is used, as the training's last line says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.learn import Run

# By the names of tasks; others are asked why.
_USED = {
    "boxes": "detect",
    "instances": "segment",
    "segmentation": "segment",
    "things": "segment",
    "colours": "colorize",
    "caption": "caption",
    "regions": "caption",
}
# That is to say repairs by a mask.
_FILLS = "fill"


def usage_line(run: Run, *, run_code: bool) -> str:
    """The command that a run is most used by.

    Args:
        run: that has ended.
        run_code: whether its architecture is the user's own code, which may run.
    """
    from convscope.network.libraries import is_ours

    trained = run.network_description
    network = f"{run.name}{'' if is_ours(trained.architecture) else ' --run-code'}"
    if trained.task == "generation":
        return f"use it: convscope generate --network run:{network}"
    if trained.words and trained.task not in _USED:
        return f'use it: convscope read "A SENTENCE" --network run:{network}'
    command = (
        _restoring(run, run_code=run_code)
        if trained.task == "picture"
        else _USED.get(trained.task, "explain")
    )
    if command == _FILLS:
        return f"use it: convscope repair PHOTO --mask MASK --network run:{network}"
    return f"use it: convscope {command} PHOTO --network run:{network}"


def _restoring(run: Run, *, run_code: bool) -> str:
    from convscope.learn import TrainingOptions
    from convscope.learn.restorer_options import learned_degradation
    from convscope.restore.restoring import enlargement_of

    scale = enlargement_of(run.network(run_code=run_code))
    learned = learned_degradation(TrainingOptions(**run.settings["training"]), scale)
    if scale > 1:
        return "upscale"
    if learned.hides:
        return _FILLS
    return "denoise" if learned.is_noise else "repair"
