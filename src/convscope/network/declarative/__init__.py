"""Networks written as text: ``input 1x28x28 -> conv 32 3x3 -> relu -> maxpool 2 -> flatten -> dense 10``.

The grammar, where [ ] may be left out; spaces and line breaks are free around every word::

    network     input SHAPE -> step -> step ...      SHAPE is channels first: 3x120, 1x28x28, 3x16x112x112

    conv FILTERS KERNEL [stride S] [padding P] [dilation D] [groups G] [bias yes|no]
    maxpool KERNEL, avgpool KERNEL  [stride S] [padding P]         the stride is the kernel unless given
    globalavgpool                                                  one number a channel
    relu, tanh, sigmoid, softmax, leakyrelu [SLOPE]                the slope is 0.01 unless given
    batchnorm, lrn SIZE, dropout [RATE]                            the rate is 0.5 unless given
    flatten
    dense FEATURES [bias yes|no]

KERNEL, S, P and D are one number for all axes or one an axis: ``3``, ``3x5``.  A convolution's padding may be
``same``: stride 1 and odd kernels, as many outputs as inputs.  ``conv``, ``maxpool`` and ``avgpool`` have as many
axes as their input; written ``conv1d``, ``conv2d``, ``conv3d`` they say so and are checked.

Every size is worked out as the text is read (`convscope.arithmetic`), and the first layer that is impossible is
named with its place and its input's size.  The modules are called after the words and numbered: ``conv1``,
``relu1``, ``pool1``, ``conv2`` ...
"""

from convscope.network.declarative.definition import Definition
from convscope.network.declarative.opening import declared_architecture, is_declaration
from convscope.network.declarative.reading import read_definition

__all__ = ["Definition", "declared_architecture", "is_declaration", "read_definition"]
