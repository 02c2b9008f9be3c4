"""Networks written as text: ``input 1x28x28 -> conv 32 3x3 -> relu -> maxpool 2 -> flatten -> dense 10``.

The grammar, where [ ] may be left out; spaces and line breaks are free around every word::

    network     input SHAPE [LAYOUT] -> step -> step ...     SHAPE, LAYOUT: see `convscope.arithmetic.read_input`

    conv FILTERS KERNEL [stride S] [padding P] [dilation D] [groups G] [bias yes|no]
    maxpool KERNEL, avgpool KERNEL  [stride S] [padding P] [ceil yes|no]    the stride is the kernel unless given
    globalavgpool, globalmaxpool                                   one number a channel
    adaptiveavgpool SIZE                                           so many places along each axis
    relu, relu6, tanh, sigmoid, softmax, gelu, silu, elu, leakyrelu [SLOPE]     the slope is 0.01 unless given
    batchnorm [epsilon E] [momentum M], lrn SIZE, dropout [RATE], channeldropout [RATE]   the rate is 0.5 unless given
    flatten
    dense FEATURES [bias yes|no]

KERNEL, S, P, D and SIZE are one number for all axes or one an axis: ``3``, ``3x5``.  A convolution's padding may be
``same``: stride 1 and odd kernels, as many outputs as inputs.  That and a pooling's may be ``same-tensorflow``, which
with a stride gives ceil(inputs / stride) outputs.  Convolutions and poolings have as many axes as their input;
written ``conv1d``, ``maxpool2d``, ``globalavgpool3d`` they say so and are checked.

A layer may also be written as Keras or PyTorch write it, ``Conv2D(32, 3, padding="same", activation="relu")``, alone
or as a pasted model (`convscope.network.declarative.pasted`).

Every size is worked out as the text is read (`convscope.arithmetic`), and the first layer that is impossible is
named with its place and its input's size.  The modules are called after the words and numbered: ``conv1``,
``relu1``, ``pool1``, ``conv2`` ...
"""

from convscope.network.declarative.definition import Definition
from convscope.network.declarative.opening import declared_architecture
from convscope.network.declarative.parts import is_declaration
from convscope.network.declarative.reading import read_definition

__all__ = ["Definition", "declared_architecture", "is_declaration", "read_definition"]
