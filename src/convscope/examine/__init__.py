"""Examination: what the units of a network respond to, over a whole data set."""
