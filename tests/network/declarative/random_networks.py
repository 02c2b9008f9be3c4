"""Random texts of networks, made without the reader: some possible, some not."""

from hypothesis import strategies as st

SIZES = st.integers(1, 4)


@st.composite
def convolution(draw: st.DrawFn, axes: int) -> str:
    kernel = "x".join(str(draw(SIZES)) for _ in range(axes))
    words = [draw(st.sampled_from(("conv", f"conv{axes}d"))), str(2 * draw(SIZES)), kernel]
    if draw(st.integers(0, 4)) == 0:
        words += ["padding", "same-tensorflow"]
    options = (("stride", SIZES), ("padding", st.integers(0, 2)), ("dilation", st.integers(1, 2)))
    for name, values in options:
        if name in words:
            continue
        if draw(st.booleans()):
            words += [name, "x".join(str(draw(values)) for _ in range(axes))]
    if draw(st.booleans()):
        words += ["groups", str(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        words += ["bias", draw(st.sampled_from(("yes", "no")))]
    return " ".join(words)


@st.composite
def pooling(draw: st.DrawFn, axes: int) -> str:
    words = [draw(st.sampled_from(("maxpool", "avgpool", f"maxpool{axes}d"))), str(draw(SIZES))]
    if draw(st.booleans()):
        words += ["stride", str(draw(SIZES))]
    if draw(st.booleans()):
        words += ["padding", draw(st.sampled_from(("0", "1", "2", "same-tensorflow")))]
    if draw(st.booleans()):
        words += ["ceil", draw(st.sampled_from(("yes", "no")))]
    return " ".join(words)


OTHERS = st.sampled_from(
    (
        *("relu", "relu6", "gelu", "silu", "elu", "tanh", "sigmoid", "softmax", "leakyrelu 0.2", "leakyrelu"),
        *("batchnorm", "batchnorm epsilon 0.001 momentum 0.01", "lrn 3", "dropout 0.25", "adaptiveavgpool 2"),
    )
)
HEADS = st.sampled_from(
    ("", " -> flatten -> dense 5", " -> globalavgpool -> dense 3 bias no -> softmax", " -> globalmaxpool")
)


@st.composite
def networks(draw: st.DrawFn) -> str:
    """A text whose words are right; its sizes need not be."""
    axes = draw(st.integers(1, 3))
    shape = "x".join(str(n) for n in (2 * draw(SIZES), *(draw(st.integers(1, 14)) for _ in range(axes))))
    steps = draw(st.lists(st.one_of(convolution(axes), pooling(axes), OTHERS), min_size=1, max_size=5))
    layout = ("CL", "CHW", "CDHW")[axes - 1]
    return " -> ".join((f"input {shape} {layout}", *steps)) + draw(HEADS)
