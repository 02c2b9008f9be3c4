"""The texts.  All end in scores, before a softmax or sigmoid, as every reading of a network takes them."""

from __future__ import annotations

from convscope.network.classics.classic import Classic

_MNIST_FEATURES = """
    input 1x28x28
    -> conv 32 3x3 -> relu -> maxpool 2
    -> conv 64 3x3 -> relu -> maxpool 2
    -> conv 64 3x3 -> relu
"""

CLASSICS = {
    "lenet5": Classic(
        "lenet",
        """
        input 1x32x32
        -> conv 6 5x5 -> tanh -> avgpool 2
        -> conv 16 5x5 -> tanh -> avgpool 2
        -> conv 120 5x5 -> tanh -> flatten
        -> dense 84 -> tanh
        -> dense 10
        """,
        "LeCun, Bottou, Bengio and Haffner (1998), layers C1 S2 C3 S4 C5 F6, as it is taught: every filter of C3 "
        "sees all six maps of S2, where the paper's connection table leaves out 900 of its 2,400 weights; S2 and S4 "
        "are plain means without the paper's two numbers a map; tanh is not scaled; and a dense layer stands for "
        "the paper's distances to ten drawn bitmaps, which nothing learns.",
    ),
    "zfnet": Classic(
        "zfnet",
        """
        input 3x224x224
        -> conv 96 7x7 stride 2 padding 1 -> relu -> maxpool 3 stride 2 padding 1 -> lrn 5
        -> conv 256 5x5 stride 2 -> relu -> maxpool 3 stride 2 padding 1 -> lrn 5
        -> conv 384 3x3 padding 1 -> relu
        -> conv 384 3x3 padding 1 -> relu
        -> conv 256 3x3 padding 1 -> relu -> maxpool 3 stride 2
        -> flatten
        -> dropout 0.5 -> dense 4096 -> relu
        -> dropout 0.5 -> dense 4096 -> relu
        -> dense 1000
        """,
        "Zeiler and Fergus (2013), figure 3: maps of 110, 55, 26, 13 and 6.  The paper gives no paddings; these "
        "are the ones that lead to its sizes.",
    ),
    "mnist-cnn": Classic(
        "teaching",
        _MNIST_FEATURES + "-> flatten -> dense 64 -> relu -> dense 10",
        "Three convolutions (55,744 parameters, 2.79 M multiply-adds up to the last ReLU) and a dense head.",
    ),
    "mnist-cnn-gap": Classic(
        "teaching",
        _MNIST_FEATURES + "-> globalavgpool -> dense 10",
        "The same convolutions, with a mean a channel for the dense head: 40 % fewer parameters.",
    ),
    "two-classes-150": Classic(
        "teaching",
        """
        input 3x150x150
        -> conv 32 3x3 -> relu -> maxpool 2
        -> conv 64 3x3 -> relu -> maxpool 2
        -> conv 128 3x3 -> relu -> maxpool 2
        -> conv 128 3x3 -> relu
        -> globalavgpool
        -> dense 512 -> relu
        -> dense 1
        """,
        "Colour photos of two classes; the sigmoid of its one score is the probability of the second.",
    ),
    "cifar-cnn": Classic(
        "teaching",
        """
        input 3x32x32
        -> conv 6 5x5 -> relu -> maxpool 2
        -> conv 16 5x5 -> relu -> maxpool 2
        -> flatten
        -> dense 120 -> relu
        -> dense 84 -> relu
        -> dense 10
        """,
        "LeNet's plan for colour pictures of 32x32.",
    ),
    "one-convolution": Classic(
        "teaching",
        """
        input 1x28x28
        -> conv 32 3x3 padding same -> relu -> maxpool 2
        -> flatten
        -> dense 100 -> relu
        -> dense 10
        """,
        "The smallest network for digits: one convolution that keeps the size.",
    ),
    "conv1d": Classic(
        "teaching",
        "input 3x120 -> conv1d 1 5",
        "One filter that slides over 120 moments of 3 measurements: 16 parameters.",
    ),
    "conv3d": Classic(
        "teaching",
        "input 3x128x128x128 -> conv3d 1 3x3x3",
        "One filter that slides through a volume of three channels: 82 parameters.",
    ),
}
