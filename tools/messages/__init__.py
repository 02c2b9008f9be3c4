"""The messages of the whole package, and the catalogues of their translations."""
