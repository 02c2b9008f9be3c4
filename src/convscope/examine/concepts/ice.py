"""ICE: concepts of the places of feature maps, important by the score's derivative along them."""

from __future__ import annotations

from convscope.examine.concepts.class_photos import ClassPhotos
from convscope.examine.concepts.concept_layer import ConceptLayer
from convscope.examine.concepts.factorization import Factorization, as_maps, by_places
from convscope.examine.concepts.found import Decomposition
from convscope.examine.concepts.place_patches import strongest_places
from convscope.examine.concepts.sensitivity import derivatives
from convscope.examine.concepts.settings import ConceptSettings
from convscope.progress import Progress


def ice(
    layer: ConceptLayer, photos: ClassPhotos, settings: ConceptSettings, progress: Progress
) -> Decomposition:
    """Find the concepts of a class's feature maps, and their importance.

    The values at every place of every photo are rows, which are factorized, A = S P, both non-negative: P are the
    concepts, S their maps.  Importance is the mean over photos of the derivative of the class's score along a
    concept, at every place alike, by the gradient (the authors take a difference quotient).

    Source: Zhang et al. 2021, Invertible concept-based explanations for CNN models with non-negative concept
    activation vectors.
    """
    progress.step(0, 1, what="factorizing")
    factors = Factorization(by_places(photos.maps), settings.concepts, settings.seed)
    maps = as_maps(factors.strengths, photos.maps.shape)
    along = derivatives(layer, photos.maps, factors.directions)
    progress.step(1, 1, what="factorizing")
    size = (photos.inputs.shape[2], photos.inputs.shape[3])
    return Decomposition(
        directions=factors.directions,
        maps=maps,
        importance=along.mean(0),
        positive=(along > 0).mean(0),
        patches=tuple(strongest_places(maps[:, k], size, settings.patch) for k in range(settings.concepts)),
    )
