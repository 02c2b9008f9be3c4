"""Synthesised pictures: their makers, one file each, and what carries a picture's making along with it."""
