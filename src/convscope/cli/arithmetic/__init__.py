"""``convscope arithmetic``: compute output sizes, parameters, multiply-adds, and overlaps of boxes."""

import typer

from convscope.cli.arithmetic.architectures import compare
from convscope.cli.arithmetic.between_sizes import between
from convscope.cli.arithmetic.boxes import iou, nms
from convscope.cli.arithmetic.dense_layers import dense
from convscope.cli.arithmetic.regions import roi_align, roi_pool
from convscope.cli.arithmetic.same_padding import keep_size
from convscope.cli.arithmetic.windows import convolution, pooling, transposed

__all__ = ["arithmetic"]

arithmetic = typer.Typer(
    help="Compute output sizes, parameters and multiply-adds of one layer, and overlaps of boxes, with the formulas."
)
arithmetic.command("convolution")(convolution)
arithmetic.command("transposed")(transposed)
arithmetic.command("pooling")(pooling)
arithmetic.command("dense")(dense)
arithmetic.command("keep-size")(keep_size)
arithmetic.command("between")(between)
arithmetic.command("compare")(compare)
arithmetic.command("iou")(iou)
arithmetic.command("nms")(nms)
arithmetic.command("roi-pool")(roi_pool)
arithmetic.command("roi-align")(roi_align)
