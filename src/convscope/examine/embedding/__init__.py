"""Embeddings: photos as points of a plane, near where a network takes them for alike."""
