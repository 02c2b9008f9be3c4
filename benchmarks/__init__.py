"""Measurements beside the peers' packages; `python -m benchmarks [NAME...]` runs them."""
