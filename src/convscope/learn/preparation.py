"""The data and the network of a training, before its first step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import nn

from convscope.datasets import Dataset
from convscope.datasets.boxed.seen_boxes import SeenBoxes, notes_on_boxes, pictures_of, seen_boxes
from convscope.datasets.dataset import LeftOut
from convscope.datasets.decoding import DecodedDataset, decode_dataset
from convscope.datasets.layout import check_trained, notes_on
from convscope.datasets.masked.pairs import mask_pairs
from convscope.datasets.masked.seen_things import SeenThings
from convscope.datasets.pictures import moments
from convscope.errors import ImageError, TrainingError
from convscope.learn.boxed_data import boxes_fingerprint, usual_frame
from convscope.learn.caption_data import Told
from convscope.learn.colorizer_options import DEFAULTS as DEFAULTS_OF_COLORIZERS
from convscope.learn.detector_options import DEFAULTS
from convscope.learn.masked_data import (
    ReadMasks,
    classes_of_masks,
    pictures_of_masks,
    read_masks,
    task_of_masks,
    usual_size,
)
from convscope.learn.photo_data import ReadPhotos, read_photos
from convscope.learn.region_data import seen_phrases, vocabulary_of, without_long
from convscope.learn.request import TrainingRequest
from convscope.learn.restorer_options import DEFAULTS as DEFAULTS_OF_RESTORERS
from convscope.learn.restorer_options import learned_degradation
from convscope.learn.searched_boxes import with_searched
from convscope.learn.segmenter_options import MOST
from convscope.learn.starting_generator import starting_generator
from convscope.learn.starting_network import enlargement, starting_network
from convscope.learn.starting_reader import starting_reader
from convscope.learn.text_data import ReadTexts, read_texts
from convscope.network.detectors import Detector, in_frame
from convscope.network.from_run import TrainedNetwork, is_run
from convscope.network.generators import STRIDE
from convscope.network.libraries import full_name, library_network
from convscope.network.restorers import FFDNet, InpaintResUNet, in_own_pixels
from convscope.network.segmenters import seen_photos
from convscope.network.task.boxes import Boxes
from convscope.network.task.colours import Colours, colour_names
from convscope.network.task.instances import Instances
from convscope.network.task.places import Picture, Segmentation
from convscope.network.task.regions import REGION, Regions
from convscope.network.task.sentences import Sentences
from convscope.progress import Progress
from convscope.restore.degradations import Degradation


class Preparation(NamedTuple):
    """What a training begins with.

    Attributes:
        module: to train.
        network: its description.
        data: the pictures as it sees them; for a segmenter photos with their masks, for a restorer photos, for a
            network that reads texts.
        boxes: in them, for a detector.
        things: in them, for a detector that learns their masks; ``masks`` changes when one of these does.
        degradation: what a restorer learns to undo.
        told: the sentences that a captioner learns.
    """

    module: nn.Module
    network: TrainedNetwork
    data: DecodedDataset | ReadMasks | ReadPhotos | ReadTexts
    boxes: SeenBoxes | None = None
    things: SeenThings | None = None
    masks: str | None = None
    degradation: Degradation | None = None
    told: Told | None = None

    @property
    def decoded(self) -> DecodedDataset:
        """The pictures of a classifier, a detector or a generator."""
        assert isinstance(self.data, DecodedDataset)
        return self.data

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Files that are none of the pictures, though they lie among them."""
        return self.data.dataset.left_out if isinstance(self.data, DecodedDataset) else ()

    @property
    def fingerprint(self) -> str:
        """Changes when a training or validation picture does, when one moves to the other part, or a box changes."""
        if isinstance(self.data, ReadMasks | ReadPhotos | ReadTexts):
            return self.data.fingerprint
        parts = [self.decoded.splits[split].fingerprint for split in ("train", "val")]
        parts += [boxes_fingerprint(self.boxes)] if self.boxes else []
        parts += [self.told.fingerprint] if self.told else []
        return "-".join([*parts, self.masks] if self.masks else parts)


def prepare(request: TrainingRequest, progress: Progress, task: str | None = None) -> Preparation:
    """Open the network and the data of a training, and decode the pictures to what the network sees.

    Args:
        request: which network and data.
        progress: told how many pictures are decoded.
        task: name of the task of a run that is resumed; see `starting_network`.

    Raises:
        ConvscopeError: the data or the network cannot be opened, or do not fit each other.
        Cancelled: somebody asked to stop.
    """
    of_kind = _of_kind(request)
    if of_kind is not None:
        return of_kind(request, progress)
    _check_is_classifier(request.network)
    dataset = request.division.pictures(progress)
    check_trained(dataset)
    _check_no_masks(dataset, request.network)
    channels, side = _first_sizes(dataset)
    # A network that does not fit the classes is an error before thousands of pictures are decoded.
    module, network = starting_network(request, dataset.classes, channels=channels, side=side, task=task)
    preprocessing = network.preprocessing
    assert preprocessing is not None
    decoded = decode_dataset(
        dataset, preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*notes_on(dataset), *_unreadable(decoded)):
        progress.note(note)
    if not request.is_transfer:
        mean, std = moments(decoded.splits["train"])
        network = replace(network, preprocessing=replace(preprocessing, mean=mean, std=std))
    return Preparation(module, network, decoded)


def _of_kind(request: TrainingRequest) -> Callable[[TrainingRequest, Progress], Preparation] | None:
    """What prepares the kind of network that is asked for; None for a classifier of pictures."""
    kinds = (
        (request.learns_things, _of_things),
        (request.is_detector, _of_detector),
        (request.is_segmenter, _of_segmenter),
        (request.is_colorizer, _of_colorizer),
        (request.is_captioner, _of_captioner),
        (request.is_region_captioner, _of_region_captioner),
        (request.reads_texts, _of_texts),
        (request.is_restorer, _of_restorer),
        (request.is_generator, _of_generator),
    )
    return next((prepared for is_asked, prepared in kinds if is_asked), None)


def _check_is_classifier(network: str) -> None:
    """Refuse a library's network of boxes or masks, which would be given pictures and classes.

    Raises:
        TrainingError: it is one.
    """
    known = None if is_run(network) else library_network(full_name(network) or network)
    if known is not None and known.task in (Boxes.name, Segmentation.name):
        raise TrainingError(
            f"{network} is no classifier, and networks of boxes or masks of other libraries are not trained here.",
            "Train fcos:efficientnet-lite0 for boxes, or unet:efficientnet-lite0 for masks.",
        )


def _check_no_masks(dataset: Dataset, network: str) -> None:
    """Refuse to learn photos and their masks as two classes of pictures.

    Raises:
        TrainingError: some of the pictures are masks of others.
    """
    pairs, _ = mask_pairs(item.name for item in dataset.items)
    for photo, mask in pairs.items():
        raise TrainingError(
            f"{dataset.name} holds photos with masks, {photo} with {mask}, and {network} tells pictures apart.",
            "Train a network that gives a class for each place: unet:efficientnet-lite0.",
        )


def _of_detector(request: TrainingRequest, progress: Progress) -> Preparation:
    boxed = request.division.boxes(progress)
    frame = usual_frame(boxed, request.options.size or DEFAULTS["size"])
    module, network = starting_network(
        request, boxed.classes, seen=lambda photo: in_frame(photo, frame), task=Boxes.name
    )
    assert network.preprocessing is not None
    decoded = decode_dataset(
        pictures_of(boxed), network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*boxed.notes, *notes_on_boxes(boxed.photos), *_unreadable(decoded)):
        progress.note(note)
    boxes = seen_boxes(boxed, network.preprocessing)
    if isinstance(module, Detector) and module.searches:
        boxes = with_searched(boxes, decoded, progress)
    return Preparation(module, network, decoded, boxes)


def _of_things(request: TrainingRequest, progress: Progress) -> Preparation:
    masked = request.division.masks(progress)
    if not masked.coding.is_numbered:
        raise TrainingError(
            f"The masks of {masked.name} name classes, and {request.network} learns things, each by its own mask.",
            "Put masks that number things into a folder instances, give a JSON file of COCO with a segmentation for "
            "each thing, or train unet:efficientnet-lite0.",
        )
    size, longer = usual_size(masked), request.options.size or DEFAULTS["size"]
    frame = round(size[0] * longer / max(size)), round(size[1] * longer / max(size))
    module, network = starting_network(
        request, masked.classes[1:], seen=lambda photo: in_frame(photo, frame), task=Instances.name
    )
    assert network.preprocessing is not None
    pictures = pictures_of_masks(masked)
    decoded = decode_dataset(
        pictures, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    things = SeenThings.of(masked, network.preprocessing)
    checked = things.check({split: decoded.splits[split].items for split in ("train", "val")}, progress)
    missing = _missing(
        [label for label, count in zip(network.classes, checked.counts, strict=True) if not count]
    )
    for note in (*masked.notes, *_unreadable(decoded), *missing):
        progress.note(note)
    return Preparation(module, network, decoded, things=things, masks=checked.fingerprint)


def _of_segmenter(request: TrainingRequest, progress: Progress) -> Preparation:
    masked = request.division.masks(progress)
    size, longer = usual_size(masked), request.options.size
    if longer is None and max(size) > MOST:
        longer = MOST
    if longer is not None:
        size = (round(size[0] * longer / max(size)), round(size[1] * longer / max(size)))
    module, network = starting_network(
        request,
        classes_of_masks(masked),
        seen=lambda photo: seen_photos(photo, size, longer),
        task=task_of_masks(masked),
    )
    assert network.preprocessing is not None
    read = read_masks(
        masked, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in (*masked.notes, *_unreadable(read), *_missing(read.missing())):
        progress.note(note)
    return Preparation(module, network, read)


def _of_restorer(request: TrainingRequest, progress: Progress) -> Preparation:
    photos = request.division.photos(progress)
    side = request.options.size or DEFAULTS_OF_RESTORERS["size"]
    read = read_photos(photos, side, skip_unreadable=request.skip_unreadable, progress=progress)
    channels = ("grey",) if read.channels == 1 else ("red", "green", "blue")
    module, network = starting_network(
        request,
        channels,
        channels=read.channels,
        seen=lambda _: in_own_pixels(read.channels),
        task=Picture.name,
    )
    scale = enlargement(module, network.input_shape)
    if side % scale:
        raise TrainingError(
            f"Patches of {side} rows cannot be made {scale} times smaller.",
            f"Choose size={side // scale * scale}.",
        )
    degradation = learned_degradation(request.options, scale)
    if isinstance(module, FFDNet) and request.options.target != "clean":
        raise TrainingError(
            "FFDNet is told how noisy a photo is, which only its clean photo says.",
            "Train resunet or dncnn, which see the noise by themselves.",
        )
    if isinstance(module, InpaintResUNet) and not degradation.hides:
        raise TrainingError(
            "Inpainting networks learn to fill holes, and no share of the photos is to be missing.",
            "Give missing=0.05-0.4, or train resunet.",
        )
    for note in (*_unreadable(read), f"learned is to undo: {degradation.text or 'the noise of the photos'}"):
        progress.note(note)
    return Preparation(module, network, read, degradation=degradation)


def _of_colorizer(request: TrainingRequest, progress: Progress) -> Preparation:
    photos = request.division.photos(progress)
    read = read_photos(photos, 1, skip_unreadable=request.skip_unreadable, progress=progress)
    side = request.options.size or DEFAULTS_OF_COLORIZERS["size"]
    module, network = starting_network(
        request, colour_names(), seen=lambda photo: seen_photos(photo, (side, side)), task=Colours.name
    )
    for note in _unreadable(read):
        progress.note(note)
    return Preparation(module, network, read)


def _of_captioner(request: TrainingRequest, progress: Progress) -> Preparation:
    told = Told.of(request.division.captions())
    module, network = starting_network(request, told.vocabulary.words, task=Sentences.name)
    assert network.preprocessing is not None
    decoded = decode_dataset(
        told.captioned.pictures,
        network.preprocessing,
        skip_unreadable=request.skip_unreadable,
        progress=progress,
    )
    for note in _unreadable(decoded):
        progress.note(note)
    return Preparation(module, network, decoded, told=told)


def _of_region_captioner(request: TrainingRequest, progress: Progress) -> Preparation:
    regions = without_long(request.division.regions(progress))
    vocabulary = vocabulary_of(regions)
    frame = usual_frame(regions, request.options.size or DEFAULTS["size"])
    module, network = starting_network(
        request,
        (REGION,),
        seen=lambda photo: in_frame(photo, frame),
        task=Regions.name,
        words=vocabulary.words,
    )
    assert network.preprocessing is not None
    decoded = decode_dataset(
        pictures_of(regions),
        network.preprocessing,
        skip_unreadable=request.skip_unreadable,
        progress=progress,
    )
    for note in (*regions.notes, *notes_on_boxes(regions.photos), *_unreadable(decoded)):
        progress.note(note)
    boxes = seen_phrases(regions, network.preprocessing, vocabulary)
    return Preparation(module, network, decoded, boxes)


def _of_texts(request: TrainingRequest, progress: Progress) -> Preparation:
    read = read_texts(request.division.texts(), request.options.size)
    progress.note(f"{len(read.vocabulary):,} words are learned, of a text the first {read.length}")
    module, network = starting_reader(request, read.dataset.classes, read.vocabulary, read.length)
    return Preparation(module, network, read)


def _of_generator(request: TrainingRequest, progress: Progress) -> Preparation:
    dataset = request.division.pictures_to_make(progress)
    check_trained(dataset)
    channels, side = _first_sizes(dataset)
    if _look_grey(dataset):
        channels = 1
    module, network = starting_generator(request, dataset.classes, channels, side or STRIDE)
    assert network.preprocessing is not None
    decoded = decode_dataset(
        dataset, network.preprocessing, skip_unreadable=request.skip_unreadable, progress=progress
    )
    for note in _unreadable(decoded):
        progress.note(note)
    return Preparation(module, network, decoded)


def _missing(missing: Sequence[str]) -> list[str]:
    """That classes are not learned, in a sentence; none where all are."""
    return [f"No training photo shows {', '.join(missing)}: this is not learned."] if missing else []


def _unreadable(decoded: DecodedDataset | ReadMasks | ReadPhotos) -> list[str]:
    """That pictures are left out, in a sentence; none where all can be read."""
    left_out = decoded.unreadable
    if not left_out:
        return []
    count = len(left_out) + sum(map(len, decoded.splits.values()))
    return [f"{len(left_out):,} of {count:,} pictures left out, the first: {left_out[0].reason}"]


def _evenly_chosen(dataset: Dataset, count: int) -> Iterator[NDArray[np.uint8]]:
    """Pixels of some training pictures; unreadable ones are passed over."""
    items = dataset.split("train")
    for place in np.linspace(0, len(items) - 1, min(count, len(items))).round().astype(int):
        with suppress(ImageError):
            yield items[place].pixels()


def _first_sizes(dataset: Dataset, count: int = 16) -> tuple[int, int | None]:
    """Channels, and the usual shorter side, of some pictures evenly chosen."""
    shapes = [pixels.shape for pixels in _evenly_chosen(dataset, count)]
    if not shapes:
        return 3, None
    return shapes[0][2], int(np.median([min(shape[:2]) for shape in shapes]))


def _look_grey(dataset: Dataset, count: int = 64) -> bool:
    """Whether some pictures evenly chosen have no colours; files of pictures are read as coloured ones."""
    return all(not np.ptp(pixels, axis=2).any() for pixels in _evenly_chosen(dataset, count))
