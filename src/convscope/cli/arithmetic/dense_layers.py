"""``convscope arithmetic dense``: one dense layer worked out."""

from __future__ import annotations

from typing import Annotated

import typer

from convscope.arithmetic import dense_layer, read_input
from convscope.cli.answer import Answer, Json, Quiet, answers
from convscope.cli.arithmetic.one_layer import Bias, Input, Layout, layer_answer


@answers
def dense(
    input_: Input,
    features: Annotated[int, typer.Option(help="Number of outputs, also called units or neurons.")],
    layout: Layout = "",
    bias: Bias = True,
    json_: Json = False,
    quiet: Quiet = False,
) -> Answer:
    """Output size, parameters and multiply-adds of a dense layer on all numbers of its input."""
    read = read_input(input_, axes=0 if input_.isdecimal() and not layout else None, layout=layout)
    return layer_answer(dense_layer(read.shape, features=features, bias=bias), read)
