"""A convolution worked out: every product, sum and gradient behind its numbers."""

from convscope.convolution.activations import ACTIVATIONS, activation, leaky_relu, relu, softmax
from convscope.convolution.adjoints import adjoint, fractional_stride, stretched
from convscope.convolution.as_matrix import im2col, toeplitz
from convscope.convolution.element import Element, work_out
from convscope.convolution.gradients import Gradients, backward, weight_gradient
from convscope.convolution.layer import Convolution, flipped, layer_output, windows
from convscope.convolution.matrix import matrix_text, number_text, read_matrix, signed_text
from convscope.convolution.pipeline import NamedValues, stages
from convscope.convolution.pooling import Pooling, pool, read_pooling

__all__ = [
    "ACTIVATIONS",
    "Convolution",
    "Element",
    "Gradients",
    "NamedValues",
    "Pooling",
    "activation",
    "adjoint",
    "backward",
    "flipped",
    "fractional_stride",
    "im2col",
    "layer_output",
    "leaky_relu",
    "matrix_text",
    "number_text",
    "pool",
    "read_matrix",
    "read_pooling",
    "relu",
    "signed_text",
    "softmax",
    "stages",
    "stretched",
    "toeplitz",
    "weight_gradient",
    "windows",
    "work_out",
]
