"""A detector so small that it is traced and trained in seconds."""

TRUNK = (
    "input 3x64x64"
    + "".join(f" -> conv {channels} 3x3 stride 2 padding 1 -> relu" for channels in (4, 4, 8, 8, 8))
    + " -> flatten -> dense 2"
)
TINY = f"fcos:{TRUNK}"
TINY_MASKS = f"mask-rcnn:{TRUNK}"
