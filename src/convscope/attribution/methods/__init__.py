"""The attribution methods, one a file; `convscope.registry` finds them."""
