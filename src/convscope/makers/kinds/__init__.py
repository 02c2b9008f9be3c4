"""The makers, one file each; `convscope.makers.makers` finds them here."""
