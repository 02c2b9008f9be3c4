"""Random texts of networks, made without the reader: some possible, some not."""

from hypothesis import strategies as st

SIZES = st.integers(1, 4)


@st.composite
def convolution(draw: st.DrawFn, axes: int) -> str:
    kernel = "x".join(str(draw(SIZES)) for _ in range(axes))
    words = [draw(st.sampled_from(("conv", f"conv{axes}d"))), str(2 * draw(SIZES)), kernel]
    for name, values in (("stride", SIZES), ("padding", st.integers(0, 2)), ("dilation", st.integers(1, 2))):
        if draw(st.booleans()):
            words += [name, "x".join(str(draw(values)) for _ in range(axes))]
    if draw(st.booleans()):
        words += ["groups", str(draw(st.integers(1, 2)))]
    if draw(st.booleans()):
        words += ["bias", draw(st.sampled_from(("yes", "no")))]
    return " ".join(words)


@st.composite
def pooling(draw: st.DrawFn) -> str:
    words = [draw(st.sampled_from(("maxpool", "avgpool"))), str(draw(SIZES))]
    if draw(st.booleans()):
        words += ["stride", str(draw(SIZES))]
    if draw(st.booleans()):
        words += ["padding", str(draw(st.integers(0, 2)))]
    return " ".join(words)


OTHERS = st.sampled_from(
    ("relu", "tanh", "sigmoid", "softmax", "leakyrelu 0.2", "leakyrelu", "batchnorm", "lrn 3", "dropout 0.25")
)
HEADS = st.sampled_from(("", " -> flatten -> dense 5", " -> globalavgpool -> dense 3 bias no -> softmax"))


@st.composite
def networks(draw: st.DrawFn) -> str:
    """A text whose words are right; its sizes need not be."""
    axes = draw(st.integers(1, 3))
    shape = "x".join(str(n) for n in (2 * draw(SIZES), *(draw(st.integers(1, 14)) for _ in range(axes))))
    steps = draw(st.lists(st.one_of(convolution(axes), pooling(), OTHERS), min_size=1, max_size=5))
    return " -> ".join((f"input {shape}", *steps)) + draw(HEADS)
