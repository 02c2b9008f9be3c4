"""Layout: positions of the boxes and lines of a part, from the inside out."""

from __future__ import annotations

from itertools import takewhile

from convscope.render.diagram.parts import Box, Parallel, Part, Repeat, Sequence, Tangle, boxes, result
from convscope.render.diagram.shapes import (
    DETAIL,
    TITLE,
    Label,
    Path,
    Piece,
    Rectangle,
    Shape,
    moved,
    text_width,
)

STEP = 14.0
_GAP = 14.0
_BEND = 10.0
_PADDING = 10.0
_HEADER = 22.0


def lay_out(part: Part) -> Piece:
    """A part of the network's main line: a box, or a block in a frame that says what it is."""
    match part:
        case Box():
            return _box(part)
        case Repeat():
            return _framed(_flow(part.part), _span(part), f"{part.count}x")
        case _:
            return _framed(_flow(part), _span(part), "")


def _flow(part: Part) -> Piece:
    match part:
        case Box():
            return _box(part)
        case Sequence():
            return _sequence(part)
        case Parallel():
            return _parallel([_flow(branch) for branch in part.branches], _box(part.merge))
        case Tangle():
            row = _sequence(Sequence(part.unit))
            note = "each reads all before it" if part.count > 1 else "with connections between all"
            unit = _framed(row, note, f"{part.count}x" if part.count > 1 else "", style="tangle")
            return _parallel([unit, _flow(Sequence(()))], _box(part.merge))
        case Repeat():
            return _framed(_flow(part.part), "", f"{part.count}x")


def _box(box: Box) -> Piece:
    width = max(96.0, 20 + max(text_width(box.title, TITLE), text_width(box.detail, DETAIL)))
    height = 38.0 if box.detail else 26.0
    tip = f"{box.address}: {' x '.join(map(str, box.shape))}, {box.parameters:,} parameters"
    shapes: list[Shape] = [Rectangle(0, 0, width, height, f"box {box.kind}", tip)]
    shapes.append(Label(width / 2, 13 if not box.detail else 13.5, box.title, "title", TITLE))
    if box.detail:
        shapes.append(Label(width / 2, 27.5, box.detail, "detail", DETAIL))
    return Piece(width, height, width / 2, tuple(shapes))


def _sequence(sequence: Sequence) -> Piece:
    pieces = [_flow(part) for part in sequence.parts]
    if not pieces:
        return Piece(_GAP, 0, _GAP / 2, ())
    axis = max(piece.axis for piece in pieces)
    shapes: list[Shape] = []
    y = 0.0
    for part, piece in zip(sequence.parts, pieces, strict=True):
        if y:
            # Where the flow forks at once, the arrows stand behind the fork.
            arrow = not isinstance(part, Parallel | Tangle)
            shapes.append(Path(((axis, y), (axis, y + STEP)), "flow", arrow))
            y += STEP
        shapes += moved(piece.shapes, axis - piece.axis, y)
        y += piece.height
    return Piece(axis + max(piece.width - piece.axis for piece in pieces), y, axis, tuple(shapes))


def _parallel(branches: list[Piece], merge: Piece) -> Piece:
    """Branches side by side between a fork and the box where they meet."""
    lefts, x = [], 0.0
    for piece in branches:
        lefts.append(x)
        x += piece.width + _GAP
    width = x - _GAP
    worked = [i for i, piece in enumerate(branches) if piece.height]
    # Beside a skip connection the only branch goes straight down.
    axis = lefts[worked[0]] + branches[worked[0]].axis if len(worked) == 1 else width / 2
    top, tallest = _BEND + STEP, max(piece.height for piece in branches)
    joint = top + tallest + _BEND
    shift = max(0.0, merge.axis - axis)
    axis += shift
    shapes: list[Shape] = []
    for left, piece in zip(lefts, branches, strict=True):
        x = left + shift + piece.axis
        style = "flow" if piece.height else "flow skip"
        end = top + piece.height
        if piece.height:
            shapes.append(Path(((axis, 0), (axis, _BEND), (x, _BEND), (x, top)), style, arrow=True))
            shapes.append(Path(((x, end), (x, joint), (axis, joint)), style))
        else:
            shapes.append(Path(((axis, _BEND), (x, _BEND), (x, joint), (axis, joint)), style))
        shapes += moved(piece.shapes, left + shift, top)
    shapes.append(Path(((axis, joint), (axis, joint + STEP)), "flow", arrow=True))
    shapes += moved(merge.shapes, axis - merge.axis, joint + STEP)
    right = max(width + shift, axis + merge.width - merge.axis)
    return Piece(right, joint + STEP + merge.height, axis, tuple(shapes))


def _framed(piece: Piece, name: str, count: str, style: str = "frame") -> Piece:
    """A piece in a frame, with its name on the left of the header and its count on the right."""
    badge = text_width(count, TITLE) + 16 if count else 0.0
    header = 10 + text_width(name, DETAIL) + 10 + badge
    inner = max(piece.width, header - 2 * _PADDING)
    left = _PADDING + (inner - piece.width) / 2
    width, axis = inner + 2 * _PADDING, left + piece.axis
    height = _HEADER + piece.height + STEP / 2 + _PADDING
    shapes: list[Shape] = [Rectangle(0, 0, width, height, style)]
    if name:
        shapes.append(Label(10, 12, name, "detail", DETAIL, "start"))
    if count:
        shapes.append(Rectangle(width - badge - 5, 4, badge, 17, "badge"))
        shapes.append(Label(width - badge / 2 - 5, 12.5, count, "count", TITLE))
    shapes.append(Path(((axis, _HEADER), (axis, _HEADER + STEP / 2)), "flow"))
    shapes += moved(piece.shapes, left, _HEADER + STEP / 2)
    return Piece(width, height, axis, tuple(shapes))


def _span(part: Part) -> str:
    """The module that a block is, "layer1.1", or the first and last of several."""
    if isinstance(part, Repeat):
        first = _span(part.part)
        last = ".".join(part.last.partition("#")[0].split(".")[: first.count(".") + 1])
        return f"{first} to {last}" if first else ""
    # The box in which branches meet often belongs to what follows them.
    inner = [box.address for box in boxes(part) if box is not result(part)]
    if isinstance(part, Tangle):
        inner.append(part.last)
    paths = [address.partition("#")[0].split(".") for address in inner]
    return ".".join(
        names[0] for names in takewhile(lambda names: len(set(names)) == 1, zip(*paths, strict=False))
    )
