"""Addresses: one name for every value of a network.

An address is the path of the module whose result the value is, as PyTorch writes it: ``layer4.1.conv2``.  A
value that a module computes on its way (an addition before its last activation, a padding before its
convolution) is the module's path and the operation: ``layer4.1.add``.  A second and later call or operation of
the same name is numbered: ``layer4.1.relu#2``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from convscope.errors import AddressError, suggest

T = TypeVar("T")


def results_of_scopes(
    scopes: Sequence[Sequence[str]], readers: Sequence[Collection[int]], outputs: Collection[int]
) -> dict[str, int]:
    """Which operation computes what each module call returns: the last in it that is read outside it.

    Args:
        scopes: for each operation the module calls that it belongs to, outermost first.
        readers: for each operation the later operations that read its value.
        outputs: the operations whose values the network returns.
    """
    results = {}
    for index, calls in enumerate(scopes):
        for call in calls:
            if index in outputs or any(call not in scopes[reader] for reader in readers[index]):
                results[call] = index
    return results


def assign(
    operations: Sequence[str], scopes: Sequence[Sequence[str]], results: Mapping[str, int]
) -> list[str]:
    """The address of each operation, each different from all others."""
    taken = Counter(call for calls in scopes for call in set(calls) if "#" not in call)
    addresses = []
    for index, (operation, calls) in enumerate(zip(operations, scopes, strict=True)):
        innermost = calls[-1] if calls else ""
        if innermost and results.get(innermost) == index:
            addresses.append(innermost)
            continue
        name = f"{innermost.partition('#')[0]}.{operation}".lstrip(".")
        taken[name] += 1
        addresses.append(name if taken[name] == 1 else f"{name}#{taken[name]}")
    return addresses


def of_outputs(outputs: Mapping[str, T]) -> dict[str, T]:
    """What a network returns, by address: one value ``output``, several by their keys and their places."""
    if len(outputs) == 1:
        return {"output": next(iter(outputs.values()))}
    by_place = {f"output.{place}": value for place, value in enumerate(outputs.values())}
    return by_place | {f"output.{key}": value for key, value in outputs.items()}


def find(addresses: Mapping[str, T], text: str) -> T:
    """What stands at an address, or at the one address that ends with it after a dot.

    Raises:
        AddressError: no address, or several different ones, match; near matches are named.
    """
    if text in addresses:
        return addresses[text]
    endings = [address for address in addresses if address.endswith(f".{text}")]
    found = {id(addresses[address]): addresses[address] for address in endings}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        shown = ", ".join(endings[:4]) + (", ..." if len(endings) > 4 else "")
        raise AddressError(f"The layer {text!r} is ambiguous: {shown} all end so.", "Write more of the path.")
    hint = suggest(text, addresses, "`convscope layers` lists them.")
    raise AddressError(f"The network has no layer {text!r}.", hint)
