"""An embedding: computed, judged, drawn, and as a page."""

from convscope.report.embedding.embedding import EmbeddedPhoto, Embedding
from convscope.report.embedding.write import SUFFIXES, write_embedding

__all__ = ["SUFFIXES", "EmbeddedPhoto", "Embedding", "write_embedding"]
