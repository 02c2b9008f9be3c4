"""``convscope arithmetic``: sizes, parameters and multiply-adds of one layer, a command for each question."""

import typer

from convscope.cli.arithmetic.architectures import compare
from convscope.cli.arithmetic.between_sizes import between
from convscope.cli.arithmetic.same_padding import keep_size
from convscope.cli.arithmetic.windows import convolution, pooling, transposed

__all__ = ["arithmetic"]

arithmetic = typer.Typer(help="Sizes, parameters and multiply-adds of one layer, with the formula.")
arithmetic.command("convolution")(convolution)
arithmetic.command("transposed")(transposed)
arithmetic.command("pooling")(pooling)
arithmetic.command("keep-size")(keep_size)
arithmetic.command("between")(between)
arithmetic.command("compare")(compare)
