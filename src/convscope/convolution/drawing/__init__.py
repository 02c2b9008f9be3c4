"""Pictures of a convolution at work."""

from convscope.convolution.drawing.animation import save_animation
from convscope.convolution.drawing.channels import channels_scene
from convscope.convolution.drawing.scene import Rectangle, Scene, Text
from convscope.convolution.drawing.step import step_scene
from convscope.convolution.drawing.walk import Walk
from convscope.convolution.drawing.writing import svg

__all__ = ["Rectangle", "Scene", "Text", "Walk", "channels_scene", "save_animation", "step_scene", "svg"]
