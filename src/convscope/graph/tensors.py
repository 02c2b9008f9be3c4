"""Where a graph reads a network's parameters and buffers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from torch import Tensor, nn


class ModuleTensors(Mapping[str, Tensor]):
    """The tensors of a live module by name, detached, always the ones that it has now."""

    def __init__(self, module: nn.Module) -> None:
        self._module = module

    def __getitem__(self, name: str) -> Tensor:
        path, _, attribute = name.rpartition(".")
        try:
            value: Tensor = getattr(self._module.get_submodule(path), attribute)
        except AttributeError as error:
            raise KeyError(name) from error
        return value.detach()

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, _ in self._module.named_parameters(remove_duplicate=False))
        yield from (name for name, _ in self._module.named_buffers(remove_duplicate=False))

    def __len__(self) -> int:
        return sum(1 for _ in self)
