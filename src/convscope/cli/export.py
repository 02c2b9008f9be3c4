"""``convscope export``: export a network to ONNX, PyTorch 2, safetensors or OpenVINO, with its model card."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.grammar import named_network
from convscope.cli.options import NetworkArgument, NetworkOptions, network_of, opened
from convscope.cli.options_from import Given, options_from
from convscope.cli.places import Overwrite, check_ending, free_place

if TYPE_CHECKING:
    from rich.console import Console


class Target(StrEnum):
    """The formats, by the names of `convscope.exports.FORMATS`."""

    ONNX = "onnx"
    PT2 = "pt2"
    SAFETENSORS = "safetensors"
    OPENVINO = "openvino"


@answers
@options_from(opening=NetworkOptions)
def export(
    *,
    of: NetworkArgument = None,
    to: Annotated[Target, typer.Option(help="The format.")] = Target.ONNX,
    out: Annotated[
        Path | None, typer.Option(help="The file; by default NETWORK with the format's ending.")
    ] = None,
    suppress: Annotated[
        bool,
        typer.Option(
            "--suppress", help="Of a detector as ONNX: suppression in the file, so that detections come out."
        ),
    ] = False,
    overwrite: Overwrite = False,
    opening: Given,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Export a network to another format, checked against the original on real photos, with its model card."""
    from convscope.exports import FORMATS
    from convscope.exports import export as export_to
    from convscope.report.write import report_name

    opening = named_network(of, opening)
    spec = network_of(opening)
    check_ending(out, (FORMATS[to.value].suffix,), f"A file for {to.value}")
    net = opened(opening)
    usual = Path(report_name(spec.removeprefix("run:"), ()) + FORMATS[to.value].suffix)
    place = out or free_place(usual, overwrite=overwrite)
    made = export_to(net, place, to=to.value, suppress=suppress)

    def show(console: Console) -> None:
        for line in (
            *(str(file) for file in made.files),
            f"checked on {made.checked_on}: scores differ from the original's by at most {made.difference:.1e} "
            f"(the largest is {made.largest:.3g})",
        ):
            console.print(line, markup=False, highlight=False, soft_wrap=True)

    return Answer(
        {"run": spec.removeprefix("run:"), "network": net.name, "weights": net.weights, **made.document()},
        show,
    )
