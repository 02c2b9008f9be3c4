"""How a network was opened: what every result names it by, and how it is opened again.

`convscope.open_network` takes an opening, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from convscope.errors import NetworkError


@dataclass(frozen=True)
class Opening:
    """What was opened and how; the arguments of `convscope.open_network`.

    Attributes:
        spec: the network's name, file or text; empty for a module that was built by hand.
        weights: "default", "random", a file, or None where nothing was said.
        arch: the architecture of a checkpoint, where one was named.
        device: where it computes.
        seed: of random weights.
        run_code: the explicit word that a Python file may run.
        task: what the outputs mean, where the user said it.
        size: (rows, columns) of the input, where the user said it.
        mean: per channel, of the normalisation that the user said.
        std: likewise.
        labels: the names of the outputs that the user said.
        edits: of its layers and weights, as a text (`convscope.network.edits`).
        digest: of all tensors, 16 hexadecimal digits; None where nobody has computed it.
    """

    spec: str
    weights: str | None = None
    arch: str | None = None
    device: str = "cpu"
    seed: int = 0
    run_code: bool = False
    task: str | None = None
    size: tuple[int, int] | None = None
    mean: tuple[float, ...] | None = None
    std: tuple[float, ...] | None = None
    labels: tuple[str, ...] | None = None
    edits: str | None = None
    digest: str | None = None

    def code(self) -> str:
        """The Python expression that opens the network again."""
        if not self.spec:
            return "convscope.Network(module)  # module: the one that was built by hand"
        said = [f"{name}={value!r}" for name, value in self.said().items()]
        return f"convscope.open_network({', '.join([repr(self.spec), *said])})"

    def said(self) -> dict[str, Any]:
        """What was said beside the network's name, by the names of the arguments; the digest is not among them."""
        usual = Opening(self.spec)
        return {
            one.name: getattr(self, one.name)
            for one in fields(self)
            if one.name != "digest" and getattr(self, one.name) != getattr(usual, one.name)
        }

    def document(self) -> dict[str, Any]:
        """The opening in plain values."""
        return asdict(self)

    @classmethod
    def of_document(cls, document: Mapping[str, Any]) -> Opening:
        """The opening of a document, which may come from anyone.

        Consent to run code is never taken from a document.

        Raises:
            NetworkError: it is no opening.
        """
        known = {one.name for one in fields(cls)} - {"run_code"}
        try:
            opening: Opening = TypeAdapter(cls).validate_python(
                {k: v for k, v in document.items() if k in known}
            )
        except ValidationError as error:
            raise NetworkError("The document does not say how its network was opened.") from error
        return opening
