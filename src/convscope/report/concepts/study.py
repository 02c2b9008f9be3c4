"""A study of the concepts by which a network knows a class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from PIL import Image

from convscope.examine.concepts.class_photos import ClassPhotos
from convscope.examine.concepts.fidelity import Fidelity
from convscope.examine.concepts.found import ConceptPatch, FoundConcept
from convscope.examine.concepts.settings import ConceptSettings
from convscope.examine.concepts.tcav import TestedConcept
from convscope.record import Recorded
from convscope.render import contact_sheet
from convscope.render.notebook import Displayed, fragments
from convscope.report.provenance import Provenance

HowFound = Literal["craft", "ice", "tcav", "given"]

_SIDE, _IN_ROW = 112, 6


@dataclass(frozen=True, eq=False, repr=False)
class ConceptStudy(Recorded, Displayed):
    """The concepts by which a network knows a class.

    Attributes:
        network: the network's name.
        layer: address of the layer.
        label: of the class.
        settings: what decided the concepts.
        method: how they were found; tcav tests those that folders showed, given names directions that were given.
        photos: of the class.
        found: concepts that were found, or directions that were given, the most important first.
        fidelity: what is left of the network with these alone; None where none were found.
        tested: concepts that folders showed.
        provenance: how this was made.
    """

    network: str
    layer: str
    label: str
    settings: ConceptSettings
    method: HowFound
    photos: ClassPhotos = field(repr=False)
    found: tuple[FoundConcept, ...]
    fidelity: Fidelity | None
    tested: tuple[TestedConcept, ...]
    provenance: Provenance

    def patch(self, patch: ConceptPatch) -> Image.Image:
        """A patch, enlarged."""
        top, left, bottom, right = patch.box
        return self.photos.views[patch.photo].resize(
            (_SIDE, _SIDE), Image.Resampling.BICUBIC, (left, top, right, bottom)
        )

    def picture(self) -> Image.Image | None:
        """The strongest patches of each concept, a row each; None where concepts were tested."""
        rows = [(one, patch) for one in self.found for patch in one.patches[:_IN_ROW]]
        if not rows:
            return None
        columns = max(len(one.patches[:_IN_ROW]) for one in self.found)
        captions = [
            f"{one.title}: importance {one.importance:.3g}" if patch is one.patches[0] else ""
            for one, patch in rows
        ]
        return contact_sheet([self.patch(patch) for _, patch in rows], captions, columns)

    def document(self) -> dict[str, Any]:
        """The study in plain values, as ``--json`` prints it."""
        names = [item.name for item in self.photos.items]
        return {
            "network": self.network,
            "layer": self.layer,
            "class": self.label,
            "method": self.method,
            "photos": names,
            "unreadable": [{"photo": name, "reason": reason} for name, reason in self.photos.unreadable],
            "fidelity": None if self.fidelity is None else asdict(self.fidelity),
            "found": [
                {
                    **one.document(),
                    "patches": [{**vars(patch), "photo": names[patch.photo]} for patch in one.patches],
                }
                for one in self.found
            ],
            "tested": [one.document() for one in self.tested],
        }

    def _line(self) -> str:
        what = f"{len(self.tested)} tested" if self.tested else f"{len(self.found)} by {self.method}"
        return f"concepts of {self.label.split(',')[0]} in {self.layer}, {self.network}: {what}"

    def _fragments(self) -> Sequence[str]:
        if self.tested:
            return [
                fragments.table(
                    ["concept", "TCAV score", "random", "p (Holm)", "accuracy", "fall without it"],
                    [(t.name, t.score, t.random, t.p_adjusted, t.accuracy, t.fall) for t in self.tested],
                )
            ]
        picture = self.picture()
        return [
            "" if picture is None else fragments.picture(picture),
            fragments.table(
                ["concept", "importance", "fall without it", "answers to"],
                [(c.title, c.importance, c.fall, _named(c)) for c in self.found],
            ),
        ]

    def _preview(self) -> Image.Image | None:
        return self.picture()


def _named(concept: FoundConcept) -> str:
    return ", ".join(f"{one.name.split(',')[0]} {one.auc:.2f}" for one in concept.answers)
