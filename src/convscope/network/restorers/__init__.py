"""Networks from picture to picture: ``dncnn`` and ``resunet``, and upscalers such as ``espcn-x2``."""

from convscope.network.restorers.architectures import (
    in_own_pixels,
    restorer_architecture,
    restorer_entries,
    restorer_names,
)

__all__ = ["in_own_pixels", "restorer_architecture", "restorer_entries", "restorer_names"]
