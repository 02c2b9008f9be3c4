import numpy as np
import pytest
from hypothesis import given, settings

from convolution.random_layers import Case, cases
from convscope.convolution import Convolution, layer_output, read_matrix, work_out
from convscope.errors import AddressError

IMAGE = read_matrix("123/456/789")


@settings(max_examples=100, deadline=None)
@given(cases())
def test_every_element_worked_out_is_the_output(case: Case) -> None:
    output = layer_output(case.layer, case.values)
    for filter_, row, column in np.ndindex(*output.shape):
        element = work_out(case.layer, case.values, filter=filter_, row=row, column=column)
        assert element.value == pytest.approx(output[filter_, row, column], abs=1e-12)


def test_the_arithmetic_is_written_out() -> None:
    layer = Convolution(read_matrix("1 -1/0 2")[None])
    assert work_out(layer, IMAGE, filter=0, row=0, column=1).arithmetic() == ["2*1 + 3*(-1) + 5*0 + 6*2 = 11"]


def test_channels_and_bias_are_added_in_a_last_line() -> None:
    layer = Convolution(read_matrix("1|2")[None], np.array([-4.0]))
    two_channels = np.concatenate([IMAGE, -IMAGE])
    assert work_out(layer, two_channels, filter=0, row=1, column=2).arithmetic() == [
        "channel 0: 6*1 = 6",
        "channel 1: (-6)*2 = -12",
        "6 + (-12) + (-4) (bias) = -10",
    ]


def test_weights_that_lie_in_the_padding_have_places_outside_the_input() -> None:
    layer = Convolution(np.ones((1, 1, 2, 2)), padding=((1, 0), (0, 2)), dilation=(1, 2))
    element = work_out(layer, IMAGE, filter=0, row=0, column=2)
    assert (element.rows, element.columns) == ((-1, 0), (2, 4))
    np.testing.assert_array_equal(element.window, [[[0, 0], [3, 0]]])


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ({"filter": 1, "row": 0, "column": 0}, "1 filters"),
        ({"filter": 0, "row": 2, "column": 0}, "2 rows"),
        ({"filter": 0, "row": 0, "column": -1}, "2 columns"),
    ],
)
def test_an_element_that_the_output_lacks_is_refused(place: dict[str, int], message: str) -> None:
    with pytest.raises(AddressError, match=message):
        work_out(Convolution(np.ones((1, 1, 2, 2))), IMAGE, **place)
