"""The metrics of attributions, one a file; `convscope.registry` finds them."""
