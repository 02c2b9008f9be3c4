from hypothesis import assume, given
from hypothesis import strategies as st

from convscope.arithmetic import convolution_size, unused_inputs
from convscope.errors import LayerSizeError


@given(
    extent=st.integers(1, 40),
    kernel=st.integers(1, 5),
    stride=st.integers(1, 6),
    before=st.integers(0, 8),
    dilation=st.integers(1, 4),
)
def test_unused_inputs_are_those_that_no_window_touches(
    extent: int, kernel: int, stride: int, before: int, dilation: int
) -> None:
    try:
        outputs = convolution_size(
            extent, kernel=kernel, stride=stride, padding=(before, 0), dilation=dilation
        )
    except LayerSizeError:
        assume(False)
    touched = {
        unit * stride - before + weight * dilation for unit in range(outputs) for weight in range(kernel)
    }
    unused = unused_inputs(extent, outputs, kernel=kernel, stride=stride, before=before, dilation=dilation)
    assert unused == sorted(set(range(extent)) - touched)
