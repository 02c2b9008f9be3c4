"""Opening a network by its name, in every form that a user can write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from convscope.errors import ConvscopeError, NetworkError
from convscope.network import embedded
from convscope.network.beside import Beside
from convscope.network.beside_file import NAME, check_input, read_beside, told_of
from convscope.network.checkpoint import read_checkpoint
from convscope.network.declarative import declared_architecture, is_declaration
from convscope.network.device import checked_device
from convscope.network.edits.changing import changed_network
from convscope.network.edits.reading import read_edits
from convscope.network.ensemble import ensemble, is_ensemble, named_members
from convscope.network.from_architecture import open_architecture
from convscope.network.from_program import open_program
from convscope.network.from_python import is_python, open_python
from convscope.network.from_run import is_run, open_run
from convscope.network.labels import labels_of
from convscope.network.libraries import (
    LIBRARIES,
    find_architecture,
    full_name,
    is_on_trunk,
    library_network,
    unknown_network,
)
from convscope.network.ncnn import SUFFIX as OF_NCNN
from convscope.network.ncnn import open_ncnn
from convscope.network.network import Network
from convscope.network.opening import Opening
from convscope.network.task import read_task

_CHECKPOINTS = (".safetensors", ".pth", ".pt", ".ckpt", ".bin", ".tar")
# Endings by which a file is known for a network where it may be other things: a bare .tar is an archive of pictures.
FILES = (*_CHECKPOINTS[:-1], ".pth.tar", ".pt2", OF_NCNN)
_OF_OTHERS = {
    ".onnx": "ONNX",
    ".h5": "Keras",
    ".keras": "Keras",
    ".pb": "TensorFlow",
    ".tflite": "TensorFlow",
}


def open_network(
    spec: str | Opening,
    *,
    weights: str | None = None,
    arch: str | None = None,
    device: str = "cpu",
    seed: int = 0,
    run_code: bool = False,
    task: str | None = None,
    size: Sequence[int] | None = None,
    mean: Sequence[float] | None = None,
    std: Sequence[float] | None = None,
    labels: Sequence[str] | None = None,
    edits: str | None = None,
) -> Network:
    """Open a network by its name.

    Args:
        spec: ``efficientnet-lite0``, ``convscope/NAME``, ``torchvision/NAME``, ``timm/NAME``, a checkpoint
            (``.safetensors``, ``.pth``, ``.pt``, ``.ckpt``, ``.bin``, ``.tar``; needs ``arch``), an exported program
            (``.pt2``), the layers of ncnn (``.param``, beside their ``.bin``), ``file.py:function`` or a text,
            ``input 1x28x28 -> conv 32 3x3 -> relu -> ...``
            or a pasted model of Keras or PyTorch (`convscope.network.declarative`); ``run:NAME``, what was trained
            here; or ``ensemble:NAME+NAME``, several classifiers as one (`convscope.network.ensemble`).
            A bare name such as ``resnet50`` is that of the first library that has it.  An `Opening` says all of this
            and is opened again.
        weights: for an architecture "default" (the library's own, downloaded unless they are here), "random"
            or a checkpoint; for ``file.py:function`` a checkpoint, for ``.param`` a ``.bin``.
        arch: the architecture of a checkpoint, any of these but a checkpoint or ``.pt2``.
        device: where it computes, as PyTorch writes it.
        seed: of random weights; PyTorch's own generator is left as it is.
        run_code: whether a Python file may run.
        task: what the outputs mean, a name of `convscope.network.task.TASKS`; by default read off the network.
        size: (rows, columns) of the photos that it takes; by default the network's.
        mean: per channel, of the normalisation of photos, on the [0, 1] scale; by default the network's.
        std: standard deviation per channel, likewise.
        labels: names of the outputs; by default the network's.
        edits: of its layers and weights, done when it is open: ``blocks.4:12=0`` switches a channel off,
            ``conv_stem.weight[3,0,1,1]=0.5`` changes a weight, ``;`` stands between several
            (`convscope.network.edits`).

    Raises:
        EditError: an edit cannot be read.
        NetworkError: the name is not known, or what it names cannot be opened.
        LayerSizeError: a layer of a text is impossible.
    """
    if isinstance(spec, Opening):
        return _open(spec)
    rows_columns = None if size is None else (size[0], size[1])
    return _open(
        Opening(
            spec,
            weights,
            arch,
            device,
            seed,
            run_code,
            task,
            rows_columns,
            None if mean is None else tuple(mean),
            None if std is None else tuple(std),
            None if labels is None else tuple(labels),
            edits,
        )
    )


def _open(opening: Opening) -> Network:
    if opening.edits is not None:
        return changed_network(_open(replace(opening, edits=None)), read_edits(opening.edits))
    checked_device(opening.device)
    if not opening.spec:
        raise NetworkError(
            "The network was a module built by hand, which nothing here can open again.",
            "Build it and give it to convscope.Network.",
        )
    if is_ensemble(opening.spec):
        return _told(_open_ensemble(opening), opening)
    if _is_checkpoint(opening.spec):
        return _told(_open_checkpoint(opening), opening)
    if opening.arch is not None:
        raise NetworkError(
            f"An architecture belongs to a checkpoint, and {opening.spec} is none.", "Leave it out."
        )
    return _told(_open_spec(opening.spec, opening.weights, opening), opening)


def _told(network: Network, opening: Opening) -> Network:
    """The network with what is said of its inputs and outputs, by the user or beside its weights, in their place."""
    weights = _weights_file(opening)
    beside = _beside(opening)
    known, (first, *others) = network.description, network.inputs
    if weights:
        check_input(weights, beside, first)
    one = beside.applied(first).told(opening.size, opening.mean, opening.std)
    if one is first and _is_checkpoint(opening.spec) and one.preprocessing and not one.assumed:
        arch = opening.arch or beside.arch
        one = replace(one, assumed=f"photos are prepared as {arch} asks for, since nobody said more")
    labels = labels_of(opening.labels or beside.labels) or known.labels
    task = opening.task or beside.task or known.task
    if one is first and labels is known.labels and task == known.task:
        return network
    told = network.described(replace(known, inputs=(one, *others), labels=labels, task=task))
    if weights:
        _check_outputs(told, weights, opening, beside)
    return told


def _check_outputs(network: Network, weights: Path, opening: Opening, beside: Beside) -> None:
    """Whether what the file beside the weights says of the outputs fits them.

    Raises:
        NetworkError: it does not; its line is named.
    """
    is_told = {"task": beside.task and not opening.task, "labels": beside.labels and not opening.labels}
    for name in (name for name, told in is_told.items() if told):
        known = network.description
        graph = network.graph()  # a module that cannot be traced is not the file's fault
        with told_of(weights, name):
            read_task(graph, known.task, known.labels if name == "labels" else None, known.name)


def _beside(opening: Opening) -> Beside:
    """What stands beside the file that holds the weights."""
    weights = _weights_file(opening)
    return read_beside(weights) if weights else Beside()


def _weights_file(opening: Opening) -> Path | None:
    for place in (opening.spec, opening.weights):
        if place and (_is_checkpoint(place) or (Path(place).suffix == ".pt2" and Path(place).is_file())):
            return Path(place)
    return None


def _is_checkpoint(spec: str) -> bool:
    prefix = spec.partition("/")[0]
    is_named = prefix in LIBRARIES.all() or prefix == embedded.NAME
    is_file = not (is_declaration(spec) or is_named or is_ensemble(spec))
    return is_file and Path(spec).suffix in _CHECKPOINTS


def _open_checkpoint(opening: Opening) -> Network:
    arch = opening.arch or _beside(opening).arch
    layers = Path(opening.spec).with_suffix(OF_NCNN)
    if arch is None and layers.is_file():
        raise NetworkError(f"{opening.spec} holds the weights of {layers}.", f"Open {layers}.")
    if arch is None:
        # One that is broken or needs code is not helped by an architecture.
        read_checkpoint(Path(opening.spec))
        raise NetworkError(
            f"{opening.spec} holds tensors, but not what to compute with them.",
            "Name the architecture (arch): resnet50, timm/NAME or file.py:function; or write it into a "
            f"{NAME} beside it.",
        )
    if opening.weights is not None:
        raise NetworkError(f"{opening.spec} holds the weights itself.", "Leave weights out.")
    if opening.arch is not None:
        return _open_spec(arch, opening.spec, opening)
    try:
        return _open_spec(arch, opening.spec, opening)
    except ConvscopeError:
        read_checkpoint(Path(opening.spec))  # one that is broken tells it itself
        with told_of(Path(opening.spec), "arch"):
            raise


def _open_spec(spec: str, weights: str | None, opening: Opening) -> Network:
    """Open what holds an architecture, with weights that may come from elsewhere."""
    prefix = spec.partition("/")[0]
    if is_on_trunk(spec):
        on_trunk = find_architecture(spec, run_code=opening.run_code, seed=opening.seed)
        return open_architecture(on_trunk, weights, opening)
    if is_declaration(spec):
        declared = declared_architecture(spec)
        own = opening if spec != opening.spec else replace(opening, spec=declared.name)
        return open_architecture(declared, weights, own)
    if prefix == embedded.NAME:
        return _open_embedded(spec, weights, opening)
    if (known := library_network(spec)) is not None:
        return open_architecture(known, weights, opening)
    if is_run(spec):
        return open_run(spec, weights, opening)
    if is_python(spec):
        return open_python(spec, weights, opening)
    if (opener := _OF_FILES.get(Path(spec).suffix)) is not None:
        return opener(Path(spec), weights, opening)
    if Path(spec).is_file():
        raise _no_network(spec)
    if (full := full_name(spec)) is not None:
        return _open_spec(full, weights, replace(opening, spec=full) if spec == opening.spec else opening)
    raise unknown_network(spec)


def _open_ensemble(opening: Opening) -> Network:
    """Several networks as one; what is said of the photos is said to each, and chance gives each other weights."""
    spec = opening.spec
    if opening.weights not in (None, "default", "random") or opening.arch is not None:
        raise NetworkError(
            f"Each member of {spec} has weights of its own, got {opening.arch or opening.weights}.",
            "Leave it out.",
        )
    combined, names = named_members(spec)
    members = [
        _open(replace(opening, spec=name, seed=opening.seed + place, task=None, labels=None))
        for place, name in enumerate(names)
    ]
    return ensemble(members, combined, opening=opening)


def _no_network(file: str) -> NetworkError:
    ending = Path(file).suffix.lower()
    if ending in _OF_OTHERS:
        return NetworkError(
            f"{file} is a network of {_OF_OTHERS[ending]}, and Convscope opens those of PyTorch.",
            "Export the PyTorch module with torch.export to a .pt2 file, or save its state_dict().",
        )
    return NetworkError(
        f"{file} is no file of a network.",
        f"Networks end in {', '.join(_CHECKPOINTS)}, .pt2, .param or .py:function.",
    )


def _open_embedded(spec: str, weights: str | None, opening: Opening) -> Network:
    if spec != embedded.NAME:
        raise unknown_network(spec)
    if weights == opening.spec:  # the architecture of a checkpoint
        return open_architecture(embedded.embedded_architecture(), weights, opening)
    if weights not in (None, "default"):
        raise NetworkError(
            f"{spec} has its own weights, got {weights}.", f"For others open timm/{embedded.ARCHITECTURE}."
        )
    return embedded.open_embedded(opening)


def _open_program(path: Path, weights: str | None, opening: Opening) -> Network:
    if weights is not None:
        raise NetworkError(f"{path} holds its own weights, got {weights}.", "Leave weights out.")
    return open_program(path, opening)


# By the endings of files that say what to compute.
_OF_FILES = {".pt2": _open_program, OF_NCNN: open_ncnn}
