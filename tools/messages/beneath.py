"""Messages that no literal of the source says as they are: single words, facts of the help, the packages beneath."""

from __future__ import annotations

from collections.abc import Iterator

# Words that stand in tuples, names of attributes and keys of documents, and are shown alone or with a number.
_WORDS = (
    *("input", "output", "parameters", "rows", "columns", "channels", "row", "column", "channel", "filter"),
    *("width", "height", "depth", "length", "colour", "grey", "sheet", "picture", "page", "report", "index"),
    *("positive", "negative", "signed", "strongest", "weakest", "highest", "lowest", "kernel", "unit", "map"),
    *(
        "training",
        "validation",
        "loss",
        "accuracy",
        "photo",
        "photos",
        "layer",
        "neuron",
        "class",
        "none",
        "all",
    ),
    *("precision", "confidence", "maps"),
    *("random", "bias", "sum", "mean", "method", "metric", "maker", "network", "number", "value", "units"),
    *("units of the next layer, by ablation", "units of the next layer, by the weights"),
    *("classes, by ablation", "classes, by the weights"),
    *("place", "both", "background", "missed", "crowd", "small", "medium", "large"),
    *("mAP small", "mAP medium", "mAP large"),
    *("balanced accuracy", "macro f1", "macro F1", "top5 accuracy", "top five accuracy"),
    *("expected calibration error", "average precision", "log loss", "completeness gap"),
    *(
        "seed",
        "split",
        "errors",
        "slice by",
        "Input",
        "Vector",
        "methods",
        "metrics",
        "brightness",
        "relief",
        "sees",
        "every",
        "better",
        "the rest",
        "digest",
        "window",
        "products",
        "data",
    ),
)
# Behind the meaning of an option, in parentheses.
_FACTS = ("default {default}", "at least {bound}", "at most {bound}", "above {bound}", "below {bound}")
_OF_TYPER = (
    "Invalid value: {message}",
    "Invalid value for {parameter}: {message}",
    "Missing argument {parameter}.",
    "Missing option {parameter}.",
    "Missing command.",
    "No such option: {option}",
    "No such option: {option} Did you mean {other}?",
    "No such option: {option} (Possible options: {others})",
    "No such command {command}.",
    "No such command {command}. Did you mean {others}?",
    "Option {option} requires an argument.",
    "Option {option} does not take a value.",
    "Got unexpected extra argument ({words})",
    "Got unexpected extra arguments ({words})",
    "{value} is not a valid integer.",
    "{value} is not a valid int.",
    "{value} is not a valid float.",
    "{value} is not a valid boolean.",
    "{value} is not in the range {range}.",
    "{value} is not one of {choices}.",
    "File {file} does not exist.",
)
_OF_PYDANTIC = (
    "input should be a valid integer",
    "input should be a valid integer, unable to parse string as an integer",
    "input should be a valid integer, got a number with a fractional part",
    "input should be a valid number",
    "input should be a valid number, unable to parse string as a number",
    "input should be a finite number",
    "input should be a valid boolean",
    "input should be a valid boolean, unable to interpret input",
    "input should be a valid string",
    "input should be a valid tuple",
    "input should be a valid list",
    "input should be greater than {bound}",
    "input should be greater than or equal to {bound}",
    "input should be less than {bound}",
    "input should be less than or equal to {bound}",
    "input should be {choices}",
    "value error, {message}",
)


def messages() -> Iterator[tuple[str, str]]:
    """Each with where it comes from."""
    yield from ((message, "words") for message in _WORDS)
    yield from ((message, "cli/options_from.py") for message in _FACTS)
    yield from ((message, "typer") for message in _OF_TYPER)
    yield from ((message, "pydantic") for message in _OF_PYDANTIC)
