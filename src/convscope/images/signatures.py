"""How files begin that are no readable pictures, but what people take for some."""

from __future__ import annotations

# The brands of ISO media files (ISO 23008-12) that hold HEVC pictures; AVIF has brands of its own.
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_CONVERT = "Convert it to JPEG or PNG first."
_KINDS = (
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"8BPS", "a Photoshop document"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"<svg", "a drawing in SVG"),
    (b"PK\x03\x04", "a zip archive"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<html", "a web page"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "an array of NumPy"),
)


def unreadable_kind(prefix: bytes) -> tuple[str, str] | None:
    """What a file is that cannot be read as a picture, and what to do; None for all others.

    Args:
        prefix: its first 64 bytes.
    """
    if prefix[4:8] == b"ftyp":
        brands = prefix[8 : max(12, int.from_bytes(prefix[:4], "big"))]
        if any(brand in brands for brand in _HEIC):
            return "a HEIC photo, as iPhones take them", _CONVERT
        return None if b"avi" in brands else ("a film", "Give one of its pictures.")
    for begins, kind in _KINDS:
        if prefix.lstrip().startswith(begins):
            return kind, _CONVERT
    return None
