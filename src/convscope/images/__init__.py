"""Photos and what a network needs of them: decode, check, resize, normalise and its inverse."""

from convscope.images.decoding import PhotoSource, decode
from convscope.images.files import printable
from convscope.images.folders import photos_in
from convscope.images.photo import Photo
from convscope.images.preprocessing import IMAGENET, Preprocessing
from convscope.images.recipes import preprocessing_of_timm, preprocessing_of_torchvision

__all__ = [
    "IMAGENET",
    "Photo",
    "PhotoSource",
    "Preprocessing",
    "decode",
    "photos_in",
    "preprocessing_of_timm",
    "preprocessing_of_torchvision",
    "printable",
]
