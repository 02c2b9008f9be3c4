"""Where a graph reads a network's parameters and buffers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Iterator, Mapping

from torch import Tensor, nn

from convscope.graph.fingerprint import fingerprint


class Tensors(Mapping[str, Tensor]):
    """Tensors by their names in the network."""

    @abstractmethod
    def state(self, name: str) -> Hashable:
        """Something that is another thing after the tensor has changed."""


class OwnTensors(Tensors):
    """Tensors that nobody else writes to unseen, such as those of a network that was opened by its name."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = dict(tensors)

    def __getitem__(self, name: str) -> Tensor:
        return self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def state(self, name: str) -> Hashable:
        """PyTorch's count of writes; tensors made in inference mode have none and cannot be written to."""
        tensor = self._tensors[name]
        return 0 if tensor.is_inference() else tensor._version


class ModuleTensors(Tensors):
    """The tensors of a live module, detached, always the ones that it has now."""

    def __init__(self, module: nn.Module, constants: Mapping[str, Tensor]) -> None:
        """Take the module, and the constants that a trace found in its code."""
        self._module = module
        self._constants = dict(constants)

    def __getitem__(self, name: str) -> Tensor:
        if name in self._constants:
            return self._constants[name]
        path, _, attribute = name.rpartition(".")
        try:
            value = getattr(self._module.get_submodule(path), attribute)
        except AttributeError as error:
            raise KeyError(name) from error
        if not isinstance(value, Tensor):  # a module, a number, a bias that there is not
            raise KeyError(name)
        return value.detach()

    def __iter__(self) -> Iterator[str]:
        yield from (name for name, _ in self._module.named_parameters(remove_duplicate=False))
        yield from (name for name, _ in self._module.named_buffers(remove_duplicate=False))
        yield from self._constants

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def state(self, name: str) -> Hashable:
        """A number of the tensor's content: its owner may write to it in ways that PyTorch does not count."""
        return fingerprint(self[name]).cpu().numpy().tobytes()
