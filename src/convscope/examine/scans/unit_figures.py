"""The figures of one unit, read from the summary of its layer."""

from __future__ import annotations

from collections.abc import Callable

from convscope.examine.scans.manifest import ManifestLayer
from convscope.examine.scans.units import ClassResponse, Exemplar, ScannedUnit
from convscope.examine.summaries import LayerSummary
from convscope.examine.summaries.exemplars import NO_PHOTO, Exemplars
from convscope.examine.summaries.findings import class_areas

RANKS = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1.0)


def scanned_unit(
    summary: LayerSummary, layer: ManifestLayer, unit: int, name_of: Callable[[int], str]
) -> ScannedUnit:
    """What a unit responds to, by the summary of its layer.

    Args:
        summary: of the layer.
        layer: the layer.
        unit: the unit's number.
        name_of: the name of the photo of a number.
    """
    moments, classes = summary.moments, summary.classes
    areas = class_areas(summary.sample)
    responses = [
        ClassResponse(
            name, int(count), float(mean[unit]), float(areas[name][unit]) if name in areas else None
        )
        for name, count, mean in zip(classes.names, classes.counts, classes.means, strict=True)
    ]
    return ScannedUnit(
        address=f"{layer.address}:{unit}",
        exemplars=_exemplars(summary.strongest, layer, unit, name_of),
        weakest=_exemplars(summary.weakest, layer, unit, name_of),
        quantiles=dict(zip(RANKS, summary.quantiles_of(unit, RANKS), strict=True)),
        mean=float(moments.mean[unit]),
        variance=float(moments.variance[unit]),
        active_places=float(moments.active_places[unit] / moments.places),
        active_photos=float(moments.active_photos[unit] / moments.photos),
        classes=tuple(sorted(responses, key=lambda one: (-(one.auc or -1), -one.mean))),
    )


def _exemplars(
    found: Exemplars, layer: ManifestLayer, unit: int, name_of: Callable[[int], str]
) -> tuple[Exemplar, ...]:
    columns = layer.places[-1] if layer.places else None
    rows = zip(
        found.photos[unit].tolist(), found.values[unit].tolist(), found.places[unit].tolist(), strict=True
    )
    return tuple(
        Exemplar(name_of(number), number, value, *(divmod(place, columns) if columns else (None, None)))
        for number, value, place in rows
        if number != NO_PHOTO
    )
