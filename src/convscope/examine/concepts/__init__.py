"""Concepts: directions of a layer that mean something, and what a class owes to them."""
