"""Options of the commands that show the training pictures nearest to a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from convscope.cli.options_from import Given

if TYPE_CHECKING:
    from convscope.evaluation.features import TrainingFeatures
    from convscope.network import Network


class LearnedOptions(BaseModel):
    """Where the pictures are that a network learned from."""

    training_data: str | None = Field(
        None,
        description="Pictures that the network learned from, of which the nearest are shown, and by evaluate labels "
        "suspected; of more than 2,000 a random sample.",
    )
    scan: str | None = Field(
        None,
        description="All of these pictures instead, as a scan of the network knows them: the scan's name.",
    )


def training_features(given: Given, network: Network, *, seed: int, silent: bool) -> TrainingFeatures | None:
    """The features of these pictures; None where none are named.

    Raises:
        ConvscopeError: of the kind that says what is wrong.
    """
    from convscope.cli.progress import TerminalProgress, cancelled_by_signals
    from convscope.evaluation.learned_from import learned_from

    asked = LearnedOptions.model_validate(given)
    if asked == LearnedOptions():
        return None
    with TerminalProgress(silent=silent) as progress, cancelled_by_signals(progress):
        return learned_from(network, data=asked.training_data, scan=asked.scan, seed=seed, progress=progress)
