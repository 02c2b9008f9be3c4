"""What the command prints of the evaluation of a network from picture to picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convscope.cli.judged_figures import said, show_figures

if TYPE_CHECKING:
    from rich.console import Console

# The PSNR of a photo that is restored to the last bit.
_NO_ERROR = "inf"
_FETCH = (
    "LPIPS is not measured: it needs torchmetrics and AlexNet's weights, which `convscope layers --network "
    "torchvision/alexnet --weights default` downloads."
)


def show_restorer(document: dict[str, Any], console: Console) -> None:
    """The figures, before and after, and the photos with the lowest PSNR."""
    of = f"{document['network']} on {document['data']} ({document['split']})"
    title = f"{of}: {document['photos']} photos, {document['degradation']}"
    show_figures(title, document["metrics"], console, intervals=document["intervals"], undefined=_NO_ERROR)
    console.print(document["convention"], highlight=False, markup=False, soft_wrap=True)
    if "chroma gain" not in document["metrics"] and "LPIPS (AlexNet)" not in document["metrics"]:
        console.print(_FETCH, highlight=False, markup=False, soft_wrap=True)
    console.print("lowest PSNR:", highlight=False)
    for one in document["worst"]:
        line = f"  {said(one['psnr'], _NO_ERROR)}  {one['photo']}"
        console.print(line, highlight=False, markup=False, soft_wrap=True)
