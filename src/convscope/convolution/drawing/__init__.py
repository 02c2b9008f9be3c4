"""Pictures of a convolution at work."""

from convscope.convolution.drawing.animation import save_animation, save_scenes, scenes
from convscope.convolution.drawing.channels import channels_scene
from convscope.convolution.drawing.pooling_step import pooling_scene
from convscope.convolution.drawing.scene import Rectangle, Scene, Text
from convscope.convolution.drawing.stage import headed, stage_scene
from convscope.convolution.drawing.step import step_scene
from convscope.convolution.drawing.walk import Names, Walk
from convscope.convolution.drawing.writing import svg

__all__ = [
    "Names",
    "Rectangle",
    "Scene",
    "Text",
    "Walk",
    "channels_scene",
    "headed",
    "pooling_scene",
    "save_animation",
    "save_scenes",
    "scenes",
    "stage_scene",
    "step_scene",
    "svg",
]
