"""Which outputs a change reaches, by listing what every output reads."""

from hypothesis import given
from hypothesis import strategies as st

from convscope.arithmetic import reached_outputs, read_inputs

WINDOWS = st.fixed_dictionaries(
    {
        "kernel": st.integers(1, 5),
        "stride": st.integers(1, 4),
        "padding": st.integers(0, 3),
        "dilation": st.integers(1, 3),
    }
)


def _reads(output: int, window: dict[str, int]) -> set[int]:
    start = output * window["stride"] - window["padding"]
    return {start + window["dilation"] * j for j in range(window["kernel"])}


@given(first=st.integers(-9, 9), size=st.integers(1, 6), window=WINDOWS)
def test_the_reached_outputs_hold_all_that_read_a_change(
    first: int, size: int, window: dict[str, int]
) -> None:
    changed = set(range(first, first + size))
    reading = [output for output in range(-40, 40) if _reads(output, window) & changed]
    start, count = reached_outputs(first, size, **window)
    assert set(reading) <= set(range(start, start + count))
    if window["dilation"] == 1:  # a dilated window may step over the change
        assert reading == list(range(start, start + count))


@given(first=st.integers(-9, 9), size=st.integers(1, 6), window=WINDOWS)
def test_the_read_inputs_span_what_the_outputs_read(first: int, size: int, window: dict[str, int]) -> None:
    read = set().union(*(_reads(output, window) for output in range(first, first + size)))
    start, count = read_inputs(first, size, **window)
    assert (min(read), max(read)) == (start, start + count - 1)


@given(first=st.integers(-9, 9), size=st.integers(1, 6), moves=st.integers(-3, 3), window=WINDOWS)
def test_what_moves_by_the_stride_reaches_what_moves_by_one(
    first: int, size: int, moves: int, window: dict[str, int]
) -> None:
    start, count = reached_outputs(first, size, **window)
    moved = reached_outputs(first + moves * window["stride"], size, **window)
    assert moved == (start + moves, count)
