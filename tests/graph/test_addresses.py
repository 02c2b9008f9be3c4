"""Addresses: one name a value, unique endings, and help where a name does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convscope.errors import AddressError
from convscope.graph import trace
from convscope.graph.addresses import assign, find
from subjects import Subject
from toys import RepeatedCalls

NAMES = st.text("abc0", min_size=1, max_size=3)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map(".".join)


def test_the_nth_call_of_a_module_is_numbered() -> None:
    graph = trace(RepeatedCalls(), (3, 8, 8))
    first, second = graph.find("block.0"), graph.find("block.0#2")
    assert first.position < graph.find("block.1").position < second.position
    assert graph.find("block#2") is graph.output


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
def test_the_address_of_a_block_is_its_result(network: Subject) -> None:
    graph = network.graph
    assert graph.find("layer4.1") is graph.find("layer4.1.relu#2")
    assert graph.find("layer4") is graph.find("layer4.1")
    assert graph.find("layer4.1.add") in graph.find("layer4.1").inputs


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
def test_an_ambiguous_ending_lists_candidates(network: Subject) -> None:
    with pytest.raises(AddressError, match=r"'conv2' is ambiguous: layer1\.0\.conv2, layer1\.1\.conv2"):
        network.graph.find("conv2")


@pytest.mark.parametrize("network", [("torchvision/resnet18", (3, 64, 64))], indirect=True, ids=["resnet18"])
def test_a_misspelt_address_suggests_near_ones(network: Subject) -> None:
    with pytest.raises(AddressError) as caught:
        network.graph.find("layer4.1.cnov2")
    assert "layer4.1.conv2" in caught.value.hint


@pytest.mark.parametrize("network", [("embedded", (3, 64, 64))], indirect=True, ids=["embedded"])
def test_a_convolution_with_its_own_padding_is_the_modules_result(network: Subject) -> None:
    stem = network.graph.find("conv_stem")
    assert stem.operation == "conv"
    assert network.graph.find("conv_stem.pad") in stem.inputs


@given(st.lists(st.tuples(PATHS, st.sampled_from(["add", "relu", "conv"])), max_size=8))
def test_addresses_of_operations_are_never_shared(calls: list[tuple[str, str]]) -> None:
    scopes = [(path,) for path, _ in calls]
    last = {path: index for index, (path, _) in enumerate(calls)}
    addresses = assign([operation for _, operation in calls], scopes, last)
    assert len(set(addresses)) == len(addresses)
    assert all(addresses[index] == path for path, index in last.items())


@given(st.dictionaries(PATHS, st.integers(), min_size=1), st.data())
def test_an_ending_finds_what_it_alone_ends_or_names_all_candidates(
    nodes: dict[str, int], data: st.DataObject
) -> None:
    address = data.draw(st.sampled_from(sorted(nodes)))
    ending = ".".join(address.split(".")[-data.draw(st.integers(1, address.count(".") + 1)) :])
    candidates = {nodes[a] for a in nodes if a == ending or a.endswith(f".{ending}")}
    if ending in nodes:
        assert find(nodes, ending) == nodes[ending]
    elif len(candidates) == 1:
        assert find(nodes, ending) in candidates
    else:
        with pytest.raises(AddressError, match="ambiguous"):
            find(nodes, ending)
