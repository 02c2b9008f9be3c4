"""What `benchmarks.trust` has found, photo by photo: on disk before it counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.trust_parts import PARTS, Part
from convscope.report.comparison.judging import Cost, JudgedPhoto
from convscope.trust import Score

RECORDS = Path(__file__).parent / "results" / "trust"


@dataclass
class Record:
    """What is finished of a network, by part and photo."""

    network: str
    found: dict[tuple[str, str], JudgedPhoto] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        for line in map(json.loads, lines):
            if line["part"] in PARTS and line["asked"] == PARTS[line["part"]].asked:
                self.found[line["part"], line["photo"]] = _judged(line)

    @property
    def path(self) -> Path:
        """Its file."""
        return RECORDS / f"{self.network}.jsonl"

    def of(self, part: Part) -> list[JudgedPhoto]:
        """The photos of a part that are finished."""
        return [judged for (name, _), judged in self.found.items() if name == part.name]

    def photos_of(self, part: Part) -> set[str]:
        """Their names."""
        return {judged.photo for judged in self.of(part)}

    def add(self, part: Part, found: JudgedPhoto) -> None:
        """Keep a photo."""
        RECORDS.mkdir(parents=True, exist_ok=True)
        line = {
            "part": part.name,
            "photo": found.photo,
            "digest": found.digest,
            "target": found.target,
            "asked": part.asked,
            "scores": {
                name: [_rounded(score.value) for score in scores] for name, scores in found.scores.items()
            },
            # Of the curves only those that the package's record is made from.
            "curves": {
                name: [[_rounded(value) for value in score.curve] for score in scores]
                for name, scores in found.scores.items()
                if name == "randomization"
            },
            "passes": [cost.passes for cost in found.costs],
            "equal": found.equal,
        }
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")
        self.found[part.name, found.photo] = _judged(line)


def _judged(line: Mapping[str, Any]) -> JudgedPhoto:
    """A photo as it was kept."""
    curves = {name: [tuple(one) for one in of_maps] for name, of_maps in line["curves"].items()}
    scores = {
        name: [
            Score(value, curves[name][place] if name in curves else ()) for place, value in enumerate(values)
        ]
        for name, values in line["scores"].items()
    }
    costs = tuple(Cost(0.0, passes) for passes in line["passes"])
    return JudgedPhoto(line["photo"], line["digest"], line["target"], scores, costs, tuple(line["equal"]), ())


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
