"""Pasted models of Keras: what Keras's own summaries say of them."""

from contextlib import suppress

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from convscope.errors import ConvscopeError, LayerSizeError, NetworkError
from convscope.network.declarative import is_declaration, read_definition
from convscope.network.declarative.pasted import KERAS, PYTORCH

# https://keras.io/examples/vision/mnist_convnet/, whose summary ends in "Total params: 34,826".
MNIST = """
# Model / data parameters
num_classes = 10
input_shape = (28, 28, 1)

model = keras.Sequential(
    [
        keras.Input(shape=input_shape),
        layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dropout(0.5),
        layers.Dense(num_classes, activation="softmax"),
    ]
)

model.summary()
"""

# https://www.tensorflow.org/tutorials/images/cnn, whose summary ends in "Total params: 122,570".
CIFAR = """
import tensorflow as tf
from tensorflow.keras import layers, models

model = models.Sequential()
model.add(layers.Conv2D(32, (3, 3), activation='relu', input_shape=(32, 32, 3)))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(64, (3, 3), activation='relu'))
model.add(layers.Flatten())
model.add(layers.Dense(64, activation='relu'))
model.add(layers.Dense(10))
"""


def of(*layers: str, shape: str = "(28, 28, 1)") -> str:
    return f"Sequential([Input(shape={shape}), {', '.join(layers)}])"


def shapes(text: str) -> list[tuple[int, ...]]:
    return [layer.output_shape for layer in read_definition(text).layers]


def test_the_example_for_mnist_has_its_published_parameters() -> None:
    definition = read_definition(MNIST)
    assert definition.cost.parameters == 320 + 18_496 + 16_010 == 34_826
    assert definition.text == (
        "input 1x28x28 -> conv 32 3x3 -> relu -> maxpool 2 -> conv 64 3x3 -> relu -> maxpool 2 -> flatten "
        "-> dropout 0.5 -> dense 10 -> softmax"
    )


def test_the_example_for_cifar_has_its_published_parameters() -> None:
    definition = read_definition(CIFAR)
    assert definition.cost.parameters == 896 + 18_496 + 36_928 + 65_600 + 650 == 122_570
    maps = [layer.output_shape for layer in definition.layers if len(layer.output_shape) == 3]
    assert list(dict.fromkeys(maps)) == [
        *((32, 30, 30), (32, 15, 15), (64, 13, 13), (64, 6, 6), (64, 4, 4)),
    ]


@pytest.mark.parametrize("extent", range(5, 12))
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("kernel", [2, 3, 5])
def test_padding_same_gives_as_many_outputs_as_inputs_over_stride(
    extent: int, stride: int, kernel: int
) -> None:
    text = of(f'Conv2D(4, {kernel}, strides={stride}, padding="same")', shape=f"({extent}, {extent}, 1)")
    outputs = -(-extent // stride)
    assert shapes(text) == [(4, outputs, outputs)]
    assert read_definition(text).module()(torch.zeros(1, 1, extent, extent)).shape == (1, 4, outputs, outputs)


def test_padding_same_with_a_stride_pads_more_after_than_before() -> None:
    """TensorFlow's rule, by hand: 4 inputs, kernel 3, stride 2 need 1 zero, which comes after."""
    module = read_definition(
        of('Conv1D(1, 3, strides=2, padding="same", use_bias=False)', shape="(4, 1)")
    ).module()
    with torch.no_grad():
        for weights in module.parameters():
            weights.copy_(torch.tensor([[[1.0, 10, 100]]]))
        found = module(torch.tensor([[[1.0, 2, 3, 4]]]))
    assert found.tolist() == [[[321.0, 43.0]]]


@pytest.mark.parametrize(
    ("layer", "expected"), [("MaxPooling1D", [2.0, 4.0, 5.0]), ("AveragePooling1D", [1.5, 3.5, 5.0])]
)
def test_padding_same_of_a_pooling_does_not_count(layer: str, expected: list[float]) -> None:
    module = read_definition(of(f'{layer}(2, padding="same")', shape="(5, 1)")).module()
    assert module(torch.tensor([[[1.0, 2, 3, 4, 5]]]))[0, 0].tolist() == expected


def test_padding_same_of_a_pooling_with_stride_1_keeps_the_size() -> None:
    module = read_definition(of('MaxPooling1D(2, 1, padding="same")', shape="(4, 1)")).module()
    assert module(torch.tensor([[[-1.0, -2, -4, -3]]])).tolist() == [[[-1.0, -2.0, -3.0, -3.0]]]


def test_the_stride_of_a_pooling_is_its_size() -> None:
    assert shapes(of("MaxPooling2D(3)", "MaxPool2D(pool_size=2, strides=1)")) == [(1, 9, 9), (1, 8, 8)]


def test_a_separable_convolution_has_the_parameters_of_keras() -> None:
    """Depthwise 3 x 3 x 8 without bias, then 8 x 16 + 16."""
    text = of('SeparableConv2D(16, 3, padding="same", activation="relu")', shape="(10, 10, 8)")
    assert read_definition(text).cost.parameters == 72 + 144
    assert shapes(text)[-1] == (16, 10, 10)


def test_a_depthwise_convolution_has_the_parameters_of_keras() -> None:
    text = of("DepthwiseConv2D(3, depth_multiplier=2)", shape="(10, 10, 8)")
    assert (read_definition(text).cost.parameters, shapes(text)[-1]) == (8 * 2 * (9 + 1), (16, 8, 8))


def test_batch_normalisation_has_the_numbers_of_keras() -> None:
    module = read_definition(of("BatchNormalization()")).module()[0]
    assert isinstance(module, torch.nn.BatchNorm2d)
    assert module.eps == 0.001
    assert module.momentum == pytest.approx(0.01)


def test_a_leaky_relu_has_the_slope_of_keras() -> None:
    found = read_definition(of("LeakyReLU()", 'Dense(2, "leaky_relu")', shape="(3,)"))
    assert found.text == "input 3 -> leakyrelu 0.3 -> dense 2 -> leakyrelu 0.2"


def test_a_signal_of_keras_has_its_channels_last() -> None:
    assert shapes(of("Conv1D(8, 5)", "GlobalAveragePooling1D()", shape="(120, 3)")) == [(8, 116), (8,)]


def test_a_layer_of_keras_can_stand_between_arrows() -> None:
    found = read_definition('input 28x28x1 -> Conv2D(32, 3, padding="same", activation="relu") -> flatten')
    assert found.text == "input 1x28x28 -> conv 32 3x3 padding same -> relu -> flatten"


def test_sums_of_constants_are_worked_out() -> None:
    assert shapes("units = 8\nSequential([Input((3,)), Dense(units * 2 - 4 // 2 + 1)])") == [(15,)]


def test_nothing_of_the_text_is_run(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NetworkError, match="units takes whole numbers"):
        read_definition(of("Dense(print('run'))", shape="(3,)"))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            of("Conv2D(32, 3)", "MaxPooling2D(50)"),
            "Layer 2, 'MaxPooling2D(50)' on 32x26x26 (line 1, column 54), is impossible: A kernel of 50 must fit",
        ),
        (
            of("Conv2D(32)"),
            "It misses a required argument: 'kernel_size'. Write Conv2D(filters, kernel_size,",
        ),
        (of("Conv2D(32, 3, stride=2)"), "It got an unexpected keyword argument 'stride'."),
        (of("Conv2D(32, 3, activation='rely')"), "There is no activation 'rely'. Did you mean relu"),
        (
            of("Conv2D(32, 3, data_format='channels_first')"),
            "data_format=None or data_format='channels_last'",
        ),
        (of("Dense(10)"), "A dense layer takes a vector, got a map of 1x28x28."),
        (
            of("Rescaling(1. / 255)"),
            "Rescaling prepares photos, which is no part of a network here. Leave it out",
        ),
        (of("LSTM(10)"), "There is no layer 'LSTM' of Keras in a network's text."),
        (of("Conv2d(1, 4, 3)", "Dense(3)"), "Dense is a layer of Keras and Conv2d one of PyTorch (line 1,"),
        ("Sequential([Conv2D(32, 3)])", "begins with the size of its input, got Conv2D(32, 3). Write input"),
        ("Sequential([\n    Conv2D(32, 3]", "Line 2, column 17, is no Python: closing parenthesis ']'"),
        (of("Dense(10)", shape="(None, 3)"), "shape takes whole numbers, got (None, 3)."),
        (
            "class Net(Model):\n    def f(self): Sequential([])",
            "Code that must run is opened as file.py:function.",
        ),
        ("x = Sequential([Input((3,)), Dense(2)](1))", "is no layer."),
        ("f = Sequential([*layers])", "'*layers' is no layer."),
        ("for i in range(3): model.add(Dense(3))", "'for i in range(3): model.add(Dense(3))' is no layer."),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, says: str) -> None:
    with pytest.raises(ConvscopeError) as caught:
        read_definition(text)
    assert says in str(caught.value)


def test_the_line_of_an_error_counts_what_stands_before_the_arrow() -> None:
    with pytest.raises(LayerSizeError, match=r"\(line 3, column 3\)"):
        read_definition("input 8x8 ->\nSequential([\n  Conv2D(1, 9)])")


VALUES = st.sampled_from(
    [
        *("3", "0", "-1", "(3, 3)", "(3,)", "()", "True", "None", "'same'", "1e400", "0.5", "float('nan')"),
        *("1 + 2", "10 ** 99", "1 / 0", "x", "[2, 2]", "99999999999999999999", "lambda: 1", "'relu'", "*x"),
    ]
)
NAMES = st.sampled_from(sorted({*KERAS, *PYTORCH, "Input", "LSTM", "Sequential", "print"}))
KEYWORDS = st.sampled_from(["", "", "strides=", "padding=", "shape=", "activation=", "bias=", "rate=", "**"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(NAMES, st.lists(st.tuples(KEYWORDS, VALUES), max_size=4)), max_size=4), st.booleans()
)
def test_whatever_is_pasted_is_a_network_or_an_error_of_the_user(
    layers: list[tuple[str, list[tuple[str, str]]]], has_input: bool
) -> None:
    calls = [f"{name}({', '.join(key + value for key, value in arguments)})" for name, arguments in layers]
    before = "input 3x8x8 -> " if has_input else ""
    with suppress(ConvscopeError):
        read_definition(f"{before}Sequential([{', '.join(calls)}])")


@pytest.mark.parametrize(
    "nested", ["1" + "+1" * 20_000, "(" * 5_000 + "1", "-" * 5_000 + "1", "[" * 150 + "]" * 150]
)
def test_a_text_that_is_nested_too_deep_is_refused(nested: str) -> None:
    with pytest.raises(ConvscopeError):
        read_definition(of(f"Dense({nested})", shape="(3,)"))


@pytest.mark.parametrize("name", ["add(1).jpg", "Sequential.pth", "photos/add (2).png"])
def test_a_file_with_brackets_is_no_network(name: str) -> None:
    assert not is_declaration(name)


@pytest.mark.parametrize("text", [MNIST, CIFAR, of("Dense(2)", shape="(3,)")])
def test_a_pasted_model_is_known_as_a_network(text: str) -> None:
    assert is_declaration(text)


def test_spatial_dropout_leaves_out_whole_channels_in_training_alone() -> None:
    text = of("SpatialDropout2D(0.5)", "Conv2D(1, 1)", shape="(4, 6, 64)")
    (dropping,) = read_definition(text).steps[0].modules((64, 4, 6)).values()
    inputs = torch.ones(1, 64, 4, 6)
    kept = dropping.train()(inputs)
    assert set(kept.flatten(2).std(2).flatten().tolist()) == {0.0}
    assert set(kept.unique().tolist()) == {0.0, 2.0}
    torch.testing.assert_close(dropping.eval()(inputs), inputs)


@pytest.mark.parametrize(
    "layer", ["ZeroPadding2D(1)", "Conv2DTranspose(4, 3)", "UpSampling2D(2)", "Cropping2D(1)"]
)
def test_what_pads_or_enlarges_by_itself_is_refused_with_the_way_out(layer: str) -> None:
    with pytest.raises(NetworkError, match="whose convolutions pad themselves and never enlarge") as refused:
        read_definition(of(layer))
    assert "padding" in refused.value.hint
