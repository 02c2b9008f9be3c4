"""The model card: what a network is, what it was trained on, how well it does and what its limits are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from convscope.evaluation.evaluation import KEPT
from convscope.exports.card_table import table
from convscope.exports.detector_card import detector_classes, detector_limits
from convscope.exports.segmenter_card import segmenter_classes, segmenter_limits
from convscope.images import Preprocessing
from convscope.language import translated
from convscope.learn.run import Run
from convscope.network import Network

_SHOWN = 20


def model_card(network: Network, run: Run | None = None) -> str:
    """A model card in Markdown, in the language spoken now.

    Source of its form: Mitchell et al. 2019, "Model cards for model reporting", arXiv:1810.03993.

    Args:
        network: the network that the card describes.
        run: its training, where it was trained here; the card holds the figures of `convscope evaluate`.
    """
    parts = [
        f"# {run.name if run else _without_folders(network.name)}",
        _summary(network, run),
        "## Input and output",
        _input(network),
    ]
    parts += ["## Data", *_data(run)]
    measured = _measured(network, run)
    parts += ["## Figures", *(_figures(measured) if measured else _last_epoch(run))]
    parts += ["## Limits", "\n".join(f"- {limit}" for limit in _limits(network, measured))]
    parts += ["## How it was made", "\n".join(_made(network, run))]
    lines = "\n\n".join(parts).split("\n")
    return "\n".join(map(translated, lines)) + "\n"


def _summary(network: Network, run: Run | None) -> str:
    architecture = run.network_description.architecture if run else _without_folders(network.name)
    trained = (
        f"trained on {_data_name(run.settings['data']['place'])}"
        if run
        else f"weights: {_weights(network, run)}"
    )
    warning = " **Its weights are random: it was not trained.**" if network.is_random else ""
    return f"{_kind(network)}; architecture `{architecture}`, {trained}.{warning}"


def _kind(network: Network) -> str:
    task = network.task
    if task.is_exclusive:
        return f"A classifier of {len(task.labels)} classes"
    return f"A network for {task.summary}"


def _input(network: Network) -> str:
    shape = " x ".join(map(str, network.input_shape))
    names = [name.split(",")[0] for name in network.labels.names]
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    lines = [f"- Input: {shape} (channels x rows x columns), any number at a time."]
    if network.preprocessing:
        lines.append(f"- Preprocessing of a photo: {_preprocessing(network.preprocessing)}.")
    lines.append(f"- Output: {network.task.meaning}.")
    outputs = "Classes" if network.task.is_exclusive else "Outputs"
    lines.append(f"- {outputs}, in their order: {', '.join(names[:_SHOWN])}{rest}.")
    return "\n".join(lines)


def _preprocessing(made: Preprocessing) -> str:
    rows, columns = made.size
    steps = ["upright sRGB"] if made.channels == 3 else ["luminance"]
    if made.fit == "contain":
        steps.append(f"fitted into {rows} x {columns} as a whole ({made.interpolation}), the rest grey")
    elif made.resize is not None:
        to = (
            f"its shorter side {made.resize}"
            if isinstance(made.resize, int)
            else f"{made.resize[0]} x {made.resize[1]} ({made.fit})"
        )
        steps.append(f"resized to {to} ({made.interpolation})")
    if made.resize is not None or made.fit == "own":
        steps.append(f"the middle {rows} x {columns} cut out")
    steps.append(f"values in 0 to 1, minus {_numbers(made.mean)}, divided by {_numbers(made.std)}")
    return ", ".join(steps)


def _numbers(values: Sequence[float]) -> str:
    return "(" + ", ".join(f"{value:g}" for value in values) + ")"


def _data(run: Run | None) -> Iterator[str]:
    if run is None:
        yield "Not known to Convscope: the network was not trained with it."
        return
    data = run.settings["data"]
    yield f"`{_data_name(data['place'])}`, fingerprint `{data['fingerprint']}`."
    if counts := data.get("counts"):
        yield "Pictures: " + ", ".join(f"{count:,} {split}" for split, count in counts.items()) + "."
    yield "To be completed by the owner of the data: who took the pictures, of what, and with whose consent."


def _data_name(place: str) -> str:
    """The data's own name: where they lie is not told to those who get the network."""
    return Path(place).name or place


def _weights(network: Network, run: Run | None) -> str:
    return f"trained in {run.name}" if run else _without_folders(network.weights)


def _without_folders(said: str) -> str:
    """What names a file by its whole path with its name alone; anything else as it is."""
    before, _, below = said.partition("/")
    return before + Path(below).name if below and (not before or before.endswith(" ")) else said


def _measured(network: Network, run: Run | None) -> Mapping[str, Any] | None:
    """The figures that `convscope evaluate` has kept in the run, if they are of its present weights."""
    if run is None:
        return None
    try:
        document: Mapping[str, Any] = json.loads((run.folder / KEPT).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return document if document.get("digest") == network.digest else None


def _figures(measured: Mapping[str, Any]) -> Iterator[str]:
    data = _data_name(measured["data"])
    yield (
        f"Measured on {measured['photos']:,} pictures of the split {measured['split']} of `{data}`, with "
        "95 % intervals by the bootstrap over pictures."
    )
    yield table(
        ("figure", "value", "interval"),
        [
            (name.replace("_", " "), _number(value), _interval(measured["intervals"].get(name)))
            for name, value in measured["metrics"].items()
        ],
    )
    if _is_of_masks(measured):
        yield segmenter_classes(measured)
        return
    if _is_of_boxes(measured):
        yield detector_classes(measured)
        return
    if "classes" not in measured:
        return
    rows = sorted(measured["classes"], key=lambda row: (row["recall"] is None, row["recall"]))
    yield table(
        ("class", "pictures", "precision", "recall", "F1"),
        [
            (row["label"], str(row["photos"]), *(_share(row[name]) for name in ("precision", "recall", "f1")))
            for row in rows[:_SHOWN]
        ],
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _interval(ends: Sequence[float | None] | None) -> str:
    known = [end for end in ends or () if end is not None]
    return " to ".join(f"{end:.4f}" for end in known) if len(known) == 2 else "-"


def _is_of_masks(measured: Mapping[str, Any]) -> bool:
    return "mean IoU" in measured["metrics"]


def _is_of_boxes(measured: Mapping[str, Any]) -> bool:
    return "mAP" in measured["metrics"]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _last_epoch(run: Run | None) -> Iterator[str]:
    rows = run.metrics() if run else []
    if rows:
        yield (
            "The last epoch: "
            + ", ".join(f"{name.replace('_', ' ')} {value:.4g}" for name, value in rows[-1].items())
            + "."
        )
    yield "Nothing else was measured; `convscope evaluate` measures more."


def _limits(network: Network, measured: Mapping[str, Any] | None) -> Iterator[str]:
    if network.task.is_exclusive:
        yield (
            f"It predicts one of its {len(network.labels)} classes for every picture, even if it shows none of them."
        )
    yield "Its figures hold for pictures like those that it was measured on, and tell nothing of other pictures."
    if measured is None:
        return
    if _is_of_masks(measured):
        yield from segmenter_limits(measured)
        return
    if _is_of_boxes(measured):
        yield from detector_limits(measured)
        return
    if "confusion" not in measured:
        return
    confusion = measured["confusion"]
    taken = [
        (count, truth, said)
        for truth, row in zip(confusion["classes"], confusion["counts"], strict=True)
        for said, count in zip(confusion["classes"], row, strict=True)
        if count and truth != said
    ]
    for count, truth, said in sorted(taken, reverse=True)[:3]:
        yield f"It classified {count} of the pictures of {truth} as {said}."
    for part in measured["slices"]:
        if part["differs"]:
            where = f"{part['property']} {part['group']}"
            yield f"On pictures of {where} its accuracy is {part['accuracy']:.1%}, which differs from the rest."
    temperature = measured["calibration"]["temperature"]
    if abs(temperature - 1) > 0.02:
        sure = "overconfident" if temperature > 1 else "underconfident"
        yield f"It is {sure}: divide its scores by {temperature:.2f} to read their softmax as probabilities."


def _made(network: Network, run: Run | None) -> Iterator[str]:
    from convscope.version import VERSION

    yield f"- Weights: {_weights(network, run)}; digest `{network.digest}`."
    if run:
        settings = run.settings
        begun = _without_folders(settings["network"])
        yield f"- Trained from {settings['started']}, seed {settings['seed']}, from `{begun}`."
        options = ", ".join(
            f"{name} {value}" for name, value in settings["training"].items() if value is not None
        )
        yield f"- Options: {options}."
        yield (
            "- Versions: "
            + ", ".join(f"{name} {version}" for name, version in settings["versions"].items())
            + "."
        )
    yield f"- This card was written by Convscope {VERSION}."
