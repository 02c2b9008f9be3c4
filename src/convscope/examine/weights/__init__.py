"""Weights of layers as pictures and figures: what a kernel does, read from its numbers alone."""
