"""A network's outputs as the columns of a table."""

from __future__ import annotations

from typing import Any

from convscope.evaluation.answers import Answers


def answer_columns(answers: Answers) -> dict[str, list[Any]]:
    """The columns of the table, each with a value for each example."""
    names = answers.classes
    truth_probabilities = answers.probabilities[range(len(answers)), answers.truth]
    return {
        "photo": list(answers.photos),
        "truth": [names[index] for index in answers.truth],
        "said": [names[index] for index in answers.predicted],
        "is_right": answers.correct.tolist(),
        "truth_probability": truth_probabilities.tolist(),
        "said_probability": answers.confidences.tolist(),
        "loss": answers.losses.tolist(),
        **{f"probability of {name}": answers.probabilities[:, n].tolist() for n, name in enumerate(names)},
    }
