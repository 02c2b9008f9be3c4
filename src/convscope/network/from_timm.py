"""The networks of timm."""

from __future__ import annotations

from torch import nn

from convscope.images import preprocessing_of_timm
from convscope.network.architecture import Architecture, NetworkEntry


def timm_names() -> list[str]:
    """Names of the architectures, also with the tag of one of their sets of weights."""
    import timm

    names: list[str] = timm.list_models() + timm.list_pretrained()
    return names


def timm_architecture(name: str) -> Architecture:
    """One of timm's architectures by one of `timm_names`."""
    import timm
    from timm.data import resolve_data_config
    from timm.models import get_pretrained_cfg

    config = get_pretrained_cfg(name)

    def build(classes: int | None) -> nn.Module:
        module: nn.Module = timm.create_model(name, num_classes=classes)
        return module

    def download() -> nn.Module:
        module: nn.Module = timm.create_model(name, pretrained=True)
        return module

    preprocessing = preprocessing_of_timm(resolve_data_config({}, pretrained_cfg=config.to_dict()))
    return Architecture(
        name=f"timm/{name}",
        build=build,
        download=download,
        weights=f"{config.tag or 'default'} (timm)" if config.has_weights else "",
        classes=config.num_classes,
        preprocessing=preprocessing,
        preprocessing_untrained=preprocessing,
    )


def timm_entries() -> list[NetworkEntry]:
    """The list of timm's networks, without building one."""
    import timm
    from timm.models import get_pretrained_cfg, model_entrypoint

    entries = []
    for name in timm.list_models():
        config = get_pretrained_cfg(name)
        entries.append(
            NetworkEntry(
                name=f"timm/{name}",
                family=model_entrypoint(name).__module__.rpartition(".")[2],
                input_shape=tuple(config.input_size),
                weights="download" if config.has_weights else "none",
            )
        )
    return entries
